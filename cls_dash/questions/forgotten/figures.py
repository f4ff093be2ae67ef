"""How far the actions of some last months are, commune by commune."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.analysis.coverage import time_to_nearest
from cls_dash.domain.selection import Selection
from cls_dash.questions.forgotten.asked import WINDOWS
from cls_dash.questions.need.ground import Ground, Recent, ground, recent, whole
from cls_dash.store.release import Release

NEAR: Final = 20.0
"""Minutes beyond which an action is not near."""


@dataclass(frozen=True)
class Window:
    """Times to the nearest action of some last months."""

    minutes: pd.Series
    """By commune that counts; missing where no action is within reach."""
    recent: Recent


@dataclass(frozen=True)
class Figures:
    """What the page is made of."""

    here: Ground
    windows: Mapping[str, Window]
    """By code of :data:`~cls_dash.questions.forgotten.asked.WINDOWS`."""
    recorded: Recent
    """All that is recorded, dated or not."""

    @property
    def known(self) -> dict[str, Window]:
        """The windows of which enough is recorded to name communes."""
        return {code: found for code, found in self.windows.items() if found.recent.record.enough}

    def communes(self, window: Window) -> pd.DataFrame:
        """
        Return the communes that count, those of most inhabitants first.

        With whether each is ``far`` in a window, and its minutes in each one known (``m12``).
        """
        minutes = {f"m{code}": found.minutes for code, found in self.known.items()}
        shown = self.here.communes.assign(far=far(window.minutes), **minutes)
        return shown.sort_values(["population", "name"], ascending=[False, True])


def figures(release: Release, selection: Selection) -> Figures:
    """
    Measure every window.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(release, selection)
    windows = {code: window(release, selection, here, int(code)) for code in WINDOWS}
    return Figures(here, windows, whole(release, selection, here))


def window(release: Release, selection: Selection, here: Ground, months: int) -> Window:
    """Measure how far the actions of the last months are."""
    found = recent(release, selection, here, months)
    times = time_to_nearest(here.minutes, found.located.index, here.communes.index)
    return Window(times, found)


def far(times: pd.Series) -> pd.Series:
    """Say which communes have no action near."""
    return ~(times <= NEAR)


def share_near(times: pd.Series, population: pd.Series) -> float:
    """Return the share of inhabitants whose commune has an action near."""
    return float(population[~far(times)].sum() / population.sum())


def median_minutes(times: pd.Series, population: pd.Series) -> float:
    """Return the time that half of the inhabitants do not exceed; infinite if out of reach."""
    ordered = times.fillna(float("inf")).sort_values()
    people = population[ordered.index].cumsum()
    return float(ordered[people >= population.sum() / 2].iloc[0])
