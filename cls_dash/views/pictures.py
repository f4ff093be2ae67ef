"""Pictures of a territory: need crossed with the lack of actions, and clusters of actions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis import clusters
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.forgotten import asked as forgotten
from cls_dash.render import palette
from cls_dash.render.classes import crossed
from cls_dash.store.readings import Readings
from cls_dash.views.record import Record

PICTURES: Final = MappingProxyType(
    {
        "besoin": "Besoin et manque d’actions",
        "regroupements": "Regroupements d’actions",
        "voisins": "Communes et voisines",
    }
)
PICTURE: Final = Parameter("carte", "Carte", PICTURES, default="besoin")
LEVELS: Final = MappingProxyType({"commune": "commune", "epci": "intercommunalité"})
LEVEL: Final = Parameter("niveau", "Échelle", LEVELS, default="commune")
WINDOW: Final = replace(forgotten.WINDOW, default="12", first=None)
_NEED: Final = {"A": "besoin faible", "B": "besoin moyen", "C": "besoin fort"}
_LACK: Final = {
    "1": "mieux couverte",
    "2": "entre les deux",
    "3": "moins couverte",
}
_KINDS: Final = {
    "regroupements": {
        "cold": ("Moins d’actions ici et autour que par hasard", "#6f63a8"),
        "none": ("Rien qui dépasse le hasard", palette.REST),
        "hot": ("Plus d’actions ici et autour que par hasard", palette.ACCENT),
    },
    "voisins": {
        "low_low": ("Peu d’actions, voisines aussi", "#6f63a8"),
        "low_high": ("Peu d’actions, voisines bien servies", "#b2abd2"),
        "none": ("Rien qui dépasse le hasard", palette.REST),
        "high_low": ("Bien servie, voisines peu", "#fdb863"),
        "high_high": ("Bien servie, voisines aussi", palette.ACCENT),
    },
}  # fmt: skip
_UNREAL: Final = (
    "Des actions montrées sont illustratives : aucun regroupement n’est cherché, il ne dirait rien "
    "du territoire. La carte montre où elles sont."
)
_NAMED: Final = 5


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see."""

    need: str
    chance: Chance
    picture: str = PICTURE.opening
    level: str = LEVEL.opening
    window: str = WINDOW.opening
    """Last months whose actions cover."""


@dataclass(frozen=True)
class Picture:
    """A class by commune, what classes mean, and what the whole says."""

    kinds: pd.Series
    """Key of the class, by commune that counts; missing where there is none."""
    meanings: Mapping[str, tuple[str, str]]
    """French name and colour, in the order of the legend."""
    said: str


def cells_of(table: pd.DataFrame) -> pd.Series:
    """
    Return the cell of each commune: a letter for its need and a figure for its lack.

    A need that is everywhere the same is medium; a coverage that is, good or bad as it is.
    """
    need, lack = table["need"].round(9), table["lack"].round(9)
    letters = _thirds(need, flat=1).map(dict(enumerate(_NEED)))
    return letters + _thirds(lack, flat=0 if lack.mean() < 0.5 else 2).map(dict(enumerate(_LACK)))


def _thirds(values: pd.Series, *, flat: int) -> pd.Series:
    """Return the third of each value, 0 to 2, or ``flat`` for all when they are the same."""
    try:
        found = crossed(values, values, names=("", ""))
    except UndefinedMeasureError:
        return pd.Series(flat, values.index)
    return pd.Series([int(mark, 36) // len(_LACK) for mark in found.marks], values.index)


def crossing(cells: pd.Series, shown: pd.DataFrame) -> Picture:
    """Return the picture of need crossed with the lack of actions."""
    codes = [f"{letter}{level}" for letter in _NEED for level in _LACK]
    meanings = {
        code: (f"{code} : {_NEED[code[0]]}, {_LACK[code[1]]}", colour)
        for code, colour in zip(codes, palette.BIVARIATE, strict=True)
    }
    return Picture(cells.reindex(shown.index), meanings, "")


def clustering(
    readings: Readings, selection: Selection, shown: pd.DataFrame, asked: Asked, record: Record
) -> Picture:
    """
    Look for clusters of actions by inhabitant, where records earn a verdict.

    Between EPCI there are too few to compare.
    """
    meanings = _KINDS[asked.picture]
    kinds = pd.Series(None, shown.index, dtype=object)
    if not record.enough:
        return Picture(kinds, meanings, record.lacking("pour chercher des regroupements"))
    if record.demonstration:
        return Picture(kinds, meanings, record.said(_UNREAL))
    if asked.level == "epci":
        n = shown["epci"].nunique()
        return Picture(
            kinds, meanings,
            f"**{wording.counted(n, 'intercommunalité')}** : trop peu pour chercher des "
            f"regroupements, il en faut au moins {clusters.MIN_KNOWN}. La commune est ici la seule "
            "échelle possible.",
        )  # fmt: skip
    try:
        rate = clusters.smoothed_rate(shown["deployments"], shown["population"].astype(float))
        outlines = readings.outlines(selection.territory)["outline"].reindex(shown.index)
        neighbours = clusters.contiguity(outlines)
        found = (
            clusters.getis_ord(rate, neighbours)
            if asked.picture == "regroupements"
            else clusters.local_moran(
                rate, neighbours, permutations=asked.chance.permutations, seed=asked.chance.seed
            )
        )
    except UndefinedMeasureError:
        return Picture(kinds, meanings, "Trop peu de communes, ou des taux tous semblables.")
    kinds = found["kind"].where(found["kind"] != "masked")
    return Picture(kinds, meanings, _clusters_said(kinds, shown, meanings))


def _clusters_said(
    kinds: pd.Series, shown: pd.DataFrame, meanings: Mapping[str, tuple[str, str]]
) -> str:
    out = kinds[kinds.notna() & (kinds != "none")]
    if out.empty:
        return (
            "**Aucun regroupement ne dépasse le hasard** : les communes bien servies ne sont pas "
            "plus souvent voisines qu’un tirage au sort ne le ferait."
        )
    parts = [
        f"{meanings[kind][0].lower()} : **{names(shown, out.index[out == kind])}**"
        for kind in meanings
        if (out == kind).any()
    ]
    return f"{'. '.join(part[0].upper() + part[1:] for part in parts)}."


def names(table: pd.DataFrame, codes: pd.Index) -> str:
    """Return the most populated of these communes, and how many others there are."""
    ordered = table.loc[codes].sort_values("population", ascending=False)["name"]
    return wording.first_of(list(ordered), _NAMED)
