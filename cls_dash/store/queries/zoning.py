"""Questions about zonings: to which bassin de vie a commune belongs."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from sqlalchemy import select

from cls_dash.store.model import ZoningRow
from cls_dash.store.queries.districts import parents
from cls_dash.store.release import Release, memoised

BASSIN: Final = "bassin_de_vie"


@memoised
def bassins(release: Release, communes: Sequence[str]) -> pd.Series:
    """
    Return the code of the bassin de vie of each commune, by its code, in their order.

    Where no zoning says it, a commune has its own code: a bassin bears that of its main commune.
    """
    cities = parents(release)
    whole = [cities.get(code, code) for code in communes]
    query = select(ZoningRow.commune, ZoningRow.geography).where(
        ZoningRow.level == BASSIN, ZoningRow.commune.in_(whole)
    )
    known = {str(commune): str(code) for commune, code in release.connection.execute(query)}
    return pd.Series([known.get(code, code) for code in whole], list(communes), dtype=object)
