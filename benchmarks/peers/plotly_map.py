"""A choropleth map of plotly."""

import math

import plotly.express as px
import streamlit as st
from common import areas, indicator

st.set_page_config(layout="wide")
communes = areas()
column = indicator(communes)
west, south, east, north = communes.total_bounds
figure = px.choropleth_map(
    communes,
    geojson=communes.geometry,
    locations=communes.index,
    color=column,
    hover_name="name",
    center={"lon": (west + east) / 2, "lat": (south + north) / 2},
    zoom=math.log2(360 / max(east - west, north - south)),
)
st.plotly_chart(figure.update_layout(height=600))
