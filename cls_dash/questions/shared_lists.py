"""The lists that all pages share, as a territory offers them, and what their codes select."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import (
    ALL,
    AXIS,
    CONTRACT,
    DOCUMENTED,
    EVIDENCE,
    FOLLOWED,
    PERIMETER,
    PERIOD,
    TERRITORY,
)
from cls_dash.questions.choices import Choices, territories
from cls_dash.store.release import Release

FIRST: Final = "thiers-ambert-billom"
"""Territory of an address that names none, where the store has it."""


def territory(release: Release) -> Parameter:
    """Return the list of territories."""
    names = territories(release)
    return replace(TERRITORY, options=names, first=FIRST if FIRST in names else None)


def lists(
    here: Choices, page: str, read: Callable[[Parameter], str], *, illustrative: bool
) -> Iterator[tuple[Parameter, str]]:
    """
    Yield the lists of a page over what may be chosen in a territory, with the code of each.

    Parameters
    ----------
    here
        What may be chosen there.
    page
        Stem of the page.
    read
        Returns the code of a list: of the address, or of the lists of the screen.
    illustrative
        Whether illustrative actions are shown.
    """
    contracts = {ALL: "Tous les contrats", **here.contracts}
    contract = CONTRACT.offering(contracts, default=here.default(page) or ALL)
    number = read(contract)
    yield contract, number
    axes = here.axes.get("" if number == ALL else number, {})
    others = (
        AXIS.offering({ALL: "Tous les axes", **axes}),
        _period(here),
        EVIDENCE if illustrative else None,
        _perimeter(here.perimeters),
    )
    yield from ((each, read(each)) for each in others if each)


def selected(here: Choices, territory: str, codes: Codes) -> Selection:
    """Return what the codes of :func:`lists` select."""
    axis, day = codes[AXIS.key], codes.get(PERIMETER.key, FOLLOWED)
    return Selection(
        territory=territory,
        contract=here.contract_ids.get(codes[CONTRACT.key]),
        axis=None if axis == ALL else axis,
        period=here.periods.get(codes.get(PERIOD.key, "")),
        documented_only=codes.get(EVIDENCE.key, DOCUMENTED) == DOCUMENTED,
        perimeter=None if day == FOLLOWED else date.fromisoformat(day),
    )


def _period(here: Choices) -> Parameter | None:
    """Return the list of spans of years, where there are several years."""
    if len(here.periods) < 2:
        return None
    return PERIOD.offering({code: _years(code) for code in here.periods}, default=here.span)


def _years(code: str) -> str:
    first, last = code.split("-")
    return first if first == last else f"de {first} à {last}"


def _perimeter(versions: Mapping[str, str]) -> Parameter | None:
    if not versions:
        return None
    return PERIMETER.offering({FOLLOWED: "Celui du contrat choisi", **versions})
