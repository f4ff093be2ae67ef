"""What the address of a page asks for: its selection, and the map that the page shows of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import (
    AXIS,
    CONTRACT,
    DOCUMENTED,
    EVIDENCE,
    PERIMETER,
    PERIOD,
    TERRITORY,
)
from cls_dash.errors import UnknownTerritoryError
from cls_dash.questions import choices, shared_lists
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.question import at, offered
from cls_dash.render import maps
from cls_dash.store.release import Release

Shown = tuple[str, maps.Values]
"""Digest of a map's geometry, and what is shown on it."""


def selection(release: Release, codes: Codes, page: str = "") -> tuple[Selection, choices.Choices]:
    """
    Return the selection that an address of a page says, and what could be chosen.

    What the address says wrongly does not restrict; where it says no contract, the page does.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory.
    """
    territory = codes.get(TERRITORY.key, "")
    if territory not in choices.territories(release):
        raise UnknownTerritoryError(territory)
    offered = choices.build(release, territory)
    number = codes.get(CONTRACT.key, offered.default(page))
    axis, day = codes.get(AXIS.key, ""), codes.get(PERIMETER.key, "")
    number = number if number in offered.contracts else ""
    asked = Selection(
        territory=territory,
        contract=offered.contract_ids.get(number),
        axis=axis if axis in offered.axes.get(number, {}) else None,
        period=offered.periods.get(codes.get(PERIOD.key, "")),
        documented_only=release.documented_only or EVIDENCE.read(codes) == DOCUMENTED,
        perimeter=date.fromisoformat(day) if day in offered.perimeters else None,
    )
    return asked, offered


def parameters(
    release: Release, stem: str, codes: Codes
) -> tuple[Sequence[Parameter], Sequence[Parameter]]:
    """Return the lists that all pages share, and those of the page, at an address."""
    shared = shared_lists.lists(release, codes, stem)
    if stem not in QUESTIONS:
        return shared, ()
    asked, _ = selection(release, with_territory(shared, codes), stem)
    own = offered(
        QUESTIONS[stem].offers,
        lambda offer, before: offer(release, asked, before),
        lambda parameter: parameter.read(codes),
    )
    return shared, [parameter for parameter, _ in own]


def with_territory(shared: Sequence[Parameter], codes: Codes) -> dict[str, str]:
    """Say which territory an address asks for, where it does not."""
    where = next(each for each in shared if each.key == TERRITORY.key)
    return {**codes, TERRITORY.key: where.read(codes)}


def url(public_url: str, page: str, codes: Codes) -> str:
    """Return the address of a page on the site that readers use, empty where there is none."""
    return f"{public_url.rstrip('/')}/{page}?{urlencode(codes)}" if public_url else ""


def shown(release: Release, page: str, codes: Codes, chance: Chance) -> Shown | None:
    """
    Return the map of a page at an address, as the page shows it.

    ``None`` for a page that has no map of the territory.

    Raises
    ------
    UnknownCodeError
        If the address names what its page does not offer.
    """
    if page not in PAGES:
        return None
    asked, _ = selection(release, codes, page)
    found = at(release, QUESTIONS[page], asked, codes, chance=chance, again=True).map
    return (found.digest, found.values) if found else None


PAGES: Final = frozenset(stem for stem, question in QUESTIONS.items() if question.has_map)
"""Pages whose map can be drawn again."""
