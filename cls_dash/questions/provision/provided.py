"""How many of a service each commune of France has, wherever a list of it is complete."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cls_dash.domain.services import KINDS, Kind
from cls_dash.questions.provision.provision import Dates, complete_on, held, others
from cls_dash.store.queries import completing
from cls_dash.store.release import Release, memoised


@dataclass(frozen=True)
class Provided:
    """The counts of one list, never of two."""

    by_commune: pd.Series
    """By commune for which the list is complete; zero where there is none."""
    year: str
    source: str


@dataclass(frozen=True)
class Listed:
    """A list that is complete for a service, somewhere."""

    codes: tuple[str, ...]
    source: str
    complete_on: str
    area: str
    is_register: bool
    whole: bool
    """Whether it is complete for all the communes that it was chosen for."""


@memoised
def kinds(release: Release) -> dict[str, Kind]:
    """Return the services that some list is complete for, by code, in order of use."""
    declared = completing.declared(release)
    dates = complete_on(declared)
    return {kind.code: kind for kind in (*KINDS, *others(declared)) if any(held(kind, dates))}


@memoised
def listed(release: Release, places: tuple[str, ...]) -> dict[str, Listed]:
    """
    Return the list that suits some communes, for each of :func:`kinds`.

    The most recent of those that are complete for all of them, else the one that is complete for
    most.
    """
    asked = pd.Index(places)
    areas = {
        str(area): (complete_on(lists), len(_inside(release, str(area), asked)))
        for area, lists in completing.declared(release).groupby("area")
    }
    return {code: _best(kind, areas, len(asked)) for code, kind in kinds(release).items()}


def _best(kind: Kind, areas: Mapping[str, tuple[Dates, int]], asked: int) -> Listed:
    *_, day, source, area, codes, is_register = max(
        (
            (within == asked, day if within == asked else "", within, day, source, area, codes,
             is_register)
            for area, (dates, within) in areas.items()
            for codes, source, day, is_register in held(kind, dates)
        ),
        key=lambda found: found[:6],
    )  # fmt: skip
    return Listed(tuple(codes), source, day, area, is_register, whole=areas[area][1] == asked)


def provided(release: Release, code: str, places: tuple[str, ...]) -> Provided:
    """
    Return the counts of a service after the list that suits some communes.

    Not kept: those of a map are with its colours, and made again in 3 ms for another.

    Parameters
    ----------
    release
        Where lists are read.
    code
        One of :func:`kinds`.
    places
        Codes of the communes of a map: see :func:`listed`.
    """
    best = listed(release, places)[code]
    year = best.complete_on[:4]
    counted = completing.everywhere(
        release, best.codes, best.source, year, register=best.is_register
    )
    inside = _communes(release, best.area)
    return Provided(counted.reindex(inside, fill_value=0).astype(float), year, best.source)


@memoised
def _communes(release: Release, area: str) -> pd.Index:
    """Return the communes of an area: one index for all services, which what is found of it is."""
    return _inside(release, area, completing.communes(release))


def _inside(release: Release, area: str, codes: pd.Index) -> pd.Index:
    """Return those of some communes that are of an area."""
    if area != completing.FRANCE:
        return codes.intersection(completing.area(release, area))
    return codes[~codes.str.startswith(completing.COLLECTIVITIES)]
