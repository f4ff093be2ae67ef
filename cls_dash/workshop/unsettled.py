"""The cells that a person must settle: what was typed, why it is doubtful, what it may mean."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final
from zlib import crc32

import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest.contract.grid import Grid, Unsettled
from cls_dash.ingest.contract.said import Said
from cls_dash.page.draw import html
from cls_dash.wording import NBSP, agreeing, counted, listing
from cls_dash.workshop.labels import literal
from cls_dash.workshop.waiting_grid import read_again, tell, waiting

ASIDE: Final = "mettre de côté"
EMPTY: Final = "laisser vide"
UNFOLD: Final = {
    True: "Une ligne par commune ; le nombre de personnes n’est alors donné à aucune",
    False: "Mettre ces lignes de côté",
}


def show(territory: str, grid: Grid) -> None:
    """Draw the cells to settle; once all are, the file is read again by itself."""
    number = len(grid.unsettled) + grid.undecided
    if not number:
        return
    st.header(f"À régler : {counted(number, 'question')}", anchor=False)
    st.fragment(_questions)(territory, grid)


def _questions(territory: str, grid: Grid) -> None:
    dropped = waiting(territory)
    if dropped is None:
        return
    said = dropped.said
    # Widgets of another file, or of an earlier reading, are not these.
    mark = crc32(repr(grid.said.answers).encode(), crc32(dropped.content))
    left = [each for each in grid.unsettled if _answer(each, said, grid.said) is None]
    if not left and not (grid.undecided and said.unfold is None):
        read_again()
        st.rerun()
    if grid.undecided:
        _several(territory, grid, said, f"communes_{mark:x}")
    for each in grid.unsettled:
        _question(territory, each, said, grid.said, mark)
    if grid.waiting:
        rows = counted(grid.waiting, "ligne du suivi", "lignes du suivi")
        st.html(html.note(f"{rows} {agreeing(grid.waiting, 'attend', 'attendent')} une de ces "
                          "fiches-actions : inutile d’y répondre."))  # fmt: skip
    with st.container(horizontal=True):
        if len(left) < len(grid.unsettled) and st.button("Relire avec ces réponses"):
            read_again()
            st.rerun()
        if left:
            st.button(
                f"Mettre de côté ce qui reste ({len(left)})", key="ecarter",
                on_click=partial(_leave, territory, left),
            )  # fmt: skip


def _answer(each: Unsettled, said: Said, read: Said) -> str | None:
    """Return the answer given for some cells since they were read, if any."""
    place = each.places[0]
    if place[:2] in said.aside:
        return ASIDE
    answer = said.answers.get(place)
    if answer == read.answers.get(place):
        return None
    return EMPTY if answer == "" else answer


def _leave(territory: str, left: list[Unsettled]) -> None:
    _say(territory, lambda said: said.leaving(tuple(p for each in left for p in each.places)))


def _say(territory: str, change: Callable[[Said], Said]) -> None:
    if dropped := waiting(territory):
        tell(territory, change(dropped.said))


def _several(territory: str, grid: Grid, said: Said, key: str) -> None:
    cells = counted(len(grid.together), "cellule nomme", "cellules nomment")
    lines = listing([str(line) for _, line, _ in grid.together])

    def chosen() -> None:
        unfold = st.session_state[key]
        _say(territory, lambda said: replace(said, unfold=unfold))

    st.radio(
        f"{cells} plusieurs communes (lignes {lines}).", list(UNFOLD),
        format_func=UNFOLD.__getitem__, key=key, on_change=chosen,
        index=None if said.unfold is None else list(UNFOLD).index(said.unfold),
    )  # fmt: skip


def _question(territory: str, each: Unsettled, said: Said, read: Said, mark: int) -> None:
    """Draw one question: choosing a proposal is one gesture, another text two."""
    doubt = each.doubt
    named = f"{crc32(repr(each.places).encode(), mark):x}"
    with st.container(key=f"question_{named}", gap="xxsmall"):
        st.html(html.note(_where(each)))
        st.text(f"«{NBSP}{legible(doubt.text)}{NBSP}» : {doubt.reason}")
        if former := read.answers.get(each.places[0]):
            st.text(f"Votre réponse, «{NBSP}{legible(former)}{NBSP}», reste douteuse.")
        given = _answer(each, said, read)
        choices, other = st.columns((3, 2), vertical_alignment="center")
        with choices:
            _proposals(territory, each, given, f"choix_{named}")
        if each.answerable:
            with other:
                _other(territory, each, given, f"autre_{named}")


def _where(each: Unsettled) -> str:
    sheet = each.doubt.file.rpartition(" › ")[2]
    word = agreeing(len(each.lines), "ligne", "lignes")
    column = f", {each.doubt.column}" if each.doubt.column else ""
    return legible(f"{sheet}, {word} {listing([str(line) for line in each.lines])}{column}")


def _proposals(territory: str, each: Unsettled, given: str | None, key: str) -> None:
    empty = [EMPTY] if each.optional else []
    offered = [*(each.doubt.proposals if each.answerable else ()), *empty, ASIDE]

    def chosen() -> None:
        choice = st.session_state[key]
        if choice is None:
            _say(territory, lambda said: said.forgetting(each.places))
        elif choice == ASIDE:
            _say(territory, lambda said: said.leaving(each.places))
        else:
            text = "" if choice == EMPTY else choice
            _say(territory, lambda said: said.answering(each.places, text))

    st.pills(
        f"Réponse, {_where(each)}", offered, format_func=literal, key=key, on_change=chosen,
        default=given if given in offered else None, label_visibility="collapsed", wrap=True,
    )  # fmt: skip


def _other(territory: str, each: Unsettled, given: str | None, key: str) -> None:
    def chosen() -> None:
        text = st.session_state[key]
        _say(territory, lambda said: said.answering(each.places, text) if text else said)

    typed = given if given not in {None, ASIDE, EMPTY, *each.doubt.proposals} else None
    options = list(dict.fromkeys([*each.choices, *([typed] if typed else [])]))
    st.selectbox(
        f"Autre réponse, {_where(each)}", options, key=key, on_change=chosen,
        index=options.index(typed) if typed else None, accept_new_options=True,
        placeholder="ou choisir, ou écrire" if each.choices else "ou écrire",
        label_visibility="collapsed",
    )  # fmt: skip
