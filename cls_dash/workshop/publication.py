"""The page «Publier»: what changes for readers, one gesture, the way back, a package to send."""

import pandas as pd
import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest import history, loading
from cls_dash.ingest.package import package
from cls_dash.ingest.release import is_published
from cls_dash.ingest.report_words import DONE
from cls_dash.questions.sources.changes import Changes, changes
from cls_dash.settings import settings
from cls_dash.wording import partial_day
from cls_dash.workshop.doing import announce, folder, gesture, news, undo


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
            packed = package(data)
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
            built = loading.publish(data, store, tell=tell)
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
    steps = history.steps(folder())
    st.header("Revenir en arrière", anchor=False)
    if not steps:
        st.markdown("Aucun changement n’est gardé : il n’y a rien à défaire.")
        return
    told = [
        {"le": partial_day(step.day), "changement": f"{DONE[step.command]} : {step.name}",
         "ce qu’il a changé": step.told}
        for step in reversed(steps.values())
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(told), hide_index=True)
    if st.button("Défaire le dernier et publier ce qu’il y avait avant"):
        announce(undo("Retour en arrière"))
