"""What the colours of each picture mean."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.questions.hot_spots.asked import CLUSTERS, CROSSED, NEIGHBOURS, PICTURES, WORST
from cls_dash.questions.hot_spots.figures import LACKS, NEEDS
from cls_dash.render import palette

Meanings = Mapping[str, tuple[str, str]]
"""French name and colour of each class, in the order of the legend."""
_NEED: Final = dict(zip(NEEDS, ("Besoin faible", "Besoin moyen", "Besoin fort"), strict=True))
_LACK: Final = dict(zip(LACKS, ("mieux couverte", "entre les deux", "moins couverte"), strict=True))
_CELLS: Final = [f"{need}{lack}" for need in NEEDS for lack in LACKS]
MEANINGS: Final[Mapping[str, Meanings]] = MappingProxyType(
    {
        WORST: {
            "other": ("Les autres communes", palette.REST),
            "worst": ("Besoin fort, peu d’actions proches", palette.ACCENT),
        },
        CROSSED: {
            cell: (f"{_NEED[cell[0]]}, {_LACK[cell[1]]}", colour)
            for cell, colour in zip(_CELLS, palette.BIVARIATE, strict=True)
        },
        CLUSTERS: {
            "cold": ("Moins d’actions ici et autour que par hasard", palette.DIVERGING[0]),
            "none": ("Rien qui dépasse le hasard", palette.REST),
            "hot": ("Plus d’actions ici et autour que par hasard", palette.DIVERGING[4]),
        },
        NEIGHBOURS: {
            "low_low": ("Peu d’actions, voisines aussi", palette.DIVERGING[0]),
            "low_high": ("Peu d’actions, voisines bien servies", palette.DIVERGING[1]),
            "none": ("Rien qui dépasse le hasard", palette.REST),
            "high_low": ("Bien servie, voisines peu", palette.DIVERGING[3]),
            "high_high": ("Bien servie, voisines aussi", palette.DIVERGING[4]),
        },
    }
)
"""By picture."""


_LESS: Final = "Peu d’actions proches"
"""Where everyone counts alike, no need is strong."""


def meanings_of(picture: str, *, flat: bool) -> Meanings:
    """Return the classes of a picture; ``flat``, that everyone has the same need."""
    meanings = MEANINGS[picture]
    if picture != WORST or not flat:
        return meanings
    return {**meanings, "worst": (_LESS, meanings["worst"][1])}


def pictured(picture: str, *, flat: bool) -> str:
    """Return what a picture shows; ``flat``, that everyone has the same need."""
    return _LESS if picture == WORST and flat else PICTURES[picture]
