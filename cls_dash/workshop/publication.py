"""The page «Publier»: what changes for readers, one gesture, the way back, a package to send."""

import pandas as pd
import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest import versions
from cls_dash.ingest.release import is_published
from cls_dash.questions.sources.changes import Changes, changes
from cls_dash.settings import settings
from cls_dash.wording import day
from cls_dash.workshop.doing import announce, folder, gesture, news


def show() -> None:
    """Draw the page."""
    st.title("Publier")
    news()
    data, store = folder(), settings().store
    if is_published(data, store):
        st.success("L’atlas montre le dossier de données tel qu’il est.")
    else:
        st.warning("Le dossier de données a changé depuis ce que montre l’atlas.")
        _publish()
    _undo()
    st.header("Envoyer à qui héberge l’atlas", anchor=False)
    if st.button("Préparer le fichier .zip"):
        with gesture("Préparation du fichier"):
            packed = versions.package(data)
        st.download_button("Télécharger data.zip", packed, "data.zip", "application/zip")
    st.caption("Il contient le dossier data : qui héberge l’atlas l’y dépose, puis publie.")


def _publish() -> None:
    data, store = folder(), settings().store
    if st.button("Voir ce qui change"):
        with gesture("Ce qui change") as tell:
            found = changes(data, store, tell=tell)
        _show(found)
    if st.button("Publier", type="primary"):
        with gesture("Publication") as tell:
            built = versions.publish(data, store, tell=tell)
        announce(f"Publié. Version des données : {built.release[:12]}.")


def _show(found: Changes) -> None:
    for title, said in (("Ce qui ne sera plus dit", found.gone), ("Ce qui sera dit", found.new)):
        if said:
            st.header(title, anchor=False)
            for sentence in said:
                st.text(legible(sentence))
    if found.counts:
        moved = pd.DataFrame(found.counts, columns=["table", "lignes avant", "lignes après"])
        st.dataframe(moved, hide_index=True)


def _undo() -> None:
    known = versions.versions(folder())
    st.header("Revenir en arrière", anchor=False)
    if len(known) < 2:
        st.markdown("Aucune version n’est gardée avant celle-ci.")
        return
    former = versions.kept_on(known[-2])
    if st.button(f"Revenir à la version d’avant ({day(former.date())})"):
        with gesture("Retour à la version d’avant") as tell:
            versions.undo(folder(), settings().store, tell=tell)
        announce("L’atlas est revenu à la version d’avant.")
