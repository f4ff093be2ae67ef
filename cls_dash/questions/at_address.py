"""What the address of a page asks for: its selection, and the map that the page shows of it."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import TERRITORY
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

    Where the address says nothing, or names what is not there, the page opens as it does.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory.
    """
    territory = codes.get(TERRITORY.key, "")
    if territory not in choices.territories(release):
        raise UnknownTerritoryError(territory)
    here = choices.build(release, territory)
    said = {parameter.key: code for parameter, code in lists(release, codes, page)}
    return shared_lists.selected(here, territory, said), here


def lists(release: Release, codes: Codes, page: str) -> list[tuple[Parameter, str]]:
    """Return the lists that all pages share, but that of territories, and the code of each."""
    here, shown = choices.build(release, codes[TERRITORY.key]), not release.documented_only
    read = partial(Parameter.read, codes=codes)
    return list(shared_lists.lists(here, page, read, illustrative=shown))


def parameters(
    release: Release, stem: str, codes: Codes
) -> tuple[Sequence[Parameter], Sequence[Parameter]]:
    """Return the lists that all pages share, and those of the page, at an address."""
    where = shared_lists.territory(release)
    codes = {**codes, where.key: where.read(codes)}
    shared = (where, *(each for each, _ in lists(release, codes, stem)))
    if stem not in QUESTIONS:
        return shared, ()
    asked, _ = selection(release, codes, stem)
    own = offered(
        QUESTIONS[stem].offers,
        lambda offer, before: offer(release, asked, before),
        lambda parameter: parameter.read(codes),
    )
    return shared, [parameter for parameter, _ in own]


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
