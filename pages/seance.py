"""Page «Séance»: prepare a committee meeting, project it, keep what it decides."""

import streamlit as st

from cls_dash import shell
from cls_dash.shell import agenda, meeting_editor, pieces, selectors
from cls_dash.shell.projector import asked, project, projector
from cls_dash.views import meeting as meetings


def preparation() -> None:
    """Draw the agenda and what is done with it."""
    pieces.question("Que décider en séance ?")
    head = st.container()
    if (meeting := agenda.current()) is None:
        beginning()
    else:
        meeting_editor.heading(meeting)
        meeting = agenda.begun(selection.territory)
        st.button("Projeter", key="projeter", type="primary", disabled=not meeting.items,
                  on_click=project)  # fmt: skip
        if earlier := meetings.earlier(meeting):
            st.header("Depuis la dernière séance", anchor=False)
            pieces.draw(earlier)
        meeting_editor.items(meeting)
        meeting_editor.endings(meeting)
    with head:
        pieces.answer(meetings.answer(meeting))


def beginning() -> None:
    """Say what a meeting is here, and how to begin."""
    st.markdown(
        "Une **séance** réunit le comité de pilotage (copil) : des points, ce que l’atlas sait de "
        "chacun, les choix possibles, et ce qui est décidé.\n\n"
        "1. Sur une page, choisissez ce que vous voulez montrer, puis « Ajouter à la séance ».\n"
        "2. Ici, ordonnez les points, puis projetez-les et notez les décisions.\n"
        "3. Enregistrez le fichier : il se rouvre ici, et rien n’est gardé sur le serveur."
    )
    with st.container(horizontal=True):
        selectors.link_to("equite", "Ajouter la répartition des actions")
        selectors.link_to("ou_agir", "Simuler où agir")
    st.button("Commencer par un point libre", key="commencer", on_click=agenda.begin,
              args=(selection.territory,))  # fmt: skip


selection = selectors.selected()
meeting = agenda.current()
if asked() and meeting and meeting.items:
    projector(meeting)
else:
    preparation()
    st.header("Rouvrir une séance", anchor=False)
    meeting_editor.reopening()
    st.header("Décisions publiées", anchor=False)
    with shell.explained():
        published = shell.ask(meetings.published, selection)
    if published:
        pieces.draw(published)
    else:
        pieces.note("Aucune décision n’est encore publiée pour ce territoire.")
