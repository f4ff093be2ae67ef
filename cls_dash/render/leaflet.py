"""The map engine: geometry fetched once by the browser, values at each change.

The browser's side is ``static/area_map.js``. See ``docs/decisions.md``.
"""

import json
from dataclasses import asdict
from typing import Final

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from jinja2 import Template

from cls_dash.render import libraries, palette
from cls_dash.render.maps import Background, Box, Shared, Values, literal

ASSETS: Final = "../../assets"
"""Seen from the component's page, two folders below the app's address."""


class _Unprinted(MacroElement):
    """
    An element that is not written in a page of folium's own.

    ``st_folium`` asks each element for its script, and its libraries, when it makes its own page;
    what ``render`` would add to folium's, compiled as a template each time, is thrown away.
    """

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 - folium's signature
        """Add nothing to folium's page."""
        return ""


class _Map(_Unprinted, folium.Map):
    pass


class _Group(_Unprinted, folium.FeatureGroup):
    pass


class AreaLayer(_Unprinted, JSCSSMixin):
    """The constant part of a map: which geometry to fetch, with which script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.areaMap = new AreaMap({{ this._parent.get_name() }}, {{ this.options }});"
        "{% endmacro %}"
    )

    def __init__(self, digest: str, *, box: Box | None, background: Background | None) -> None:
        super().__init__()
        self._name = "AreaLayer"
        self.options = json.dumps(
            {
                "assets": ASSETS,
                "digest": digest,
                "font": f"../../{libraries.FONT}",
                "box": box,
                "background": asdict(background) if background else None,
                "colours": palette.theme(),
            }
        )
        # On the instance: on the class it would leak into every other map.
        self.default_js = [("area_map", f"{ASSETS}/{libraries.MAP_SCRIPT}")]
        self.default_css = [("area_map", f"{ASSETS}/{libraries.MAP_STYLE}")]


class _Apply(_Unprinted):
    """The changing part: values passed to the layer that is already drawn."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.areaMap.{{ this.verb }}(JSON.parse({{ this.literal }}));"
        "{% endmacro %}"
    )

    def __init__(self, verb: str, written: str) -> None:
        super().__init__()
        self._name = "Apply"
        self.verb, self.literal = verb, written


def base_map(
    digest: str,
    *,
    box: Box | None = None,
    background: Background | None = None,
) -> folium.Map:
    """
    Return a map that fetches the areas of ``digest`` from this host and fits them.

    Parameters
    ----------
    digest
        Of the geometry.
    box
        What it opens on: west, south, east and north in degrees; without it, all areas.
    background
        Tiles that the reader may ask for.
    """
    base = _Map(
        location=(46.0, 2.5),
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
    )
    base.options["maxZoom"] = 14
    base.options["trackResize"] = False  # The map takes its room by itself: see ``room.js``.
    base.default_js = [("leaflet", f"{ASSETS}/{libraries.LEAFLET_SCRIPT}")]
    base.default_css = [("leaflet", f"{ASSETS}/{libraries.LEAFLET_STYLE}")]
    AreaLayer(digest, box=box, background=background).add_to(base)
    return base


def values_layer(values: Values | Shared, *, heard: int = 0) -> folium.FeatureGroup:
    """
    Wrap values as what ``st_folium`` adds to a map that is already drawn.

    Parameters
    ----------
    values
        What to show, or what to fetch.
    heard
        When the last choice that the page knows of was made in the map, in its milliseconds.
    """
    group = _Group(name="valeurs")
    if isinstance(values, Shared):
        _Apply("share", literal(asdict(values) | {"heard": heard})).add_to(group)
    else:
        _Apply("apply", values.literal).add_to(group)
    return group
