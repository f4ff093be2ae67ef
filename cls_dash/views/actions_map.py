"""View model of the page «Carte des actions»."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.render import charts, maps, palette, spread_charts
from cls_dash.render.classes import Classes, by_bounds, by_quantiles
from cls_dash.store.readings import Readings
from cls_dash.views import otherwise, score_card
from cls_dash.views.rows import rows
from cls_dash.views.score_card import ScoreCard
from cls_dash.views.spread import Spread, measured, spread

INDICATORS: Final = MappingProxyType(
    {
        "taux": "Actions pour 10 000 habitants",
        "rapport": "Observé / attendu",
        "hasard": "Plus ou moins que le hasard",
    }
)
"""What the colours of the map may say, by code in the URL."""
INDICATOR: Final = Parameter("indicateur", "Couleur de la carte", INDICATORS, default="taux")

EXPLANATIONS: Final = MappingProxyType(
    {
        "taux": (
            "Couleur : nombre d’actions localisées pour 10 000 habitants. "
            "Dans une petite commune, une seule action suffit à donner un taux élevé."
        ),
        "rapport": (
            "Couleur : nombre d’actions observées divisé par celui qu’aurait la commune "
            "si les actions étaient réparties selon la population. 1 : la part attendue."
        ),
        "hasard": (
            "Couleur : l’écart entre actions observées et attendues sort-il de ce que le "
            "hasard produit en plaçant des séries entières ? Seuils à 95 % et 99,8 %."
        ),
    }
)

READING: Final = (
    "Chaque **cercle** est le nombre d’actions localisées dans une commune : sa surface "
    "est proportionnelle à ce nombre. La **couleur** dit un rapport, à choisir "
    "au-dessus de la carte. Les actions menées à l’échelle d’une intercommunalité, du "
    "territoire ou à distance ne sont pas sur la carte.\n\n"
    "**Le seul hasard** : on tire au sort la commune de chaque action, chaque habitant du "
    "périmètre de l’époque ayant la même chance ; toutes les séances d’une action menées dans "
    "une commune vont ensemble. On répète ce tirage des milliers de fois et on regarde la "
    "concentration obtenue. Avec peu d’actions, le hasard seul en donne déjà beaucoup.\n\n"
    "Une répartition proportionnelle à la population est une norme à discuter : les "
    "besoins ne sont pas les mêmes partout."
)
"""How to read the map, in Markdown."""

_RATIO_BOUNDS: Final = (0.0, 0.5, 0.8, 1.25, 2.0)
_RATIO_LABELS: Final = (
    "aucune action", "moins de 0,5", "0,5 à 0,8", "0,8 à 1,25", "1,25 à 2", "plus de 2",
)  # fmt: skip
_FLAGS: Final = ("very_low", "low", "none", "high", "very_high")
_FLAG_LABELS: Final = (
    "bien moins que le hasard", "moins que le hasard", "compatible avec le hasard",
    "plus que le hasard", "bien plus que le hasard",
)  # fmt: skip
_BARS: Final = 8
_LABELS: Final = 6


@dataclass(frozen=True)
class ActionsMapView:
    """All that the page shows, ready to be drawn."""

    card: ScoreCard
    digest: str
    values: Mapping[str, maps.Values]
    """Values of the map, by indicator."""
    lorenz: go.Figure | None
    bars: go.Figure | None
    charts_said: str
    """What stands before what charts measure, where illustrative actions are drawn."""
    table: Table
    perimeter: str


def build(readings: Readings, selection: Selection, *, top: int, chance: Chance) -> ActionsMapView:
    """Assemble the page for a selection."""
    card = otherwise.completed(
        readings, selection, score_card.build(readings, selection, top=top, chance=chance)
    )
    found = spread(readings, selection)
    counted = measured(found)
    some = bool(found.record.located)
    return ActionsMapView(
        card=card,
        digest=readings.asset_digest(selection.territory),
        values={code: painted(readings, selection, found, code) for code in INDICATORS},
        lorenz=spread_charts.lorenz(found.lorenz()) if card.conclusive else None,
        bars=_bars(counted) if some else None,
        charts_said=found.record.prefix,
        table=table(counted, found),
        perimeter=_perimeter(readings, selection, found),
    )


def painted(readings: Readings, selection: Selection, found: Spread, indicator: str) -> maps.Values:
    """Paint the communes of a territory by one of :data:`INDICATORS`."""
    counted = measured(found)
    everyone = readings.communes(selection.territory, selection.contract, selection.perimeter)
    return values(
        on_map(counted, everyone),
        indicator,
        title=found.record.plain(reading(counted, indicator)),
    )


def on_map(counted: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """Put communes in the order of the map; those that do not count are there without value."""
    return counted.reindex(everyone.index).assign(name=everyone["name"], inside=everyone["inside"])


def values(shown: pd.DataFrame, indicator: str, *, title: str) -> maps.Values:
    """Paint communes, in the order of the map, by one of :data:`INDICATORS`."""
    classes, colours = _classify(shown, indicator)
    largest = float(shown["observed"].fillna(0).max())
    ranked = shown.reset_index().sort_values("observed", ascending=False)
    present = ranked[ranked["observed"] > 0]
    towns = ranked.sort_values("population", ascending=False).index[:_LABELS]
    return maps.Values(
        title=title,
        classes=classes.marks,
        palette=tuple(colours),
        tips=tuple(_tip(row) for row in rows(shown)),
        circles=tuple(
            (int(rank), maps.radius(count, largest), ())
            for rank, count in present["observed"].items()
        ),
        labels=tuple(int(rank) for rank in towns),
        legend=maps.Legend(
            title=INDICATORS[indicator],
            classes=maps.legend_classes(classes, colours, gap=_gap(shown, classes)),
            circles=maps.circle_legend(largest, "Nombre d’actions"),
        ),
    )


def _classify(shown: pd.DataFrame, indicator: str) -> tuple[Classes, tuple[str, ...]]:
    if indicator == "taux":
        classes = by_quantiles(shown["rate"], 5, digits=0, zero="aucune action")
        return classes, (palette.ZERO, *palette.SEQUENTIAL)
    if indicator == "rapport":
        ratio = shown["ratio"].astype(float)
        return by_bounds(ratio, _RATIO_BOUNDS, _RATIO_LABELS), palette.DIVERGING
    ranks = shown["flag"].map({flag: rank for rank, flag in enumerate(_FLAGS)})
    return by_bounds(ranks, [0, 1, 2, 3], _FLAG_LABELS), palette.FUNNEL


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
        lines.append(
            f"{wording.number(row['expected'], 1)} attendues à proportion de la population"
        )
    return tuple(lines)


def reading(counted: pd.DataFrame, indicator: str) -> str:
    """Return the sentence that reads the map."""
    some = counted[counted["observed"] > 0]
    return (
        f"Carte : {INDICATORS[indicator]}. "
        f"{wording.counted(len(some), 'commune')} sur {len(counted)} "
        f"{wording.agreeing(len(some), 'a', 'ont')} au moins une action."
    )


def _bars(counted: pd.DataFrame) -> go.Figure:
    order = ["observed", "population"]
    some = counted[counted["observed"] > 0]
    most = some.sort_values(order, ascending=False).head(_BARS)
    return charts.observed_bars(most)


def table(counted: pd.DataFrame, found: Spread) -> Table:
    """Return the table that replaces the map."""
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or ""),
            wording.number(row["population"]),
            wording.number(row["observed"]),
            wording.number(row["expected"], 1),
            wording.number(row["rate"], 1),
            wording.number(row["ratio"], 2),
            f"{wording.number(row['least'])} à {wording.number(row['most'])}"
            if row["expected"]
            else wording.NO_DATA,
        )
        for row in rows(counted.sort_values(["observed", "population"], ascending=False))
    ]
    header = (
        "Commune", "Intercommunalité", f"Habitants {found.year}".strip(), "Actions", "Attendues",
        "Pour 10 000 hab.", "Observé / attendu", "Par hasard, 95 fois sur 100",
    )  # fmt: skip
    return Table.of(
        header,
        lines,
        caption=found.record.plain("Actions localisées par commune"),
        numeric={2, 3, 4, 5, 6, 7},
    )


def _perimeter(readings: Readings, selection: Selection, found: Spread) -> str:
    """Say which perimeter the figures are counted in, and what it leaves out."""
    counted = found.communes
    if counted.empty:
        return "Aucune commune n’est connue dans le périmètre de ce contrat."
    everyone = readings.communes(selection.territory, selection.contract, selection.perimeter)
    written = f"{_named(selection)} : {wording.counted(len(counted), 'commune')}, "
    written += f"population de {found.year}."
    if unknown := int(everyone["inside"].sum()) - len(counted):
        written += f" {wording.counted(unknown, 'commune')} sans population connue, non comptée."
    if left_out := int((~everyone["inside"]).sum()):
        written += (
            f" {wording.counted(left_out, 'commune')} du territoire "
            f"{wording.agreeing(left_out, 'n’en faisait', 'n’en faisaient')} pas partie"
            f"{' à cette date' if selection.perimeter else ' pendant ce contrat'}."
        )
    return written


def _named(selection: Selection) -> str:
    if selection.perimeter:
        return f"Périmètre en vigueur le {wording.day(selection.perimeter)}"
    return "Périmètre du contrat" if selection.contract else "Périmètre"
