"""The values of a map of France: as a table, by colour, and as a file."""

from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.country import words
from cls_dash.questions.country.choropleth import Colouring, choropleth, names
from cls_dash.questions.country.figures import Figures
from cls_dash.render import exports
from cls_dash.store.release import Release

ROWS: Final = 100
"""Longest table that is shown; the whole of it may be downloaded."""
_WHOLES: Final = {"here": "Territoire", "map": "Toute la carte"}
"""Titles of the columns of :attr:`Figures.shares`."""


def values_csv(release: Release, asked: Colouring) -> bytes:
    """Return the values of a map as a French spreadsheet, one line a place."""
    found = choropleth(release, asked)
    figures = found.measured.figures
    columns = {"code": figures.index, "nom": names(release, asked), "valeur": figures}
    if found.measured.counts is not None:
        columns["nombre"] = found.measured.counts.astype("Int64")
    return exports.to_csv(
        pd.DataFrame(columns).assign(
            indicateur=found.layer.title, unite=found.layer.unit, annee=found.measured.year
        )
    )


def shares(here: Figures) -> ShareTable | None:
    """Return how many places are in each class: of the territory, and of the whole map."""
    if here.shares.empty or not len(here.shares.columns):
        return None
    classes = zip(
        here.map.colours, here.map.classes.labels, here.shares.itertuples(index=False, name=None),
        strict=True,
    )  # fmt: skip
    return ShareTable(
        f"Part des {words.what(here)} de chaque couleur",
        tuple(_WHOLES[name] for name in here.shares),
        tuple(reversed(list(classes))),
    )


def table(here: Figures) -> Table:
    """Return the table that replaces the map."""
    shown, values = here.map, here.known.sort_values(ascending=False)
    whole = wording.number(len(values))
    head = f", les {ROWS} valeurs les plus élevées sur {whole}" if len(values) > ROWS else ""
    return Table.of(
        ("Lieu", wording.starting(shown.layer.unit)),
        [
            (str(here.names[code]), wording.number(value, shown.digits))
            for code, value in values.head(ROWS).items()
        ],
        caption=f"{words.named(shown)}{head}",
        numeric={1},
    )
