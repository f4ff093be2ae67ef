"""The map on a page: drawn once, then only values are sent."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from cls_dash.render import leaflet, maps
from cls_dash.settings import settings

_HEIGHT: Final = 520
"""In pixels, where ``page.css`` does not make it a share of the window."""
_PAINTED: Final = "_painted"
_AWAITED: Final = "_awaited"
_SHOWN: Final = "_shown"


def atlas_map(
    digest: str,
    values: maps.Values | maps.Shared,
    *,
    key: str,
    before_charts: bool = False,
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
    before_charts
        Whether the page runs again once the map is painted, for :func:`painted`.
    box
        What the map opens on; without it, all of its areas.
    """
    st.session_state[f"{_SHOWN}-{key}"] = digest
    if before_charts:
        st.session_state[_AWAITED] = f"{key}-{digest}"
    answer = st_folium(
        leaflet.base_map(digest, tells=before_charts, box=box, background=_background()),
        key=f"{key}-{digest}",
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[],
        render=False,
        feature_group_to_add=leaflet.values_layer(values, heard=_heard(key, digest)),
    )
    if not answer:
        return None
    if before_charts and not painted():
        st.session_state[_PAINTED] = True
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


def painted() -> bool:
    """
    Say whether the page's map is painted: the time to draw what comes after it.

    The charts' library keeps the browser busy for two seconds; the map comes first.
    """
    awaited = st.session_state.get(_AWAITED)
    return bool(st.session_state.get(_PAINTED) or (awaited and st.session_state.get(awaited)))


def alone(draw: Callable[[], None]) -> None:
    """
    Draw a map and its lists; once the map is painted, they run alone.

    Not before: what the map says then runs the page, for its charts. From a part that runs
    alone, that took a second run, which took the place of what the reader asked meanwhile.
    """
    if painted():
        st.fragment(draw)()
    else:
        with st.container():  # As a fragment does: the map keeps its place.
            draw()


def forget() -> None:
    """Start a page whose map is not painted yet."""
    st.session_state.pop(_PAINTED, None)
    st.session_state.pop(_AWAITED, None)
