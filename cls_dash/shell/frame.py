"""The frame around every page: page configuration, shared selectors, navigation."""

import streamlit as st

from cls_dash import shell
from cls_dash.shell import address, menu, selectors
from cls_dash.shell.style import STYLE

st.set_page_config(page_title="Atlas CLS", layout="wide")
st.html(STYLE)

address.carry()
page = st.navigation(
    [
        st.Page(menu.page(stem), title=title, default=stem == "accueil")
        for stem, title in menu.TITLES.items()
    ],
    position="top",
)
address.arrive(page.url_path)
with shell.explained():
    st.session_state["selection"] = selectors.bar()
page.run()
address.settle()
