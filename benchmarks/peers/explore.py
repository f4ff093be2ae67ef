"""``gdf.explore()`` through streamlit-folium."""

import streamlit as st
from common import areas, indicator
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
communes = areas()
column = indicator(communes)
base = communes[["name", column, "geometry"]].explore(column)
st_folium(base, height=600, use_container_width=True, returned_objects=[])
