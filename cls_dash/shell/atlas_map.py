"""The map on a page: drawn once, then only values are sent."""

from typing import Final

import streamlit as st
from streamlit_folium import st_folium

from cls_dash.render import maps

HEIGHT: Final = 520


def atlas_map(digest: str, values: maps.Values, *, key: str, height: int = HEIGHT) -> str | None:
    """
    Draw a map and return the area that was just clicked, once.

    Parameters
    ----------
    digest
        Of the geometry. The map is drawn anew only when it changes.
    values
        What to show on it.
    key
        Names the map on its page.
    height
        In pixels.
    """
    answer = st_folium(
        maps.base_map(digest),
        key=f"{key}-{digest}",
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=maps.values_layer(values),
    )
    if not answer or "selected" not in answer:
        return None
    # The component keeps its last answer: a click counts once.
    seen = f"_seen-{key}-{digest}"
    if st.session_state.get(seen) == answer["at"]:
        return None
    st.session_state[seen] = answer["at"]
    return str(answer["selected"])
