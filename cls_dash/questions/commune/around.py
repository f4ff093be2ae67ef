"""What surrounds a commune: how far each service is, and the places that are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cls_dash.analysis.accessibility import nearest as nearest_of
from cls_dash.domain.services import KINDS
from cls_dash.questions.provision import provision
from cls_dash.questions.provision.provision import Service
from cls_dash.store.queries import completing
from cls_dash.store.queries.care import minutes_from
from cls_dash.store.release import Release

_NEAREST: Final = 8
_FAR_KM: Final = 60.0
_LONGEST: Final = 12
"""Services of a commune's sheet, at most."""


@dataclass(frozen=True)
class Reached:
    """How far a service is, of one whose list is complete."""

    label: str
    year: str
    """Of its list."""
    here: float | None = None
    """How many the commune has; ``None`` where it has none."""
    minutes: float | None = None
    """To the nearest elsewhere; ``None`` out of reach."""
    where: str = ""
    """Name of the commune where it is, empty where the atlas has no such commune."""


def services(release: Release, territory: str, here: pd.Series) -> tuple[Reached, ...]:
    """Return how far a commune is from each service whose list is complete."""
    whole = list(provision.complete(release, territory).values())[:_LONGEST]
    minutes = minutes_from(release, territory)
    mine = minutes[minutes["origin"] == here.name]
    if not whole or mine.empty:
        return ()
    closest = {
        service.code: nearest_of(mine[mine["destination"].isin(service.where)]) for service in whole
    }
    codes = {str(code) for found in closest.values() for code in found["destination"]}
    names = completing.names(release, codes)
    return tuple(_reached(closest[service.code], service, here, names) for service in whole)


def _reached(
    found: pd.DataFrame, service: Service, here: pd.Series, names: Mapping[str, str]
) -> Reached:
    if found.empty:
        return Reached(service.label, service.year)
    where, time = found.iloc[0]["destination"], found.iloc[0]["minutes"]
    if where == here.name or service.supply.get(str(here.name), 0) > 0:
        return Reached(service.label, service.year, here=service.supply[str(here.name)])
    return Reached(service.label, service.year, minutes=float(time), where=names.get(where, ""))


def nearest(providers: pd.DataFrame, here: pd.Series, whole: Mapping[str, Service]) -> pd.DataFrame:
    """
    Return the known places that are nearest to a commune, in a straight line.

    Not «the nearest of each service»: the list has holes, and a pharmacy that it lacks must not
    make another one, far away, look like the nearest. Where a register is complete, its own
    places alone stand for its services.
    """
    placed = providers[providers["longitude"].notna() & (providers["status"] == "active")]
    for kind in KINDS:
        service = whole.get(kind.code)
        if service is not None and len(service.places):
            others = placed["category"].isin(kind.registered) & (placed["source"] != service.source)
            placed = placed[~others]
    n = len(placed)
    if here["longitude"] != here["longitude"]:
        return placed.iloc[:0].assign(km=0.0)
    from pyproj import Geod  # It takes 10 MB, which no other page needs.

    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(n, here["longitude"]),
        np.full(n, here["latitude"]),
        placed["longitude"].to_numpy(),
        placed["latitude"].to_numpy(),
    )
    placed = placed.assign(km=metres / 1000).sort_values(["km", "name"])
    return placed[placed["km"] <= _FAR_KM].head(_NEAREST)
