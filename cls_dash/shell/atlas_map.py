"""The map on a page: drawn once, then only values are sent."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from cls_dash.render import leaflet, maps
from cls_dash.settings import settings

HEIGHT: Final = 520
"""In pixels; the style of the page says which share of the screen it takes."""
_SHOWN: Final = "_shown"


def atlas_map(
    digest: str,
    values: maps.Values | maps.Shared,
    *,
    key: str,
    box: maps.Box | None = None,
) -> str | None:
    """
    Draw a map and return the area that was just clicked, once.

    Parameters
    ----------
    digest
        Of the geometry. The map is drawn anew only when it changes.
    values
        What to show on it, or what it fetches.
    key
        Names the map on its page.
    box
        What the map opens on; without it, all of its areas.
    """
    st.session_state[f"{_SHOWN}-{key}"] = digest
    answer = st_folium(
        leaflet.base_map(digest, box=box, background=_background()),
        key=f"{key}-{digest}",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        render=False,
        feature_group_to_add=leaflet.values_layer(values, heard=_heard(key, digest)),
    )
    if not answer:
        return None
    return _selected(key, digest, answer)


def told(key: str) -> dict[str, str]:
    """
    Return what was just chosen in a map, once, by what the map calls it.

    A layer and its level, in a shared map; and the area that was clicked or looked for.
    """
    digest = st.session_state.get(f"{_SHOWN}-{key}", "")
    answer = st.session_state.get(f"{key}-{digest}")
    if not isinstance(answer, dict):
        return {}
    selected = _selected(key, digest, answer)
    return _chosen(key, digest, answer) | ({"selected": selected} if selected else {})


def _selected(key: str, digest: str, answer: Mapping[str, Any]) -> str | None:
    """Return the area that was just clicked: the component keeps its last answer."""
    seen = f"_seen-{key}-{digest}"
    if "selected" not in answer or st.session_state.get(seen) == answer["at"]:
        return None
    st.session_state[seen] = answer["at"]
    return str(answer["selected"])


def _chosen(key: str, digest: str, answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the layer and the level that were just chosen."""
    if not isinstance(answer.get("asked"), int) or answer["asked"] <= _heard(key, digest):
        return {}
    st.session_state[f"_heard-{key}-{digest}"] = answer["asked"]
    return {"layer": str(answer.get("layer")), "level": str(answer.get("level"))}


def _heard(key: str, digest: str) -> int:
    """Return when the last choice that the page knows of was made in a map."""
    return int(st.session_state.get(f"_heard-{key}-{digest}", 0))


def _background() -> maps.Background | None:
    """Return the background that this deployment offers, if any: the reader asks for it."""
    return maps.IGN if settings().background == "ign" else None
