"""How many of a service each commune of France has, wherever a list of it is complete."""

from dataclasses import dataclass

import pandas as pd

from cls_dash.domain.services import KINDS, Kind
from cls_dash.questions.provision.provision import held, others
from cls_dash.store.queries import completing
from cls_dash.store.release import Release, memoised


@dataclass(frozen=True)
class Provided:
    """The counts of one list, never of two."""

    by_commune: pd.Series
    """By commune for which the list is complete; zero where there is none."""
    year: str
    source: str


@memoised
def kinds(release: Release) -> dict[str, Kind]:
    """Return the services that some list is complete for, by code, in order of use."""
    declared = completing.declared(release)
    every = (*KINDS, *others(declared))
    return {kind.code: kind for kind in every if any(held(kind, declared))}


@memoised
def provided(release: Release, code: str, places: tuple[str, ...]) -> Provided:
    """
    Return the counts of a service after the list that suits some communes.

    Parameters
    ----------
    release
        Where lists are read.
    code
        One of :func:`kinds`.
    places
        Codes of the communes of a map. The list is the most recent of those that are complete
        for all of them, else the one that is complete for most.
    """
    declared = completing.declared(release)
    kind = kinds(release)[code]
    asked = pd.Index(places)
    best = max(
        (
            (len(within) == len(asked), complete_on if len(within) == len(asked) else "",
             len(within), complete_on, source, area, codes, is_register)
            for area, lists in declared.groupby("area")
            for codes, source, complete_on, is_register in held(kind, lists)
            if (within := _inside(release, str(area), asked)) is not None
        ),
        key=lambda found: found[:6],
    )  # fmt: skip
    *_, complete_on, source, area, codes, is_register = best
    counted = completing.everywhere(release, codes, source, complete_on[:4], register=is_register)
    inside = _inside(release, area, completing.communes(release))
    return Provided(counted.reindex(inside, fill_value=0).astype(float), complete_on[:4], source)


def _inside(release: Release, area: str, codes: pd.Index) -> pd.Index:
    """Return those of some communes that are of an area."""
    if area != completing.FRANCE:
        return codes.intersection(completing.area(release, area))
    return codes[~codes.str.startswith(completing.COLLECTIVITIES)]
