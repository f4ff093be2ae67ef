"""What the pages of analysis stand on: the communes that count, and how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from cls_dash import wording
from cls_dash.analysis.travel import DETOUR, SPEED_KMH
from cls_dash.domain.selection import Selection
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.errors import EmptyPerimeterError
from cls_dash.store.readings import Readings
from cls_dash.views import score_card
from cls_dash.views.kept import kept


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

    @cached_property
    def unplaced(self) -> pd.Index:
        """Communes that count and whose point is not known: how far they are is not either."""
        return self.communes.index.difference(self.minutes["origin"].unique())

    @cached_property
    def horizon(self) -> float:
        """Longest time that is known, in minutes: what is not there is farther."""
        given = self.minutes.loc[self.minutes["basis"] == "table", "minutes"]
        return min(LIMIT_MINUTES, float(np.floor(given.max()))) if len(given) else LIMIT_MINUTES

    def time(self, minutes: float) -> str:
        """Return a time in words; of what is not within the horizon, that it is farther."""
        if not minutes <= self.horizon:
            return f"plus de {wording.counted(self.horizon, 'minute')}"
        return wording.counted(round(minutes), "minute")

    @property
    def basis(self) -> str:
        """Say where the times come from, and which communes have no point of their own."""
        told = set(self.minutes["basis"])
        if told <= {"table"}:
            said = "Temps de trajet en voiture, tels que chargés."
        else:
            partly = " en partie" if "table" in told else ""
            said = (
                f"Temps{partly} estimés à vol d’oiseau ({wording.number(SPEED_KMH)} km/h, route "
                f"{wording.number(DETOUR, 2)} fois plus longue que la ligne droite), sans le "
                "relief."
            )
        return " ".join(filter(None, (said, *self._pointless())))

    def _pointless(self) -> Iterator[str]:
        names = self.communes["name"]
        borrowed = names[self.communes["point_kind"] == "post_town"]
        if n := len(borrowed):
            yield (
                f"{wording.listing(list(borrowed))} {wording.agreeing(n, 'n’a', 'n’ont')} pas de "
                f"contour publié : {wording.agreeing(n, 'son', 'leur')} point est celui d’une "
                "commune voisine, de même code postal."
            )
        if n := len(self.unplaced):
            yield (
                f"{wording.listing(list(names[self.unplaced]))} "
                f"{wording.agreeing(n, 'n’a', 'n’ont')} pas de point connu : aucun trajet n’en est "
                "mesuré."
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
    minutes = times(readings, selection.territory)
    return Ground(everyone, communes, minutes[minutes["origin"].isin(communes.index)])


@kept(32)
def times(readings: Readings, territory: str) -> pd.DataFrame:
    """Return travel times from each commune: tens of thousands of rows, which all pages ask."""
    return readings.minutes(territory)


def recent(readings: Readings, selection: Selection, months: int) -> tuple[pd.Series, date, date]:
    """
    Return where actions of the last months took place, with the first and last day.

    The last day is the latest fact known to the store: a year without news is not a year
    without action. Deployments without a date are left out.
    """
    _, latest = readings.release()
    since = (pd.Timestamp(latest) - pd.DateOffset(months=months)).date() + timedelta(days=1)
    return readings.located(selection, since), since, latest
