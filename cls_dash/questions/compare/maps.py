"""Maps side by side: one measure, in the same classes and colours for every territory."""

from dataclasses import replace
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.words import plain
from cls_dash.questions.painting import painted
from cls_dash.render import maps, palette
from cls_dash.render.classes import CLASSES, MISSING, Classes, by_quantiles, decimals

NONE: Final = "aucun"


def classified(measure: Measure) -> Classes:
    """Cut the communes of all the territories together into classes."""
    zero = None if measure.events is None else NONE
    # More classes than values would be empty ones.
    k = min(CLASSES, measure.local.nunique())
    return by_quantiles(measure.local, k, digits=decimals(measure.local), zero=zero)


def colours(measure: Measure, classes: Classes) -> tuple[str, ...]:
    """Return one colour a class; the darkest is the highest, or the least favourable."""
    if measure.events is None:
        return palette.shades(len(classes.labels), measure.higher_is)
    return (palette.ZERO, *palette.shades(len(classes.labels) - 1, "neutral"))


def values(here: Ground, measure: Measure, every: Classes) -> dict[str, maps.Values]:
    """Return the map of each territory, by slug, each with the legend that they share."""
    marks = pd.Series(list(every.marks), measure.local.index)
    tips = _tips(here, measure)
    title = wording.titled(measure.title, measure.unit)
    found = {}
    for slug, name in here.names.items():
        everyone = here.everyone[slug]
        mine = "".join(marks.loc[slug].reindex(everyone.index, fill_value=MISSING))
        found[slug] = painted(
            everyone, replace(every, marks=mine), colours(measure, every), tips.loc[slug],
            title=plain(measure, f"Carte : {name}, {title}."), legend=title,
        )  # fmt: skip
    return found


def legend(measure: Measure, every: Classes) -> maps.Legend:
    """Return the legend that all the maps share, the highest class first."""
    gap = wording.listing(sorted(set(measure.lacking.values()))) or terms.NO_DATA
    lines = maps.legend_classes(every, colours(measure, every), gap=gap)
    return maps.Legend(wording.titled(measure.title, measure.unit), lines)


def _tips(here: Ground, measure: Measure) -> pd.Series:
    """Return the lines of each commune's tooltip."""
    digits = decimals(measure.local)
    lines = [
        f"{wording.number(value, digits)} {measure.unit}"
        if value == value
        else measure.lacking.get(slug, "pas de donnée").capitalize()
        for (slug, _), value in measure.local.items()
    ]
    people = [wording.counted(n, "habitant") for n in here.people]
    if measure.events is not None:
        people = [
            f"{wording.number(n)} pour {said}" if n == n else said
            for n, said in zip(measure.events.reindex(measure.local.index), people, strict=True)
        ]
    return pd.Series(list(zip(lines, people, strict=True)), measure.local.index)
