"""The lists that all pages share, as a territory and its contracts offer them."""

from dataclasses import replace
from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.shared import (
    ALL,
    AXIS,
    CONTRACT,
    EVIDENCE,
    FOLLOWED,
    PERIMETER,
    PERIOD,
    TERRITORY,
)
from cls_dash.questions import choices
from cls_dash.store.release import Release

FIRST: Final = "thiers-ambert-billom"
"""Territory of an address that names none, where the store has it."""


def territory(release: Release) -> Parameter:
    """Return the list of territories."""
    names = choices.territories(release)
    return replace(TERRITORY, options=names, first=FIRST if FIRST in names else None)


def lists(release: Release, codes: Codes, page: str) -> tuple[Parameter, ...]:
    """Return the lists of a page at an address, each over what may be chosen there."""
    where = territory(release)
    here = choices.build(release, where.read(codes))
    contracts = {ALL: "Tous les contrats", **here.contracts}
    contract = CONTRACT.offering(contracts, default=here.default(page) or ALL)
    number = contract.read(codes)
    axes = here.axes.get("" if number == ALL else number, {})
    period = _period(here)
    return (
        where,
        contract,
        AXIS.offering({ALL: "Tous les axes", **axes}),
        *((period,) if period else ()),
        *(() if release.documented_only else (EVIDENCE,)),
        *((_perimeter(here.perimeters),) if here.perimeters else ()),
    )


def _period(here: choices.Choices) -> Parameter | None:
    """Return the list of spans of years, where there are several years."""
    if len(here.periods) < 2:
        return None
    whole = f"{here.first_year}-{here.last_year}"
    return PERIOD.offering({code: _years(code) for code in here.periods}, default=whole)


def _years(code: str) -> str:
    first, last = code.split("-")
    return first if first == last else f"de {first} à {last}"


def _perimeter(versions: dict[str, str]) -> Parameter:
    return PERIMETER.offering({FOLLOWED: "Celui du contrat choisi", **versions})
