"""What surrounds a commune: the nearest providers, and published figures."""

from typing import Final

import numpy as np
import pandas as pd
from pyproj import Geod

from cls_dash import wording
from cls_dash.render.html import html_table
from cls_dash.views.rows import rows

_NEAREST: Final = 8
_FAR_KM: Final = 60.0


def nearest(providers: pd.DataFrame, here: pd.Series) -> pd.DataFrame:
    """
    Return the nearest active providers, by distance in a straight line.

    Not «the nearest of each service»: the list has holes, and a pharmacy that it
    lacks must not make another one, far away, look like the nearest.
    """
    placed = providers[providers["longitude"].notna() & (providers["status"] == "active")]
    n = len(placed)
    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(n, here["longitude"]),
        np.full(n, here["latitude"]),
        placed["longitude"].to_numpy(),
        placed["latitude"].to_numpy(),
    )
    placed = placed.assign(km=metres / 1000).sort_values(["km", "name"])
    return placed[placed["km"] <= _FAR_KM].head(_NEAREST)


def providers(nearest: pd.DataFrame, here: pd.Series) -> str:
    """Return the table of the nearest providers."""
    lines = [
        (
            wording.PROVIDERS.get(row["category"], str(row["category"])),
            str(row["name"]),
            str(row["commune_name"] or ""),
            _distance(row["km"], same=row["commune"] == here.name),
        )
        for row in rows(nearest)
    ]
    return html_table(
        ("Service", "Établissement", "Commune", "À vol d’oiseau"),
        lines,
        caption=(
            f"Les plus proches de {here['name']} parmi les établissements recensés. La liste est "
            "incomplète : il y manque surtout des pharmacies, des cabinets et des EHPAD."
        ),
        numeric={3},
    )


def _distance(km: float, *, same: bool) -> str:
    if km < 1:
        return "dans la commune" if same else "moins de 1 km"
    return f"{wording.number(km)} km"
