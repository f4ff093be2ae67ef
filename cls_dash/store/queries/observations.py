"""What is published of places: in a territory and all that holds it, or of chosen codes."""

from collections.abc import Collection
from itertools import chain
from typing import Final

import pandas as pd
from sqlalchemy import select, true

from cls_dash.domain.extent import Extent
from cls_dash.store.asking import answered, columns
from cls_dash.store.model import IndicatorRow, ObservationRow
from cls_dash.store.queries import country, zoning
from cls_dash.store.release import Release, memoised

ARRONDISSEMENTS: Final = range(1, 10)
"""Last figure of their codes, after that of the département."""


@memoised
def observations_of(release: Release, geographies: Collection[str] | None = None) -> pd.DataFrame:
    """
    Return observations with their indicator's title, unit, direction and themes.

    ``geographies`` are the codes to keep, whatever their level; without it, all.
    """
    query = (
        select(
            *columns(ObservationRow),
            IndicatorRow.title,
            IndicatorRow.unit,
            IndicatorRow.higher_is,
            IndicatorRow.themes,
        )
        .join(IndicatorRow, IndicatorRow.code == ObservationRow.indicator)
        .where(true() if geographies is None else ObservationRow.geography.in_(geographies))
        .order_by(IndicatorRow.title, ObservationRow.level, ObservationRow.year)
    )
    return answered(release.connection, query)


def observed_within(release: Release, extent: Extent, indicators: Collection[str]) -> pd.DataFrame:
    """
    Return the values of some indicators, in the communes of an extent and in their EPCI.

    Columns as :func:`observations_of`. They are not kept: of a region, there are many.
    """
    places = country.places(release, extent)
    query = (
        select(
            *columns(ObservationRow),
            IndicatorRow.title,
            IndicatorRow.unit,
            IndicatorRow.higher_is,
        )
        .join(IndicatorRow, IndicatorRow.code == ObservationRow.indicator)
        .where(ObservationRow.indicator.in_(indicators), ObservationRow.value.is_not(None))
        .where(ObservationRow.level.in_(("commune", "epci")))
        .where(ObservationRow.geography.in_({*places.index, *places["epci"].dropna()}))
        .order_by(ObservationRow.indicator, ObservationRow.level, ObservationRow.year)
    )
    return answered(release.connection, query)


@memoised
def observed_around(release: Release, territory: str) -> pd.DataFrame:
    """
    Return the observations of a territory's communes and of all that holds them.

    Columns as :func:`observations_of`, in its order. What holds them: their bassins de vie,
    EPCI, arrondissements (which bear the code of their département and a figure),
    départements and regions, and the country.
    """
    places = country.places(release, Extent("territory", territory))
    held = {level: set(places[level].dropna()) for level in ("epci", "departement", "region")}
    known = held | {
        "commune": set(places.index),
        zoning.BASSIN: set(zoning.bassins(release, list(places.index))),
        "arrondissement": {f"{d}{n}" for d in held["departement"] for n in ARRONDISSEMENTS},
        "pays": {"FR"},
    }
    found = observations_of(release, sorted(set(chain(*known.values()))))
    here = [
        geography in known.get(level, ())
        for level, geography in zip(found["level"], found["geography"], strict=True)
    ]
    return found.loc[here]
