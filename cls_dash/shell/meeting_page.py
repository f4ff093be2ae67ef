"""Prepare a committee meeting, project it, keep what it decides."""

from typing import Final

import streamlit as st

from cls_dash.domain.meeting import Meeting
from cls_dash.questions.meeting import tables, words
from cls_dash.questions.meeting.page import page
from cls_dash.shell import agenda, components, meeting_editor, projector, screen, selectors
from cls_dash.shell.ask import ask, explained
from cls_dash.shell.parts import Tools

_LINKS: Final = {"equite": "Ajouter la répartition des actions", "ou_agir": "Simuler où agir"}


def show() -> None:
    """Draw the projector where the address asks for it, else the agenda."""
    before = agenda.current()
    if projector.asked() and before and before.items:
        projector.projector(before)
        return
    tools: Tools = {
        "reopening": lambda _: meeting_editor.reopening(),
        "published": lambda _: _published(),
    }
    if before is None:
        screen.read(page(None), {**tools, "beginning": lambda _: _beginning()})
        return
    meeting = meeting_editor.typed(before)
    screen.read(
        page(meeting),
        {
            **tools,
            "heading": lambda _: _heading(before),
            "items": lambda _: meeting_editor.items(meeting),
            "endings": lambda _: meeting_editor.endings(meeting),
        },
    )


def _heading(meeting: Meeting) -> None:
    meeting_editor.heading(meeting)
    st.button("Projeter", key="projeter", type="primary", disabled=not meeting.items,
              on_click=projector.project)  # fmt: skip


def _beginning() -> None:
    """Draw the ways to begin."""
    with st.container(horizontal=True):
        for stem, label in _LINKS.items():
            selectors.link_to(stem, label)
    st.button("Commencer par un point libre", key="commencer", on_click=agenda.begin,
              args=(selectors.selected().territory,))  # fmt: skip


def _published() -> None:
    with explained():
        published = ask(tables.published, selectors.selected())
    if published:
        components.table(published)
    else:
        components.note(words.UNPUBLISHED)
