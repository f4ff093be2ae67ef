"""What surrounds a commune: how far each service is, and the places that are known."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from pyproj import Geod

from cls_dash import wording
from cls_dash.analysis.accessibility import nearest as nearest_of
from cls_dash.domain.services import KINDS, LIMIT_MINUTES
from cls_dash.page.table import Table
from cls_dash.store.queries import completing
from cls_dash.store.queries.care import minutes_from
from cls_dash.store.release import Release
from cls_dash.views import provision
from cls_dash.views.provision import Service
from cls_dash.views.rows import rows

NOTHING: Final = (
    "Aucune liste de services n’est complète ici et alentour : aucune distance n’en est déduite. "
    f"Pour une mesure, {provision.LOAD}."
)
_NEAREST: Final = 8
_FAR_KM: Final = 60.0
_LONGEST: Final = 12
"""Services of a commune's sheet, at most."""


def services(release: Release, territory: str, here: pd.Series) -> Table | None:
    """Return the table of how far a commune is from each service whose list is complete."""
    whole = list(provision.complete(release, territory).values())[:_LONGEST]
    minutes = minutes_from(release, territory)
    mine = minutes[minutes["origin"] == here.name]
    if not whole or mine.empty:
        return None
    closest = {
        service.code: nearest_of(mine[mine["destination"].isin(service.where)]) for service in whole
    }
    codes = {str(code) for found in closest.values() for code in found["destination"]}
    names = completing.names(release, codes)
    lines = [
        (service.label, service.year, *_where(closest[service.code], service, here, names))
        for service in whole
    ]
    return Table.of(
        ("Service", "Liste de", "Le plus proche", "Trajet"),
        lines,
        caption=(
            f"À quelle distance de {here['name']}, d’après des listes complètes à leur date, qui "
            "n’est pas aujourd’hui"
        ),
        numeric={1, 3},
    )


def _where(
    found: pd.DataFrame, service: Service, here: pd.Series, names: Mapping[str, str]
) -> tuple[str, str]:
    if found.empty:
        return "", f"plus de {wording.counted(LIMIT_MINUTES, 'minute')}"
    where, time = found.iloc[0]["destination"], found.iloc[0]["minutes"]
    if where == here.name or service.supply.get(str(here.name), 0) > 0:
        n = service.supply[str(here.name)]
        return f"dans la commune ({wording.number(n)})", "sur place"
    return names.get(where, "hors de l’atlas"), wording.counted(round(time), "minute")


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
    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(n, here["longitude"]),
        np.full(n, here["latitude"]),
        placed["longitude"].to_numpy(),
        placed["latitude"].to_numpy(),
    )
    placed = placed.assign(km=metres / 1000).sort_values(["km", "name"])
    return placed[placed["km"] <= _FAR_KM].head(_NEAREST)


def places(nearest: pd.DataFrame, here: pd.Series) -> Table:
    """Return the table of the known places that are nearest."""
    lines = [
        (
            wording.PROVIDERS.get(row["category"], str(row["category"])),
            str(row["name"]),
            str(row["commune_name"] or ""),
            _distance(row["km"], same=row["commune"] == here.name),
        )
        for row in rows(nearest)
    ]
    return Table.of(
        ("Service", "Établissement", "Commune", "À vol d’oiseau"),
        lines,
        caption=(
            f"Lieux connus près de {here['name']}. Il en existe d’autres : ce ne sont pas "
            "forcément les plus proches."
        ),
        numeric={3},
    )


def _distance(km: float, *, same: bool) -> str:
    if km < 1:
        return "dans la commune" if same else "moins de 1 km"
    return f"{wording.number(km)} km"
