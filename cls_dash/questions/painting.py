"""The communes of a territory painted in classes: what every page's map has in common."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from cls_dash.render import maps, palette
from cls_dash.render.classes import Classes

LABELS: Final = 6
"""Main towns whose name is written on a map."""
ALSO: Final = "Aussi dans le territoire"
OUTSIDE: Final = ("Hors du périmètre choisi, ou population inconnue",)


def painted(
    everyone: pd.DataFrame,
    classes: Classes,
    colours: Sequence[str],
    tips: pd.Series,
    *,
    title: str,
    legend: str,
    gap: str = "hors périmètre",
    circles: Sequence[maps.Circle] = (),
    circle_legend: dict[str, Any] | None = None,
    circle_style: dict[str, Any] | None = None,
    named: Sequence[str] = (),
    square: tuple[str, str] | None = None,
) -> maps.Values:
    """
    Return the values of a map.

    Parameters
    ----------
    everyone
        Communes in the order of the map, with ``population``, and ``also`` where other
        territories may have them: their tooltips say so.
    classes
        Of these communes, in that order.
    colours
        One per class.
    tips
        Lines of each commune's tooltip, by code; a commune that is not there is told to
        lie outside.
    title
        The sentence that reads the map.
    legend
        What colours say.
    gap
        Why a commune has no colour.
    circles, circle_legend, circle_style
        What is drawn over the communes: see :class:`maps.Values`.
    named
        Codes of communes whose name is written before those of the main towns.
    square
        Titles of both sides of the legend, where classes are those of two variables.
    """
    ranked = everyone.sort_values("population", ascending=False).index[:LABELS]
    towns = everyone.index.get_indexer(pd.Index([*named, *ranked]).unique())
    return maps.Values(
        title=title,
        classes=classes.marks,
        palette=tuple(colours),
        tips=tuple(_tips(everyone, tips)),
        labels=tuple(int(rank) for rank in towns),
        circles=tuple(circles),
        legend=maps.Legend(
            title=legend,
            classes=maps.legend_classes(classes, colours, gap=gap, empty=square is not None),
            circles=circle_legend,
            square=square,
        ),
        circleStyle=circle_style or palette.CIRCLE,
    )


def _tips(everyone: pd.DataFrame, tips: pd.Series) -> Iterator[tuple[str, ...]]:
    also = everyone["also"] if "also" in everyone else [""] * len(everyone)
    for code, others in zip(everyone.index, also, strict=True):
        told = tips.get(code, OUTSIDE)
        yield (*told, f"{ALSO} : {others}") if others else told
