"""Inhabitants of communes in the census year that is nearest to what is counted."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from sqlalchemy import select

from cls_dash.store.asking import answered
from cls_dash.store.model import ObservationRow
from cls_dash.store.release import Release, memoised

INDICATOR: Final = "population"
"""Card of the inhabitants, whose observations give other years than the reference geography."""


def middle(days: pd.Series) -> int | None:
    """Return the year in the middle of some days; nothing where there is none."""
    years = sorted(day.year for day in days)
    return years[len(years) // 2] if years else None


def nearest(release: Release, communes: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """
    Return the communes whose inhabitants are known, in the census year nearest to one.

    Parameters
    ----------
    release
        Of one release.
    communes
        As :func:`communes_of` returns them.
    year
        Wanted; without it, that of the reference geography.

    Returns
    -------
    pandas.DataFrame
        With ``population`` and ``population_year`` of one census, the same for all: the
        nearest that gives every one of them, the latest of two as near.
    """
    known = communes[communes["population"].notna()]
    if year is None or known.empty:
        return known
    found = _censuses(release, list(known.index))
    found = found[found["year"].astype(str).str.fullmatch(r"\d{4}")].astype({"year": int})
    counts = found.drop_duplicates(["geography", "year"]).groupby("year").size()
    whole = counts.index[counts == len(known)]
    own = int(known["population_year"].max())
    best = min({*whole, own}, key=lambda one: (abs(one - year), -one))
    if best == own:
        return known
    census = found[found["year"] == best].drop_duplicates("geography").set_index("geography")
    return known.assign(population=census["value"].reindex(known.index), population_year=best)


@memoised
def _censuses(release: Release, codes: Sequence[str]) -> pd.DataFrame:
    query = select(ObservationRow.geography, ObservationRow.year, ObservationRow.value).where(
        ObservationRow.indicator == INDICATOR,
        ObservationRow.level == "commune",
        ObservationRow.geography.in_(codes),
        ObservationRow.value.is_not(None),
    )
    return answered(release.connection, query)
