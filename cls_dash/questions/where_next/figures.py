"""The places that are proposed: whom each comes near, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from cls_dash.analysis.siting import Programme, sensitivity
from cls_dash.domain.selection import Selection
from cls_dash.questions.need import needs
from cls_dash.questions.where_next.siting import DECAYS, SOMEBODY, Siting
from cls_dash.store.release import Release

Kept = Mapping[str, tuple[int, int]]
"""In how many variants, among how many, each commune is one of the places."""
SAME: Final = 0.005
"""Two shares closer than that are written alike."""


@dataclass(frozen=True)
class Reached:
    """Inhabitants within reach of one place."""

    people: int
    newly: int
    """Those who had no action, nor an earlier place of the programme, within reach."""


@dataclass(frozen=True)
class Figures:
    """What is proposed, where enough is recorded to propose anything."""

    wanted: Siting
    programme: Programme
    """Its useful places."""
    reached: tuple[Reached, ...]
    """Whom each of them comes near."""
    kept: Kept

    @property
    def alone(self) -> bool:
        """Say whether the places are those chosen one by one, each with its runner-up."""
        return self.programme.codes == self.wanted.alone.codes


def figures(release: Release, selection: Selection, wanted: Siting) -> Figures:
    """
    Choose the places, and measure them.

    Raises
    ------
    UndefinedMeasureError
        If no commune may host an action.
    InvalidInputError
        If fewer places are asked than there are intercommunalities to serve.
    """
    found = useful(wanted.programme)
    reached = within_reach(wanted, found.codes)
    return Figures(wanted, found, tuple(reached), kept(release, selection, wanted))


def useful(programme: Programme) -> Programme:
    """Leave out the places that newly cover nobody."""
    places = tuple(place for place in programme.places if place.gain >= SOMEBODY)
    return replace(programme, places=places)


def within_reach(wanted: Siting, codes: tuple[str, ...]) -> list[Reached]:
    """Count the inhabitants within reach of each place, in order: people, not need."""
    limit, _ = wanted.decay[-1]
    times = wanted.here.minutes
    near = times[times["minutes"] <= limit]
    people = wanted.here.communes["population"]
    served = set(near.loc[near["destination"].isin(wanted.existing.index), "origin"])
    found = []
    for code in codes:
        around = pd.Index(near.loc[near["destination"] == code, "origin"]).intersection(
            people.index
        )
        newly = around[~around.isin(served)]
        served |= set(around)
        found.append(Reached(int(people[around].sum()), int(people[newly].sum())))
    return found


def kept(release: Release, selection: Selection, wanted: Siting) -> Kept:
    """Return in how many variants of need and reach each commune is among the places."""
    here = wanted.here
    indices = {
        code: needs.need(release, here, selection.territory, code).index
        for code in needs.offered(release, selection.territory)
    } | {wanted.need.code: wanted.need.index}
    variants = sensitivity(
        here.population, indices, here.minutes, wanted.existing, wanted.candidates,
        places=wanted.wish.places, decays=DECAYS, constraints=wanted.constraints,
    )  # fmt: skip
    chosen = [set(programme.codes) for programme in variants.values()]
    return {
        code: (sum(code in codes for codes in chosen), len(chosen)) for code in here.communes.index
    }


def differ(points: pd.DataFrame) -> bool:
    """Say whether the fairest programme of a frontier covers the neediest better than the first."""
    return bool(points["equity"].iloc[-1] - points["equity"].iloc[0] >= SAME)
