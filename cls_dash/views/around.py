"""What surrounds a commune: the nearest providers, and published figures."""

from typing import Final

import numpy as np
import pandas as pd
from pyproj import Geod

from cls_dash import wording
from cls_dash.domain.observed import VALUED
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


def geographies(code: str, here: pd.Series) -> list[str]:
    """Return the codes of a commune and of what it belongs to."""
    codes = [code, here["epci"], here["departement"], here["region"], "FR"]
    return [str(known) for known in codes if known]


def indicators(observed: pd.DataFrame, code: str, here: pd.Series) -> str | None:
    """Return the latest values known for the commune and what it belongs to."""
    around = {
        ("commune", code),
        # A bassin de vie bears the code of its main commune.
        ("bassin_de_vie", code),
        ("epci", here["epci"]),
        ("departement", here["departement"]),
        ("region", here["region"]),
        ("pays", "FR"),
    }
    levels = ["commune", "bassin_de_vie", "epci", "departement", "region", "pays"]
    known = [
        row
        for row in rows(observed)
        if (row["level"], row["geography"]) in around and row["status"] in VALUED
    ]
    latest = list({(row["indicator"], row["level"]): row for row in known}.values())
    nearby = {row["indicator"] for row in latest if row["level"] != "pays"}
    latest = [row for row in latest if row["indicator"] in nearby]
    ordered = sorted(latest, key=lambda row: (row["title"], levels.index(row["level"])))
    if not ordered:
        return None
    lines = [
        (row["title"], row["name"], wording.measured(row["value"], row["unit"]), row["year"])
        for row in ordered
    ]
    return html_table(
        ("Indicateur", "Où", "Valeur", "Année"),
        lines,
        caption="Dernière valeur publiée, à l’échelle où elle existe",
        numeric={2},
    )
