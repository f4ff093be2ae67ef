"""The map on a page: drawn once, then only values are sent."""

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit_folium import st_folium

from cls_dash.render import leaflet, maps
from cls_dash.settings import settings

HEIGHT: Final = 520
_PAINTED: Final = "_painted"


def atlas_map(
    digest: str,
    values: maps.Values | maps.Shared,
    *,
    key: str,
    height: int = HEIGHT,
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
    height
        In pixels.
    before_charts
        Whether the page runs again once the map is painted, for :func:`painted`.
    box
        What the map opens on; without it, all of its areas.
    """
    answer = st_folium(
        leaflet.base_map(digest, tells=before_charts, box=box, background=_background()),
        key=f"{key}-{digest}",
        height=height,
        use_container_width=True,
        returned_objects=[],
        render=False,
        feature_group_to_add=leaflet.values_layer(values, heard=_heard(key, digest)),
    )
    if not answer:
        return None
    if before_charts and not painted():
        st.session_state[_PAINTED] = True
        # What comes after the map is drawn in this run, unless the map alone runs.
        if (context := get_script_run_ctx()) and context.fragment_ids_this_run:
            st.rerun()
    if "selected" not in answer:
        return None
    # The component keeps its last answer: a click counts once.
    seen = f"_seen-{key}-{digest}"
    if st.session_state.get(seen) == answer["at"]:
        return None
    st.session_state[seen] = answer["at"]
    return str(answer["selected"])


def chosen(key: str, digest: str) -> tuple[str, str] | None:
    """Return the layer and the level that were just chosen in a shared map, once."""
    answer = st.session_state.get(f"{key}-{digest}")
    if not isinstance(answer, dict) or not isinstance(answer.get("asked"), int):
        return None
    if answer["asked"] <= _heard(key, digest):
        return None
    st.session_state[f"_heard-{key}-{digest}"] = answer["asked"]
    return str(answer.get("layer")), str(answer.get("level"))


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
    return bool(st.session_state.get(_PAINTED))


def forget() -> None:
    """Start a page whose map is not painted yet."""
    st.session_state.pop(_PAINTED, None)
