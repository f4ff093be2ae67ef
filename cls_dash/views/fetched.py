"""What the map of a region or of France fetches, once for all who ask the same."""

import json
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.extent import read_asset
from cls_dash.render import maps
from cls_dash.store.queries import country
from cls_dash.store.release import Release
from cls_dash.views import layers, point_layers
from cls_dash.views.choropleth import GAPS, Question, choropleth
from cls_dash.views.version import version

LEVELS: Final = MappingProxyType(
    {
        "commune": "Communes",
        "epci": "Intercommunalités",
        "departement": "Départements",
        "region": "Régions",
    }
)
TOWNS: Final = 12
"""Towns whose name is written on the map, the largest first."""
_INDICATORS, _COUNTED = "Indicateurs publiés", "Équipements et professionnels"


def shared(release: Release, question: Question, territory: str, over: str) -> maps.Shared:
    """
    Return what the page tells its map: where to fetch, what is chosen, what lies over it.

    ``over`` is one of :func:`cls_dash.views.point_layers.offered`.
    """
    known = version(release)
    return maps.Shared(
        choices=f"values/{known}/choices.json",
        values=f"values/{known}/{question.asset}",
        level=question.level,
        layer=question.layer,
        perimeters=maps.Perimeters(f"perimeters/{known}/{question.asset}/ranks.json", territory),
        points=point_layers.shown(release, over),
        circles=point_layers.legend(release, over),
        circleStyle=point_layers.style(over),
    )


def choices(release: Release) -> bytes:
    """Return the layers that colours may say, each with its levels, and their French names."""
    offered = [
        {
            "code": code,
            "title": layer.title,
            "group": _INDICATORS if layer.category is None else _COUNTED,
            "levels": layer.levels,
        }
        for code, layer in layers.offered(release).items()
    ]
    return _compact({"layers": offered, "levels": dict(LEVELS)})


def values(release: Release, question: Question) -> bytes:
    """Return the colours of a question, its legend and its tooltips' lines."""
    return _compact(maps.pack(coloured(release, question)))


def coloured(release: Release, question: Question) -> maps.Values:
    """Return what the map shows of a question."""
    found = choropleth(release, question)
    reasons = [name for name in GAPS.values() if name in found.classes.labels]
    missing = " ou ".join([*reasons, wording.NO_DATA]).capitalize()
    lines = [maps.figure_line(f"{{}} {found.layer.unit}", digits=found.digits, missing=missing)]
    if found.measured.counts is not None:
        lines.append(maps.figure_line("{} recensés", digits=0, missing="Pas de donnée"))
    address = f"{question.asset}/{question.level}/{question.layer}/figures.json"
    return maps.Values(
        title=f"Carte : {found.layer.title}. {wording.number(len(found.measured.figures))} lieux.",
        classes=found.classes.marks,
        palette=found.colours,
        tips=(),
        level="" if question.level == "commune" else question.level,
        figures=maps.Figures(f"values/{version(release)}/{address}", tuple(lines)),
        labels=_towns(found.places),
        key=f"{question.asset} {question.level} {question.layer}",
        legend=maps.Legend(
            title=wording.titled(found.layer.title, found.layer.unit),
            classes=maps.legend_classes(found.classes, found.colours, gap=wording.NO_DATA),
        ),
    )


def figures(release: Release, question: Question) -> bytes:
    """Return the figures of tooltips: whole numbers of the last decimal, column by column."""
    found = choropleth(release, question)
    columns = [_whole(found.measured.figures, found.digits)]
    if found.measured.counts is not None:
        columns.append(_whole(found.measured.counts, 0))
    return _compact({"columns": columns})


def perimeters(release: Release, asset: str) -> bytes:
    """Return the perimeters in force, by slug: the ranks of their communes on a map."""
    order = country.places(release, read_asset(asset)).index
    ranks = {
        slug: [int(rank) for rank in order.get_indexer(pd.Index(codes)) if rank >= 0]
        for slug, codes in country.members(release).items()
    }
    return _compact({"perimeters": {slug: inside for slug, inside in ranks.items() if inside}})


def _towns(places: pd.DataFrame) -> tuple[int, ...]:
    people = places["population"].astype(float).reset_index(drop=True)
    return tuple(int(rank) for rank in people.nlargest(TOWNS).index)


def _whole(values: pd.Series, digits: int) -> list[int | None]:
    scaled = (values * 10**digits).round()
    return [None if value != value else int(value) for value in scaled.tolist()]


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
