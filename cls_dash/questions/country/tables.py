"""The values of a map of France: as a table, by colour, and as a file."""

from functools import partial
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.extent import read_asset
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.country import words
from cls_dash.questions.country.asked import LEVELS
from cls_dash.questions.country.choropleth import Choropleth, Colouring, choropleth, names
from cls_dash.render import exports
from cls_dash.render.classes import MISSING
from cls_dash.store.queries import country
from cls_dash.store.release import Release

ROWS: Final = 100
"""Longest table that is shown; the whole of it may be downloaded."""


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


def inside(release: Release, territory: str, shown: Colouring) -> pd.Index:
    """Return the places of the territory among those of the map."""
    places = country.places(release, read_asset(shown.asset))
    members = places.index.intersection(country.members(release).get(territory, []))
    if shown.level == "commune":
        return members
    return pd.Index(places.loc[members, shown.level].dropna().unique())


def shares(found: Choropleth, inside: pd.Index, level: str) -> ShareTable | None:
    """Return how many places are in each class: of the territory, and of the whole map."""
    marks = pd.Series(list(found.classes.marks), found.measured.figures.index)
    ranks = marks[marks != MISSING].map(partial(int, base=36))
    wholes = {"Territoire": ranks[ranks.index.isin(inside)], "Toute la carte": ranks}
    # Where nothing is known, no share is known either.
    parts = {
        name: whole.value_counts(normalize=True)
        for name, whole in wholes.items()
        if not whole.empty
    }
    if not parts:
        return None
    ranked = enumerate(zip(found.colours, found.classes.labels, strict=True))
    return ShareTable(
        f"Part des {LEVELS[level].lower()} de chaque couleur",
        tuple(parts),
        tuple(
            (colour, label, tuple(float(part.get(rank, 0.0)) for part in parts.values()))
            for rank, (colour, label) in reversed(list(ranked))
        ),
    )


def table(found: Choropleth, named: pd.Series) -> Table:
    """Return the table that replaces the map, of places ``named`` by code."""
    values = found.measured.figures.dropna().sort_values(ascending=False)
    whole = wording.number(len(values))
    head = f", les {ROWS} valeurs les plus élevées sur {whole}" if len(values) > ROWS else ""
    return Table.of(
        ("Lieu", wording.starting(found.layer.unit)),
        [
            (str(named[code]), wording.number(value, found.digits))
            for code, value in values.head(ROWS).items()
        ],
        caption=f"{words.named(found)}{head}",
        numeric={1},
    )
