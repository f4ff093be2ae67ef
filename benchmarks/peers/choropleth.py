"""``folium.Choropleth`` through streamlit-folium."""

import folium
import streamlit as st
from common import areas, indicator
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
communes = areas()
column = indicator(communes)
west, south, east, north = communes.total_bounds
base = folium.Map()
shown = communes[["name", column, "geometry"]].reset_index()
folium.Choropleth(
    shown,
    data=shown,
    columns=["code", column],
    key_on="feature.properties.code",
    fill_color="YlGnBu",
    legend_name=column,
).add_to(base)
base.fit_bounds([(south, west), (north, east)])
st_folium(base, height=600, use_container_width=True, returned_objects=[])
