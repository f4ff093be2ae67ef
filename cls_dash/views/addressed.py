"""What the address of a page asks for: its selection, and the map that the page shows of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from cls_dash.domain.chance import Chance
from cls_dash.domain.parameter import Codes
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
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.question import at
from cls_dash.render import maps
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release
from cls_dash.views import (
    choices,
    commune,
    compare,
    compare_ground,
    compare_maps,
    country,
    extents,
    fetched,
)
from cls_dash.views.choropleth import Question
from cls_dash.views.compare_measures import measured

_TOP: Final = 2
"""A map says nothing of it."""
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


def url(public_url: str, page: str, codes: Codes) -> str:
    """Return the address of a page on the site that readers use, empty where there is none."""
    return f"{public_url.rstrip('/')}/{page}?{urlencode(codes)}" if public_url else ""


def shown(release: Release, page: str, codes: Codes, chance: Chance) -> Shown | None:
    """
    Return the map of a page at an address, as the page shows it.

    ``None`` for a page that has no map of the territory.
    """
    if page not in PAGES:
        return None
    asked, _ = selection(release, codes, page)
    if question := QUESTIONS.get(page):
        found = at(release, question, asked, codes, chance=chance, top=_TOP).map
        return (found.digest, found.values) if found else None
    return _MAPS[page](release, asked, codes)


def _commune(release: Release, asked: Selection, codes: Codes) -> Shown | None:
    code = codes.get(commune.COMMUNE.key, "")
    if not code:
        return commune.chooser(release, asked.territory)
    view = commune.build(release, asked, code)
    return view.digest, view.values


def _compared(release: Release, asked: Selection, codes: Codes) -> Shown | None:
    """Return the map of the territory, in the classes of all those it is compared with."""
    others = compare_ground.companions(release, asked.territory)
    if not others.names:
        return None
    named = replace(compare_ground.WITH, default=others.first).read(codes, others)
    beside = compare_ground.read(named)
    territories = (asked.territory, *beside)
    here, measures = measured(release, asked, territories)
    code = compare.COLOUR.offering(compare.offered(release, asked, territories)).read(codes)
    shown = compare_maps.with_legends(here, measures[code])[asked.territory]
    return asset_digest(release, asked.territory), shown


def _country(release: Release, asked: Selection, codes: Codes) -> Shown | None:
    layers = country.offered(release, asked.territory)
    if not layers:
        return None
    layer = country.COLOUR.offering(layers).read(codes)
    level = country.LEVEL.offering(country.levels(release, layer)).read(codes)
    offered = extents.offered(release, asked.territory)
    opening = extents.opening(release, asked.territory, layer)
    extent = extents.read(
        extents.EXTENT.offering(offered, default=opening).read(codes), asked.territory
    )
    ground, _ = extents.shown(release, extent)
    values = fetched.coloured(release, Question(ground.asset, level, layer))
    return asset_digest(release, ground.asset), values


_MAPS: Final[Mapping[str, Callable[[Release, Selection, Codes], Shown | None]]] = MappingProxyType(
    {
        "comparer": _compared,
        "ma_commune": _commune,
        "france": _country,
    }
)
PAGES: Final = frozenset(_MAPS) | {stem for stem, question in QUESTIONS.items() if question.has_map}
"""Pages whose map can be drawn again."""
