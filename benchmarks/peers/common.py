"""What the naive pages have in common: the outlines and numbers of the atlas, and its list."""

import os

import geopandas as gpd
import streamlit as st


@st.cache_data
def areas() -> gpd.GeoDataFrame:
    """Return communes in EPSG:4326 with their indicators, read once."""
    return gpd.read_parquet(os.environ["BENCH_AREAS"])


def indicator(communes: gpd.GeoDataFrame) -> str:
    """Return the column that the reader chooses."""
    columns = communes.columns.drop(["name", "geometry"])
    titles = {column: column.capitalize().replace("_", " ") for column in columns}
    return st.selectbox("Couleur de la carte", columns, format_func=titles.get)
