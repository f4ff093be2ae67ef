"""Tables of hot spots: what each colour says, the communes to look at first, and all of them."""

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.table import Table
from cls_dash.questions.hot_spots.meanings import Meanings
from cls_dash.questions.hot_spots.words import meaning
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import recorded
from cls_dash.questions.spread.record import Record


def meant(communes: pd.DataFrame, meanings: Meanings, record: Record) -> Table:
    """Return what each class says, with its communes and inhabitants."""
    kinds, people = communes["kind"], communes["population"].astype(float)
    lines = [
        (name, wording.number((kinds == key).sum()), wording.number(people[kinds == key].sum()))
        for key, (name, _) in reversed(list(meanings.items()))
    ]
    return Table.of(
        ("Classe", "Communes", "Habitants"), lines, numeric={1, 2},
        caption=record.plain("Ce que dit chaque couleur"),
    )  # fmt: skip


def first(communes: pd.DataFrame, record: Record) -> Table | None:
    """Return the communes to look at first; none if none is."""
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or terms.NO_EPCI),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.percent(1 - row["lack"]),
            wording.percent(row["uncovered"], 1),
        )
        for row in rows(communes)
    ]
    if not lines:
        return None
    header = (
        "Commune", "Intercommunalité", "Habitants", "Besoin (moyenne 1)", "Couverte", recorded.LEFT,
    )  # fmt: skip
    return Table.of(header, lines, numeric={2, 3, 4, 5}, caption=record.plain(recorded.LEFT_IS))


def everyone(communes: pd.DataFrame, meanings: Meanings, record: Record) -> Table:
    """Return the class of each commune."""
    lines = [
        (
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.percent(1 - row["lack"]),
            meaning(row["kind"], meanings),
        )
        for row in rows(communes.sort_values("name"))
    ]
    header = ("Commune", "Habitants", "Besoin (moyenne 1)", "Couverte", "Classe")
    caption = record.plain("Classe de chaque commune")
    return Table.of(header, lines, caption=caption, numeric={1, 2, 3})
