"""Travel times to places of care beyond the reference geography: people cross its border."""

from typing import Final

import pandas as pd

from cls_dash.analysis.travel import estimated

MARGIN: Final = 0.5
"""Degrees around the communes beyond which no place is within half an hour."""
POINT: Final = ["longitude", "latitude"]


def times_beyond(communes: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """
    Estimate minutes from each commune to the providers of communes that are not there.

    Parameters
    ----------
    communes
        ``longitude`` and ``latitude`` of chief points (EPSG:4326), by code.
    providers
        ``commune``, ``longitude`` and ``latitude``; those without a point are left out.
        The places of one commune are one destination, in their middle.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``minutes``, ``basis`` and ``source``, as the store
        holds them; up to half an hour.
    """
    located = communes[POINT].dropna().astype(float)
    known = providers[["commune", *POINT]].dropna()
    outside = known[~known["commune"].isin(communes.index)]
    places = outside.astype(dict.fromkeys(POINT, float)).groupby("commune")[POINT].mean()
    for axis in POINT if len(located) else ():
        low, high = located[axis].min() - MARGIN, located[axis].max() + MARGIN
        places = places[places[axis].between(low, high)]
    times = estimated(pd.concat([located, places]), within={})
    ours = times["origin"].isin(located.index) & times["destination"].isin(places.index)
    return times[ours].assign(basis="estimate", source=None).reset_index(drop=True)
