"""The page «Chiffres officiels»: what is loaded, of when; a file to add, a load to remove."""

import pandas as pd
import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest import loading, saved_loads
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.settings import settings
from cls_dash.wording import counted, partial_day
from cls_dash.workshop.doing import announce, folder, gesture, news, on_disk, show_report

OFFICIAL = {name: each.title for name, each in FORMATS.items() if not each.territorial}
COUNTS = {
    None: "Des personnes, ou je ne sais pas : les petits effectifs sont retenus",
    "published": "Des personnes, et le producteur a déjà retenu les petits effectifs",
    "nobody": "Autre chose que des personnes",
}


def show() -> None:
    """Draw the page."""
    st.title("Chiffres officiels")
    news()
    _loads()
    st.header("Ajouter un fichier", anchor=False)
    name = st.selectbox(
        "Ce qu’est ce fichier", OFFICIAL, format_func=OFFICIAL.__getitem__, key="format"
    )
    dropped = st.file_uploader("Tel que publié ; zip et gz sont lus directement", key="file")
    year = st.number_input(
        "Année que décrivent les données, si le fichier ne la dit pas",
        value=None, min_value=1900, max_value=2100, step=1, key="year",
    )  # fmt: skip
    counts = None
    if name == "indicator":
        counts = st.selectbox(
            "Ce que comptent les valeurs", COUNTS, format_func=COUNTS.__getitem__, key="counts"
        )
    reading, publishing = st.columns(2)
    read = reading.button("Lire, sans rien publier", disabled=dropped is None)
    publish = publishing.button("Publier", type="primary", disabled=dropped is None)
    if dropped is None or not (read or publish):
        return
    data, store = folder(), settings().store
    with gesture("Lecture du fichier") as tell, on_disk([dropped]) as paths:
        asked = Asked(read_cog(data / "geography"), data, year, None, counts)
        done = loading.load(name, paths, store, asked, trial=read, tell=tell, reported=show_report)
    if publish:
        announce(f"Publié : {done.name}, {counted(done.report.accepted, 'ligne')}.")
    st.info("Rien n’a été publié : c’était une lecture.")


def _loads() -> None:
    cards = saved_loads.cards(folder())
    if not cards:
        st.markdown("Aucun fichier officiel n’a été ajouté à ceux qui sont livrés avec l’atlas.")
        return
    rows = [
        {"chargement": card.name, "ce que c’est": FORMATS[card.format].title,
         "année": card.year, "chargé le": partial_day(card.loaded_on[:10]),
         "fichiers": ", ".join(card.files), "acceptées": card.accepted,
         "mises de côté": card.rejected}
        for card in cards
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    for card in cards:
        for note in card.notes:
            st.caption(legible(f"{card.name} : {note}"))
    name = st.selectbox("Chargement à retirer", [card.name for card in cards], index=None,
                        placeholder="Choisissez", key="removed")  # fmt: skip
    if name is not None and st.button(f"Retirer {name} et publier sans lui"):
        with gesture("Retrait") as tell:
            loading.remove(name, folder(), settings().store, tell=tell)
        announce(f"Retiré : {name}. La page « Publier » sait revenir en arrière.")
