"""The page «Région et France»: the territory among all others, from the commune to the country."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cls_dash.domain.extent import Extent
from cls_dash.page.model import Facts, Link, Map, Opening, Page, Part, present, titled
from cls_dash.questions.country import asked as offers
from cls_dash.questions.country import extents, maps, points, tables, words
from cls_dash.questions.country.asked import COLOUR, EXTENT, LEVEL, OVER, PLACE
from cls_dash.questions.country.choropleth import Colouring
from cls_dash.questions.country.figures import figures
from cls_dash.questions.country.place import Place, place
from cls_dash.questions.question import Asked, File, Question
from cls_dash.render.maps import Box
from cls_dash.store.queries.country import places
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    if asked.get(COLOUR) is None:
        return Page(words.QUESTION, words.NOTHING)
    territory = asked.selection.territory
    shown, box = colouring(release, asked)
    here = figures(release, territory, shown)
    members = places(release, Extent("territory", territory))
    chosen = place(release, here, asked[PLACE], territory)
    drawn = _map(release, asked, shown, box, selected=asked[PLACE] if chosen else "")
    shares, standing = tables.shares(here), tuple(words.standing(here))
    beside = present(*_place(chosen, standing), shares)
    hint = "" if chosen else words.CLICK
    return Page(
        question=words.QUESTION,
        answer=words.answer(here),
        opening=Opening(drawn, words.note(release, here, members), beside, hint),
        reading=words.READING,
        table=tables.table(here),
    )


def colouring(release: Release, asked: Asked) -> tuple[Colouring, Box | None]:
    """Return what the map colours, and what it opens on where that is not all of it."""
    extent = extents.read(asked[EXTENT], asked.selection.territory)
    ground, box = extents.shown(release, extent)
    return Colouring(ground.asset, asked[LEVEL], asked[COLOUR]), box


def _map(
    release: Release, asked: Asked, shown: Colouring, box: Box | None, *, selected: str
) -> Map:
    selection = asked.selection
    over = points.chosen(asked[OVER], documented_only=selection.documented_only)
    perimeters = maps.outlined(release, shown.asset, selection.territory)
    return Map(
        asset_digest(release, shown.asset),
        replace(maps.coloured(release, shown), outlined=perimeters),
        "france",
        click=None,
        shared=maps.shared(release, shown, selection.territory, over),
        box=box,
        selected=selected,
    )


def _place(chosen: Place | None, standing: tuple[str, ...]) -> tuple[Part, ...]:
    """Return what is said of the place that is chosen, or of the territory."""
    if chosen is None:
        return (Facts(standing),) if standing else ()
    code = chosen.commune
    sheet = Link(words.SHEET, "ma_commune", {"commune": code}) if code else None
    return present(titled(chosen.name, Facts(chosen.facts), sheet))


def _values(release: Release, asked: Asked) -> bytes:
    shown, _ = colouring(release, asked)
    return tables.values_csv(release, shown)


QUESTION: Final = Question(
    "france",
    words.QUESTION,
    build,
    offers=(offers.colour, offers.level, offers.extent, offers.over, PLACE),
    files=(
        File(
            "Valeurs de la carte (CSV)",
            _values,
            lambda asked: f"{asked[COLOUR]}-{asked[LEVEL]}.csv",
        ),
    ),
    selected_files=False,
    by_perimeter=False,
    in_map=MappingProxyType({"layer": COLOUR.key, "level": LEVEL.key, "selected": PLACE.key}),
    alone=True,
)
