"""Maps of care: how far it is, how it is shared, or where the known places are."""

from typing import Any

import pandas as pd

from cls_dash import wording
from cls_dash.questions.care.asked import ACCESS, MEASURES
from cls_dash.questions.care.figures import Figures
from cls_dash.questions.care.words import tip
from cls_dash.questions.forgotten.page import BOUNDS, LABELS
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.painting import painted
from cls_dash.questions.provision.markers import discs
from cls_dash.questions.provision.provision import Partial
from cls_dash.questions.rows import rows
from cls_dash.render import maps, palette
from cls_dash.render.classes import Classes, by_bounds, by_quantiles


def measured(found: Figures, measure: str) -> maps.Values:
    """Return the map of a measure, with the places that it counts."""
    here, offer = found.here, found.offer
    classes, colours = _classes(found.communes.reindex(here.everyone.index), measure)
    circles, legend = _circles(found)
    return painted(
        here.everyone,
        classes,
        colours,
        pd.Series({row["code"]: tip(row, found) for row in rows(found.communes)}, dtype=object),
        title=f"Carte : {MEASURES[measure].lower()}, {offer.label} ({offer.year}).",
        legend=f"{MEASURES[measure]} ({offer.year})",
        circles=circles,
        circle_legend=legend,
        circle_style=palette.PROVIDER_RING,
    )


def _classes(shown: pd.DataFrame, measure: str) -> tuple[Classes, tuple[str, ...]]:
    if measure == ACCESS:
        found = by_quantiles(shown["access"], 4, digits=1, zero="rien à 20 minutes")
        return found, palette.shades(len(found.labels), "better")
    counted = shown["population"].notna()
    return by_bounds(shown["time"].fillna(999.0).where(counted), BOUNDS, LABELS), palette.SEQUENTIAL


def _circles(found: Figures) -> tuple[list[maps.Circle], dict[str, Any] | None]:
    here, offer = found.here, found.offer
    if len(offer.places):
        return discs(offer.places[offer.places["longitude"].notna()])
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    inside = offer.supply[offer.supply.index.isin(ranks)].sort_values(ascending=False)
    inside = inside[inside > 0]
    largest = float(inside.max()) if len(inside) else 0.0
    drawn: list[maps.Circle] = [
        (ranks[code], maps.radius(n, largest), ()) for code, n in inside.items()
    ]
    return drawn, maps.circle_legend(largest, f"{offer.label} ({offer.year})")


def places(here: Ground, partial: Partial) -> maps.Values:
    """Return the map of the places that are known; nothing is measured."""
    circles, legend = discs(partial.places[partial.places["longitude"].notna()])
    blank = pd.Series(0.0, here.everyone.index).where(here.everyone["population"].notna())
    people = {
        row["code"]: (wording.counted(row["population"], "habitant"),)
        for row in rows(here.communes)
    }
    return painted(
        here.everyone,
        by_bounds(blank, (), ("communes du territoire",)),
        (palette.REST,),
        pd.Series(people),
        title=f"Carte : lieux connus, {partial.label}.",
        legend="Lieux connus",
        circles=circles,
        circle_legend=legend,
        circle_style=palette.PROVIDER,
    )
