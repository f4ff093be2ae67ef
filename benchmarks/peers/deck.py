"""A ``GeoJsonLayer`` of pydeck."""

import json

import matplotlib as mpl
import pydeck
import streamlit as st
from common import areas, indicator
from pydeck.data_utils import compute_view

st.set_page_config(layout="wide")
communes = areas()
column = indicator(communes)
west, south, east, north = communes.total_bounds
colours = mpl.colormaps["YlGnBu"](communes[column].rank(pct=True), bytes=True)[:, :3]
layer = pydeck.Layer(
    "GeoJsonLayer",
    json.loads(communes[["name", column, "geometry"]].assign(colour=colours.tolist()).to_json()),
    get_fill_color="properties.colour",
    get_line_color=[255, 255, 255],
    line_width_min_pixels=0.5,
    pickable=True,
)
view = compute_view([(west, south), (east, north)])
st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view), height=600)
