"""The frame around every page: page configuration, shared selectors, navigation."""

import streamlit as st

from cls_dash.questions import choices
from cls_dash.render import libraries
from cls_dash.shell import address, menu, selectors
from cls_dash.shell.ask import ask, explained, start

st.set_page_config(page_title=menu.SITE, layout="wide")
st.logo(libraries.LOGO.read_text(encoding="utf-8"), size="large")

carried = address.carry()
page = st.navigation(menu.pages(), position="hidden" if st.context.is_embedded else "top")
address.arrive(page.url_path, carried=carried)
st.session_state["page"] = page.url_path or "accueil"
start()
# A page may stop before its end: what follows it is drawn first, under it.
shown = st.container()
menu.foot(page.url_path)
with shown:
    titles = [page.title]
    if page.url_path not in menu.FOOT:
        with explained():
            st.session_state["selection"] = selection = selectors.bar()
            titles.append(ask(choices.territories)[selection.territory])
    st.set_page_config(page_title=" · ".join([*titles, menu.SITE]))
    unknown = st.container()
    with explained():
        page.run()
    with unknown:
        selectors.unknowns()
address.settle()
