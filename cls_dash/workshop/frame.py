"""The frame around every page of the workshop: who may enter, and the menu."""

import streamlit as st

from cls_dash.errors import BusyDataError, ClsDashError
from cls_dash.ingest import history
from cls_dash.ingest.failures import said
from cls_dash.render import libraries
from cls_dash.settings import settings
from cls_dash.workshop import actions, contract, figures, publication, territory
from cls_dash.workshop.entry import may_write

st.set_page_config(page_title="Atelier CLS", layout="wide")
st.logo(libraries.LOGO.read_text(encoding="utf-8"), size="large")
page = st.navigation(
    [
        st.Page(territory.show, title="Mon territoire", default=True),
        st.Page(contract.show, title="Mon contrat", url_path="mon_contrat"),
        st.Page(actions.show, title="Mes actions", url_path="mes_actions"),
        st.Page(figures.show, title="Chiffres officiels", url_path="chiffres_officiels"),
        st.Page(publication.show, title="Publier", url_path="publier"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Atelier CLS")
if editors := settings().workshop_editors:
    # No page runs before its user is known to be on the list.
    if not st.user.get("is_logged_in"):
        st.title("Atelier CLS")
        st.write("L’atelier écrit les données de l’atlas : il demande qui vous êtes.")
        if st.button("Se connecter", type="primary"):
            st.login()
        st.stop()
    if not may_write(st.user.to_dict(), editors):
        st.title("Atelier CLS")
        st.error(
            "Votre adresse n’est pas dans la liste de qui peut publier. La personne qui gère "
            "l’atlas peut l’y ajouter (CLS_WORKSHOP_EDITORS)."
        )
        if st.button("Se déconnecter"):
            st.logout()
        st.stop()
try:
    recovered = history.recover(settings().data, settings().store)
except BusyDataError:
    recovered = None  # Another page is at work: it finishes by itself.
except (ClsDashError, OSError) as error:
    recovered = " ".join(said(error)[1])
if recovered:
    st.warning(recovered)
page.run()
