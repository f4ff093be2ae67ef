"""What the pages of analysis stand on: the communes that count, and how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from cls_dash import wording
from cls_dash.analysis.travel import DETOUR, SPEED_KMH
from cls_dash.domain.selection import Selection
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.errors import EmptyPerimeterError
from cls_dash.questions.spread.record import Record, begun, counted, located
from cls_dash.store.queries.care import minutes_from
from cls_dash.store.queries.communes import communes_on_map
from cls_dash.store.queries.deployments import counted_communes, last_start
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release, memoised


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


@memoised
def ground(release: Release, selection: Selection) -> Ground:
    """
    Gather the communes of a selection and the times between them.

    Raises
    ------
    EmptyPerimeterError
        If no inhabited commune counts.
    """
    everyone = communes_on_map(release, selection)
    communes = counted_communes(release, selection)
    if communes.empty or not communes["population"].sum():
        raise EmptyPerimeterError("no inhabited commune is in this perimeter")
    minutes = minutes_from(release, selection.territory)
    return Ground(everyone, communes, minutes[minutes["origin"].isin(communes.index)])


@dataclass(frozen=True)
class Recent:
    """The located deployments of some last months, or of all that is selected."""

    deployments: pd.DataFrame
    """In the communes that count, the latest first."""
    record: Record
    since: date | None = None
    until: date | None = None
    declared: bool = False
    """Whether the coordination says until when all is recorded."""

    @property
    def located(self) -> pd.Series:
        """Number of deployments of each commune that has any, by code."""
        return self.deployments.groupby("commune").size().rename("deployments")

    @property
    def when(self) -> str:
        """Say which days are counted: ``du 13 mars 2024 au 12 mars 2026``."""
        if self.since is None or self.until is None:
            return ""
        return f"du {wording.day(self.since)} au {wording.day(self.until)}"

    @property
    def note(self) -> str:
        """Say which days are counted, and why these."""
        if not self.when:
            return ""
        end = (
            "jour jusqu’auquel la coordination dit avoir tout saisi"
            if self.declared
            else "jour où la dernière action connue a commencé"
        )
        return f"{self.when[0].upper()}{self.when[1:]}, {end}."


def recent(release: Release, selection: Selection, here: Ground, months: int) -> Recent:
    """
    Return the located deployments of the last months recorded of a territory.

    They end on the day that the coordination declares, else on that when the territory's last
    deployment began, of the evidence shown: what is known of elsewhere says nothing of it.
    Deployments without a date are left out.
    """
    found = located(release, selection, here.communes.index)
    known = begun(release, selection)
    until, declared = recorded_until(release, selection)
    if until is None:
        return Recent(found[:0], counted(found[:0], begun=known))
    since = (pd.Timestamp(until) - pd.DateOffset(months=months)).date() + timedelta(days=1)
    dated = found[found["starts_on"].notna()]
    kept = dated[(dated["ends_on"] >= since) & (dated["starts_on"] <= until)]
    return Recent(kept, counted(kept, begun=known), since, until, declared)


def whole(release: Release, selection: Selection, here: Ground) -> Recent:
    """Return all the located deployments of a selection, dated or not."""
    found = located(release, selection, here.communes.index)
    return Recent(found, counted(found, begun=begun(release, selection)))


def recorded_until(release: Release, selection: Selection) -> tuple[date | None, bool]:
    """Return the day until which a territory is recorded, and whether it is declared."""
    declared = territories_of(release).loc[selection.territory, "recorded_until"]
    if declared:
        return declared, True
    return last_start(release, replace(selection.everything(), perimeter=None)), False
