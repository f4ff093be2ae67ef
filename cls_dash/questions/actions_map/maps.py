"""The communes of a territory painted by their actions: rate, ratio, or against chance."""

from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.selection import Selection
from cls_dash.questions.actions_map import words
from cls_dash.questions.actions_map.asked import INDICATORS, NUMBER
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.spread import Spread, measured
from cls_dash.render import maps, palette
from cls_dash.render.classes import Classes, by_bounds, by_quantiles
from cls_dash.store.queries.communes import communes_on_map
from cls_dash.store.release import Release

_NONE: Final = "aucune action"
_TITLES: Final = {NUMBER: "Communes"}
"""Of the legend, where discs say the rest."""
_RATIO_BOUNDS: Final = (0.0, 0.5, 0.8, 1.25, 2.0)
_RATIO_LABELS: Final = (
    _NONE, "0,5 ou moins", "plus de 0,5 à 0,8", "plus de 0,8 à 1,25",
    "plus de 1,25 à 2", "plus de 2",
)  # fmt: skip
_FLAGS: Final = ("very_low", "low", "none", "high", "very_high")
_FLAG_LABELS: Final = (
    "bien moins que le hasard", "moins que le hasard", "compatible avec le hasard",
    "plus que le hasard", "bien plus que le hasard",
)  # fmt: skip
_LABELS: Final = 6
_FIRST: Final = 2
"""Best served communes, whose name is always written."""


def painted(release: Release, selection: Selection, found: Spread, indicator: str) -> maps.Values:
    """Paint the communes of a territory by one of :data:`INDICATORS`."""
    counted = measured(found)
    everyone = communes_on_map(release, selection)
    return values(
        on_map(counted, everyone),
        indicator,
        title=found.record.plain(words.reading(counted, indicator)),
    )


def on_map(counted: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """Put communes in the order of the map; those that do not count are there without value."""
    return counted.reindex(everyone.index).assign(name=everyone["name"], inside=everyone["inside"])


def values(shown: pd.DataFrame, indicator: str, *, title: str) -> maps.Values:
    """Paint communes, in the order of the map, by one of :data:`INDICATORS`."""
    classes, colours = _classify(shown, indicator)
    largest = float(shown["observed"].fillna(0).max()) if indicator == NUMBER else 0.0
    ranked = shown.reset_index().sort_values("observed", ascending=False)
    present = ranked[ranked["observed"] > 0]
    # Those that the answer names come before the main towns.
    towns = ranked.sort_values("population", ascending=False).index[:_LABELS]
    named = pd.Index([*present.index[:_FIRST], *towns]).unique()
    return maps.Values(
        title=title,
        classes=classes.marks,
        palette=tuple(colours),
        tips=tuple(_tip(row) for row in rows(shown)),
        circles=tuple(
            (int(rank), maps.radius(count, largest), ())
            for rank, count in present["observed"].items()
            if largest
        ),
        labels=tuple(int(rank) for rank in named),
        legend=maps.Legend(
            title=_TITLES.get(indicator, INDICATORS[indicator]),
            classes=maps.legend_classes(classes, colours, gap=_gap(shown, classes)),
            circles=maps.circle_legend(largest, "Nombre d’actions"),
        ),
    )


def _classify(shown: pd.DataFrame, indicator: str) -> tuple[Classes, tuple[str, ...]]:
    if indicator == NUMBER:  # A quiet ground under discs.
        counted = shown["observed"].astype(float)
        return by_bounds(counted, (0.0,), (_NONE, "au moins une action")), (
            palette.ZERO, palette.REST,
        )  # fmt: skip
    if indicator == "taux":
        classes = by_quantiles(shown["rate"], 5, digits=0, zero=_NONE)
        return classes, (palette.ZERO, *palette.SEQUENTIAL)
    if indicator == "rapport":
        ratio = shown["ratio"].astype(float)
        found = by_bounds(ratio, _RATIO_BOUNDS, _RATIO_LABELS)
        return found, (palette.ZERO, *palette.DIVERGING)
    ranks = shown["flag"].map({flag: rank for rank, flag in enumerate(_FLAGS)})
    return by_bounds(ranks, [0, 1, 2, 3], _FLAG_LABELS), palette.DIVERGING


def _gap(shown: pd.DataFrame, classes: Classes) -> str:
    """Say why areas have no value: outside the contract, or nothing to compare."""
    outside = int(shown["observed"].isna().sum())
    if classes.missing == outside:
        return "hors périmètre"
    return "hors périmètre ou non calculé" if outside else "non calculé"


def _tip(row: dict[str, Any]) -> tuple[str, ...]:
    if row["observed"] != row["observed"]:
        return (
            "Population inconnue : commune non comptée"
            if row["inside"]
            else "Hors du périmètre de ce contrat",
        )
    lines = [
        wording.counted(row["observed"], "action"),
        f"{wording.counted(row['population'], 'habitant')}, "
        f"{wording.number(row['rate'], 1)} pour 10 000",
    ]
    if row["expected"] > 0:
        share = wording.agreeing(round(row["expected"], 1), "attendue", "attendues")
        lines.append(f"{wording.number(row['expected'], 1)} {share} à proportion de la population")
    return tuple(lines)
