"""The charts under the maps; none is drawn where nothing is known."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.rates import PER
from cls_dash.page.model import Chart
from cls_dash.questions.compare import beneath
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.references import ALL, References
from cls_dash.questions.compare.references import spine as ratios
from cls_dash.questions.compare.themes import shares
from cls_dash.questions.compare.words import plain, told
from cls_dash.render import charts, compare_charts

DRAWN: Final = 20
"""Most lines of the spine chart; its table has them all."""


def funnel(here: Ground, measure: Measure) -> tuple[Chart, ...]:
    """Draw the communes and the territories around the rate of all of them."""
    if measure.events is None or measure.sizes is None or not measure.overall > 0:
        return ()
    counted = pd.DataFrame({"n": measure.events, "size": measure.sizes})
    communes = counted[counted["size"] > 0].assign(
        name=here.communes["name"], value=measure.local, whole=False
    )
    wholes = counted.groupby("territory", sort=False).sum()
    wholes = wholes.assign(
        name=wholes.index.map(here.names), value=measure.figures["value"], whole=True
    )
    places = pd.concat([communes.reset_index(), wholes.reset_index()], ignore_index=True)
    draw = partial(
        compare_charts.funnel, places.assign(territory=places["territory"].map(here.names)),
        measure.overall,
        multiplier=PER, size=beneath.sizes(measure), clump=measure.clump,
    )  # fmt: skip
    return (Chart(draw, "entonnoir", measured=beneath.funnel(measure)),)


def spine(
    measures: Mapping[str, Measure], territory: str, name: str, found: References
) -> tuple[Chart, ...]:
    """Draw where a territory stands, measure by measure."""
    lines = ratios(measures, territory, found).head(DRAWN)
    if lines.empty:
        return ()
    shown = [measures[str(code)] for code in lines.index]
    lines = lines.assign(
        title=[measure.title for measure in shown],
        told=[f"{told(measure, territory)} {measure.unit}" for measure in shown],
    )
    beside = {code: said for code, said in beneath.names(found).items() if code != ALL}
    draw = partial(compare_charts.spine, lines, beside, name)
    return (Chart(draw, "reperes", measured=beneath.STANDING),)


def trend(here: Ground, measure: Measure, years: pd.DataFrame) -> tuple[Chart, ...]:
    """Draw what a measure became."""
    if not years.size:
        return ()
    draw = partial(
        compare_charts.trend, years, here.names, digits=measure.digits, unit=measure.unit
    )
    caption = plain(measure, f"{wording.titled(measure.title, measure.unit)}, par année.")
    return (Chart(draw, "evolution", measured=caption),)


def themes(found: pd.DataFrame, names: Mapping[str, str]) -> tuple[Chart, ...]:
    """Draw what contracts say they do."""
    known = shares(found, names)
    if known.empty:
        return ()
    return (Chart(partial(charts.balance, known), "themes", measured=beneath.SHARES),)
