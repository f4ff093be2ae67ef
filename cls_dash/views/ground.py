"""What the pages of analysis stand on: the communes that count, and how far they are."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.travel import DETOUR, SPEED_KMH
from cls_dash.domain.selection import Selection
from cls_dash.errors import EmptyPerimeterError
from cls_dash.store.readings import Readings
from cls_dash.views import score_card


@dataclass(frozen=True)
class Ground:
    """The communes of a selection and the times between them."""

    everyone: pd.DataFrame
    """Communes of the map, in its order, with ``inside``."""
    communes: pd.DataFrame
    """Those that count: inside the perimeter, of known population; with ``deployments``."""
    minutes: pd.DataFrame
    """``origin`` (one that counts), ``destination``, ``minutes`` and ``basis``."""

    @property
    def population(self) -> pd.Series:
        """Inhabitants of the communes that count."""
        return self.communes["population"].astype(float)

    @property
    def basis(self) -> str:
        """Say where the times come from."""
        told = set(self.minutes["basis"])
        if told <= {"table"}:
            return "Temps de trajet en voiture, tels que chargés."
        partly = " en partie" if "table" in told else ""
        return (
            f"Temps{partly} estimés à vol d’oiseau ({wording.number(SPEED_KMH)} km/h, route "
            f"{wording.number(DETOUR, 2)} fois plus longue que la ligne droite), sans le relief."
        )


def ground(readings: Readings, selection: Selection) -> Ground:
    """
    Gather the communes of a selection and the times between them.

    Raises
    ------
    EmptyPerimeterError
        If no inhabited commune counts.
    """
    everyone = readings.communes(selection.territory, selection.contract, selection.perimeter)
    communes = score_card.spread(readings, selection)
    if communes.empty or not communes["population"].sum():
        raise EmptyPerimeterError("no inhabited commune is in this perimeter")
    minutes = readings.minutes(selection.territory)
    return Ground(everyone, communes, minutes[minutes["origin"].isin(communes.index)])


def recent(readings: Readings, selection: Selection, months: int) -> tuple[pd.Series, date, date]:
    """
    Return where actions of the last months took place, with the first and last day.

    The last day is the latest fact known to the store: a year without news is not a year
    without action. Deployments without a date are left out.
    """
    _, latest = readings.release()
    since = (pd.Timestamp(latest) - pd.DateOffset(months=months)).date() + timedelta(days=1)
    return readings.located(selection, since), since, latest
