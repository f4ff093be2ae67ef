"""All that is known of the territories compared, and how far apart they are."""

from typing import Final

import pandas as pd

from cls_dash.analysis.comparison import Overdispersion, apart_p_value, rate_overdispersion
from cls_dash.analysis.concentration import MIN_LOCATED
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.questions.compare.ground import Ground, ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.published import indicators
from cls_dash.questions.compare.rates import actions, services
from cls_dash.store.release import Release, memoised

PRECISE: Final = 5
"""Times as many draws as elsewhere: there are few territories, and one p-value alone."""
Dispersion = tuple[Overdispersion | None, int]
"""How much places differ beyond chance, and how many of them were read."""


@memoised
def measured(
    release: Release, selection: Selection, territories: tuple[str, ...]
) -> tuple[Ground, dict[str, Measure]]:
    """
    Return the territories compared, and all that is known of them, by code in the URL.

    Raises
    ------
    UnknownTerritoryError, EmptyPerimeterError
        As :func:`cls_dash.questions.compare.ground.ground`.
    """
    here = ground(release, selection, territories)
    found = (*actions(release, here), *indicators(release, here), *services(release, here))
    return here, {measure.code: measure for measure in found}


def p_value(measure: Measure, chance: Chance) -> float | None:
    """
    Return how often chance alone would part the territories as much, all of them together.

    ``None`` where that is not to be judged: no count, too few events or territories, or some of
    them made up. Territories are taken in the order of their codes, so that every page that
    compares them says the same.
    """
    if measure.events is None or not measure.judged:
        return None
    sums = by_place(measure, "territory")
    if len(sums) < 2 or sums["n"].sum() < MIN_LOCATED:
        return None
    return apart_p_value(
        sums["n"], sums["size"], series=measure.series,
        draws=PRECISE * chance.draws, seed=chance.seed,
    )  # fmt: skip


def dispersions(measure: Measure) -> tuple[Dispersion, Dispersion] | None:
    """
    Return how much territories, then communes, differ beyond chance.

    ``None`` of what is no count, of no event, and of actions, whose sessions come in series.
    """
    if measure.events is None or not measure.events.sum() or measure.record is not None:
        return None
    territories, communes = by_place(measure, "territory"), by_place(measure, "commune")
    return (
        rate_overdispersion(territories["n"], territories["size"]),
        rate_overdispersion(communes["n"], communes["size"]),
    )


def by_place(measure: Measure, level: str) -> pd.DataFrame:
    """Return the events (``n``) and the sizes (``size``) of territories, or of communes."""
    counts = pd.DataFrame({"n": measure.events, "size": measure.sizes})
    return counts.groupby("territory" if level == "territory" else ["territory", "commune"]).sum()
