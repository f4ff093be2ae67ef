"""Page «Mentions légales»: who publishes and hosts the site, and what it keeps of a visit."""

import streamlit as st

from cls_dash.settings import settings
from cls_dash.views import sources

known = settings()
missing = "non renseigné par la personne qui gère ce site"

st.title("Mentions légales", anchor=False)
for label, told in {
    "Éditeur": known.publisher,
    "Directeur ou directrice de la publication (fonction)": known.publication_director,
    "Hébergeur": known.host,
    "Contact": known.contact,
}.items():
    st.text(f"{label} : {told or missing}")
if not (known.publisher and known.host):
    st.warning(
        "Ce site n’est pas encore prêt à être ouvert au public : la loi demande d’y nommer son "
        "éditeur et son hébergeur."
    )

st.header("Ce que le site garde de votre visite", anchor=False)
st.markdown(
    "Aucun compte, aucune mesure d’audience, aucune publicité, aucun service d’un autre site. "
    "Les seuls cookies protègent les échanges avec le site et vous gardent sur le même serveur ; "
    "ils ne suivent personne.\n\n"
    "Le journal du serveur garde l’heure, la page et le réseau d’où vient une demande, jamais "
    "l’adresse complète de votre ordinateur ni ce que vous avez choisi."
)
st.header("Données", anchor=False)
st.markdown(
    "Données sous **Licence Ouverte 2.0**, sauf mention contraire ; chaque source est citée sur la "
    "page « Données et méthode »."
)
st.text(sources.CREDITS)
