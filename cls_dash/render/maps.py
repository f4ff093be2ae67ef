"""The map engine: geometry fetched once by the browser, values at each change.

The browser's side is ``web/static/area_map.js``. See ``docs/decisions.md``.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from jinja2 import Template

from cls_dash.render import libraries, palette
from cls_dash.render.classes import Classes

ASSETS: Final = "../../assets"
"""Seen from the component's page, two folders below the app's address."""

_FIGURE: Final = re.compile(r"\d[\d\u202f]*(?:,\d+)?")
_SLOT: Final = "\ue000"
"""Where a figure goes back into its pattern; a private-use character."""

LARGEST: Final = 26.0
"""Radius of the largest circle, in pixels."""


Circle = tuple[Any, float, tuple[str, ...]] | tuple[Any, float, tuple[str, ...], str]
"""``(place, radius, lines)``, and a colour of its own if it has one: the place is an area's
rank, or longitude and latitude in EPSG:4326; the radius is in pixels."""


@dataclass(frozen=True)
class LegendClass:
    """One line of the legend; no colour means no data."""

    colour: str | None
    label: str
    count: str


@dataclass(frozen=True)
class Legend:
    """What the legend says, in the order in which it is read."""

    title: str
    classes: tuple[LegendClass, ...]
    circles: dict[str, Any] | None = None


@dataclass(frozen=True)
class Values:
    """All that a change of indicator sends to the browser. No geometry."""

    title: str
    """The sentence that reads the map, for those who cannot see it."""
    classes: str
    palette: tuple[str, ...]
    tips: tuple[tuple[str, ...], ...]
    legend: Legend
    circles: tuple[Circle, ...] = ()
    """The smallest last, so that it is drawn on top."""
    labels: tuple[int, ...] = ()
    """Ranks of the areas whose name is written on the map."""
    selected: str | None = None
    circleStyle: dict[str, Any] = field(default_factory=lambda: palette.CIRCLE)  # noqa: N815 - read by JavaScript


class AreaLayer(JSCSSMixin, MacroElement):
    """The constant part of a map: which geometry to fetch, with which script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.areaMap = new AreaMap({{ this._parent.get_name() }}, {{ this.options }});"
        "{% endmacro %}"
    )

    def __init__(self, digest: str, *, tells: bool) -> None:
        super().__init__()
        self._name = "AreaLayer"
        self.options = json.dumps(
            {
                "asset": f"{ASSETS}/maps/{digest}.json",
                "font": f"../../{libraries.FONT}",
                "tells": tells,
            }
        )
        # On the instance: on the class it would leak into every other map.
        self.default_js = [("area_map", f"{ASSETS}/{libraries.MAP_SCRIPT}")]
        self.default_css = [("area_map", f"{ASSETS}/{libraries.MAP_STYLE}")]


class _Apply(MacroElement):
    """The changing part: values handed to the layer that is already there."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.areaMap.apply(JSON.parse({{ this.literal }}));"
        "{% endmacro %}"
    )

    def __init__(self, values: Values) -> None:
        super().__init__()
        self._name = "Apply"
        self.literal = literal(pack(values))


def pack(values: Values) -> dict[str, Any]:
    """
    Return what is sent: lines of text share their pattern, figures taken out.

    «4 actions» and «12 actions» are sent as one pattern and two figures: tooltips,
    the bulk of the values, weigh three times less.
    """
    patterns: dict[str, int] = {}

    def packed(lines: tuple[str, ...]) -> list[list[int | str]]:
        result: list[list[int | str]] = []
        for line in lines:
            text = line.replace(_SLOT, "")
            rank = patterns.setdefault(_FIGURE.sub(_SLOT, text), len(patterns))
            result.append([rank, *_FIGURE.findall(text)])
        return result

    sent = asdict(values)
    sent["tips"] = [packed(lines) for lines in values.tips]
    sent["circles"] = [
        [place, size, packed(lines), *colour] for place, size, lines, *colour in values.circles
    ]
    return sent | {"patterns": list(patterns)}


def literal(value: object) -> str:
    """
    Return a JavaScript string literal whose text is ``value`` in JSON.

    Nothing in it means anything to HTML, to a template literal, to Jinja or to the
    textual replacements of streamlit-folium: such characters are written as their code.
    """
    quoted = json.dumps(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
    # Escapes of the outer string come in pairs of characters: keep them whole.
    return re.sub(
        r"\\u[0-9a-f]{4}|\\.|[<>&'`{}$_/]",
        lambda found: found[0] if len(found[0]) > 1 else f"\\u{ord(found[0]):04x}",
        quoted,
    )


def base_map(digest: str, *, tells: bool = False) -> folium.Map:
    """
    Return a map that fetches the areas of ``digest`` from this host and fits them.

    With ``tells``, it answers ``{"painted": true}`` once it is drawn.
    """
    base = folium.Map(
        location=(46.0, 2.5),
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
    )
    base.options["maxZoom"] = 14
    base.default_js = [("leaflet", f"{ASSETS}/{libraries.LEAFLET_SCRIPT}")]
    base.default_css = [("leaflet", f"{ASSETS}/{libraries.LEAFLET_STYLE}")]
    AreaLayer(digest, tells=tells).add_to(base)
    return base


def values_layer(values: Values) -> folium.FeatureGroup:
    """Wrap values as what ``st_folium`` adds to a map that is already drawn."""
    group = folium.FeatureGroup(name="valeurs")
    _Apply(values).add_to(group)
    return group


def legend_classes(
    classes: Classes, colours: Sequence[str], *, gap: str
) -> tuple[LegendClass, ...]:
    """Return the lines of the legend, highest class first, then what ``gap`` names."""
    lines = [
        LegendClass(colour, label, str(count))
        for colour, label, count in zip(colours, classes.labels, classes.counts, strict=False)
    ][::-1]
    if classes.missing:
        lines.append(LegendClass(None, gap, str(classes.missing)))
    return tuple(lines)


def radius(amount: float, largest: float) -> float:
    """Return the radius in pixels whose disc's area is proportional to ``amount``."""
    return round(float(LARGEST * (amount / largest) ** 0.5), 1)


def circle_legend(largest: float, title: str) -> dict[str, Any] | None:
    """Return three reference circles, or nothing when there is no circle."""
    if largest < 1:
        return None
    sizes = sorted({1, max(1, round(largest / 4)), round(largest)})
    return {
        "title": title,
        "sizes": [{"radius": radius(size, largest), "label": str(size)} for size in sizes],
    }
