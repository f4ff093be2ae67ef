"""The map of a region or of France: its colours, and what it fetches of them."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.extent import read_asset
from cls_dash.questions.country import points
from cls_dash.questions.country.choropleth import Colouring, choropleth
from cls_dash.questions.version import version
from cls_dash.render import maps
from cls_dash.render.classes import GAPS
from cls_dash.store.queries import country
from cls_dash.store.release import Release

TOWNS: Final = 12
"""Towns whose name is written on the map, the largest first."""


def shared(release: Release, asked: Colouring, territory: str, over: str) -> maps.Shared:
    """
    Return what the page tells its map: where to fetch, what is chosen, what lies over it.

    ``over`` is one of :func:`cls_dash.questions.country.points.offered`.
    """
    known = version(release)
    return maps.Shared(
        choices=f"values/{known}/choices.json",
        values=f"values/{known}/{asked.asset}",
        level=asked.level,
        layer=asked.layer,
        perimeters=maps.Perimeters(f"perimeters/{known}/{asked.asset}/ranks.json", territory),
        points=points.shown(release, over),
        circles=points.legend(release, over),
        circleStyle=points.style(over),
    )


def perimeters(release: Release, asset: str) -> dict[str, list[int]]:
    """Return the perimeters in force, by slug: the ranks of their communes on a map."""
    order = country.places(release, read_asset(asset)).index
    ranks = {
        slug: [int(rank) for rank in order.get_indexer(pd.Index(codes)) if rank >= 0]
        for slug, codes in country.members(release).items()
    }
    return {slug: inside for slug, inside in ranks.items() if inside}


def outlined(release: Release, asset: str, territory: str) -> tuple[tuple[int, ...], ...]:
    """Return the same for paper, that of the territory last; none where it has none there."""
    ranks = perimeters(release, asset)
    others = [inside for slug, inside in ranks.items() if slug != territory]
    return tuple(map(tuple, (*others, ranks.get(territory, []))))


def coloured(release: Release, asked: Colouring) -> maps.Values:
    """Return what the map shows of a colouring."""
    found = choropleth(release, asked)
    reasons = [name for name in GAPS.values() if name in found.classes.labels]
    missing = " ou ".join([*reasons, terms.NO_DATA]).capitalize()
    lines = [maps.figure_line(f"{{}} {found.layer.unit}", digits=found.digits, missing=missing)]
    if found.measured.counts is not None:
        lines.append(maps.figure_line("{} recensés", digits=0, missing="Pas de donnée"))
    address = f"{asked.asset}/{asked.level}/{asked.layer}/figures.json"
    return maps.Values(
        title=f"Carte : {found.layer.title}. {wording.number(len(found.measured.figures))} lieux.",
        classes=found.classes.marks,
        palette=found.colours,
        tips=(),
        level="" if asked.level == "commune" else asked.level,
        figures=maps.Figures(f"values/{version(release)}/{address}", tuple(lines)),
        labels=_towns(country.places(release, read_asset(asked.asset))),
        key=f"{asked.asset} {asked.level} {asked.layer}",
        legend=maps.Legend(
            title=wording.titled(found.layer.title, found.layer.unit),
            classes=maps.legend_classes(found.classes, found.colours, gap=terms.NO_DATA),
        ),
    )


def _towns(places: pd.DataFrame) -> tuple[int, ...]:
    people = places["population"].astype(float).reset_index(drop=True)
    return tuple(int(rank) for rank in people.nlargest(TOWNS).index)
