"""How many inhabitants live within reach of the places of a programme: people, not a score."""

from dataclasses import dataclass

import pandas as pd

from cls_dash.views.wish import Question


@dataclass(frozen=True)
class Reached:
    """Inhabitants within reach of one place."""

    people: int
    newly: int
    """Those who had no action, nor an earlier place of the programme, within reach."""


def within_reach(asked: Question, codes: tuple[str, ...]) -> list[Reached]:
    """Count the inhabitants within reach of each place, in order."""
    limit, _ = asked.decay[-1]
    times = asked.here.minutes
    near = times[times["minutes"] <= limit]
    people = asked.here.communes["population"]
    served = set(near.loc[near["destination"].isin(asked.existing.index), "origin"])
    found = []
    for code in codes:
        around = pd.Index(near.loc[near["destination"] == code, "origin"]).intersection(
            people.index
        )
        newly = around[~around.isin(served)]
        served |= set(around)
        found.append(Reached(int(people[around].sum()), int(people[newly].sum())))
    return found
