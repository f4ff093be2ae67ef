"""What the address of a page asks for: its selection, and the map that the page shows of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from cls_dash.domain.selection import Period, Selection
from cls_dash.errors import UnknownTerritoryError
from cls_dash.render import maps
from cls_dash.store.readings import Readings
from cls_dash.views import (
    actions_map,
    care,
    choices,
    commune,
    compare,
    compare_ground,
    compare_maps,
    country,
    equity,
    extents,
    fetched,
    forgotten,
    hot_spots,
    needs,
    pictures,
    where_next,
    wish,
)
from cls_dash.views.choropleth import Question
from cls_dash.views.compare_measures import measured
from cls_dash.views.spread import spread

Codes = Mapping[str, str]
"""Parameters of a URL."""
Shown = tuple[str, maps.Values]
"""Digest of a map's geometry, and what is shown on it."""
_PERIOD: Final = re.compile(r"(\d{4})-(\d{4})")


def selection(
    readings: Readings, codes: Codes, page: str = ""
) -> tuple[Selection, choices.Choices]:
    """
    Return the selection that an address of a page says, and what could be chosen.

    What the address says wrongly does not restrict; where it says no contract, the page does.

    Raises
    ------
    UnknownTerritoryError
        If the store has no such territory.
    """
    territory = codes.get("territoire", "")
    if territory not in choices.territories(readings):
        raise UnknownTerritoryError(territory)
    offered = choices.build(readings, territory)
    number = codes.get("contrat", offered.default(page))
    axis, day = codes.get("axe", ""), codes.get("perimetre", "")
    number = number if number in offered.contracts else ""
    asked = Selection(
        territory=territory,
        contract=offered.contract_ids.get(number),
        axis=axis if axis in offered.axes.get(number, {}) else None,
        period=_period(codes.get("periode", "")),
        documented_only=readings.documented_only or codes.get("preuves") == "documentees",
        perimeter=date.fromisoformat(day) if day in offered.perimeters else None,
    )
    return asked, offered


def url(public_url: str, page: str, codes: Codes) -> str:
    """Return the address of a page on the site that readers use, empty where there is none."""
    return f"{public_url.rstrip('/')}/{page}?{urlencode(codes)}" if public_url else ""


def shown(readings: Readings, page: str, codes: Codes) -> Shown | None:
    """
    Return the map of a page at an address, as the page shows it.

    ``None`` for a page that has no map of the territory.
    """
    build = _MAPS.get(page)
    return build(readings, selection(readings, codes, page)[0], codes) if build else None


def _period(code: str) -> Period | None:
    found = _PERIOD.fullmatch(code)
    return Period(int(found[1]), int(found[2])) if found else None


def _one_of(codes: Codes, key: str, known: Mapping[str, object], default: str = "") -> str:
    """Return what an address says of a list, else its default, else its first code."""
    code = codes.get(key, default)
    return code if code in known else default or next(iter(known))


def _need(readings: Readings, asked: Selection, codes: Codes) -> str:
    return needs.chosen(readings, asked.territory, codes.get("besoin", "")).code


def _actions(readings: Readings, asked: Selection, codes: Codes) -> Shown:
    return _counted(readings, asked, _one_of(codes, "indicateur", actions_map.INDICATORS, "taux"))


def _equity(readings: Readings, asked: Selection, codes: Codes) -> Shown:
    values = equity.mapped(readings, asked, need=_need(readings, asked, codes))
    return readings.asset_digest(asked.territory), values


def _counted(readings: Readings, asked: Selection, indicator: str) -> Shown:
    values = actions_map.painted(readings, asked, spread(readings, asked), indicator)
    return readings.asset_digest(asked.territory), values


def _forgotten(readings: Readings, asked: Selection, codes: Codes) -> Shown:
    months = _one_of(codes, "recul", forgotten.WINDOWS, "24")
    view = forgotten.build(readings, asked, months=months)
    return view.digest, view.values


def _hot_spots(readings: Readings, asked: Selection, codes: Codes) -> Shown:
    view = hot_spots.build(
        readings,
        asked,
        pictures.Asked(
            need=_need(readings, asked, codes),
            picture=_one_of(codes, "carte", pictures.PICTURES, "besoin"),
            level=_one_of(codes, "niveau", pictures.LEVELS, "commune"),
            window=_one_of(codes, "recul", forgotten.WINDOWS, "12"),
        ),
    )
    return view.digest, view.values


def _care(readings: Readings, asked: Selection, codes: Codes) -> Shown | None:
    services = care.services(readings, asked.territory)
    if not services:
        return None
    view = care.build(readings, asked, service=_one_of(codes, "service", services))
    return view.digest, view.values[_one_of(codes, "mesure", view.values)]


def _where_next(readings: Readings, asked: Selection, codes: Codes) -> Shown:
    view = where_next.build(readings, asked, wished(readings, asked, codes))
    return view.digest, view.values


def wished(readings: Readings, asked: Selection, codes: Codes) -> wish.Wish:
    """Return the wish that an address of «Où agir ?» says."""
    rule = _one_of(codes, "regle", wish.RULES, "1")
    return wish.Wish(
        places=int(_one_of(codes, "places", wish.NUMBERS, "3")),
        need=_need(readings, asked, codes),
        window=_one_of(codes, "recul", wish.WINDOWS, "12"),
        reach=_one_of(codes, "portee", wish.REACHES, "habituelle"),
        venues=_one_of(codes, "lieux", wish.VENUES, "toutes"),
        every_epci=rule == "epci",
        cap=rule if rule.isdigit() else "1",
    )


def _commune(readings: Readings, asked: Selection, codes: Codes) -> Shown | None:
    code = codes.get("commune", "")
    if not code:
        return commune.chooser(readings, asked.territory)
    view = commune.build(readings, asked, code)
    return view.digest, view.values


def _compared(readings: Readings, asked: Selection, codes: Codes) -> Shown | None:
    """Return the map of the territory, in the classes of all those it is compared with."""
    others = compare_ground.companions(readings, asked.territory)
    if not others.names:
        return None
    named = codes.get("avec", "")
    beside = compare_ground.read(named if named in others else others.first)
    territories = (asked.territory, *beside)
    here, measures = measured(readings, asked, territories)
    code = _one_of(codes, "couleur", compare.offered(readings, asked, territories))
    shown = compare_maps.with_legends(here, measures[code])[asked.territory]
    return readings.asset_digest(asked.territory), shown


def _country(readings: Readings, asked: Selection, codes: Codes) -> Shown | None:
    layers = country.offered(readings, asked.territory)
    if not layers:
        return None
    layer = _one_of(codes, "couleur", layers)
    level = _one_of(codes, "maille", country.levels(readings, layer))
    offered = extents.offered(readings, asked.territory)
    opening = extents.opening(readings, asked.territory, layer)
    extent = extents.read(_one_of(codes, "etendue", offered, opening), asked.territory)
    ground, _ = extents.shown(readings, extent)
    values = fetched.coloured(readings, Question(ground.asset, level, layer))
    return readings.asset_digest(ground.asset), values


_MAPS: Final[Mapping[str, Callable[[Readings, Selection, Codes], Shown | None]]] = MappingProxyType(
    {
        "carte_actions": _actions,
        "comparer": _compared,
        "equite": _equity,
        "zones_oubliees": _forgotten,
        "points_chauds": _hot_spots,
        "acces_soins": _care,
        "ou_agir": _where_next,
        "ma_commune": _commune,
        "france": _country,
    }
)
PAGES: Final = frozenset(_MAPS)
"""Pages whose map can be drawn again."""
