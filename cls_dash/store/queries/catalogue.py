"""Cards: of indicators, with the source that defines each, and of sources."""

import pandas as pd
from sqlalchemy import select

from cls_dash.store.asking import answered, columns
from cls_dash.store.model import IndicatorRow, SourceRow
from cls_dash.store.release import Release, memoised


@memoised
def cards(release: Release) -> pd.DataFrame:
    """
    Return the card of each indicator, by code, in the order of titles.

    Columns of the indicator, and ``producer``, ``source_title``, ``licence``,
    ``published_on`` and ``url`` of its source.
    """
    query = (
        select(
            *columns(IndicatorRow), SourceRow.producer, SourceRow.title.label("source_title"),
            SourceRow.licence, SourceRow.published_on, SourceRow.url,
        )
        .join(SourceRow, SourceRow.key == IndicatorRow.source)
        .order_by(IndicatorRow.title, IndicatorRow.code)
    )  # fmt: skip
    return answered(release.connection, query).set_index("code")


@memoised
def sources_of(release: Release) -> pd.DataFrame:
    """Return source cards, indexed by key."""
    query = select(*columns(SourceRow)).order_by(SourceRow.producer, SourceRow.title)
    return answered(release.connection, query).set_index("key")
