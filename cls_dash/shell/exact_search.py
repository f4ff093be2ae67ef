"""The exact search of «Où agir ?», in the line of long computations."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import add_script_run_ctx

from cls_dash import error_sentences
from cls_dash.errors import CrowdedError
from cls_dash.page.demonstration import bare
from cls_dash.page.draw import html
from cls_dash.page.model import Said
from cls_dash.questions.question import Asked
from cls_dash.questions.where_next.asked import wish
from cls_dash.questions.where_next.exact import exact
from cls_dash.settings import settings
from cls_dash.shell.ask import ask, seen
from cls_dash.shell.waiting_line import line

_SEARCHED: Final = "_searched"


def exact_search(asked: Asked) -> Said:
    """Draw what the exact search says, unless just said in the line of long computations."""
    said = Said((_searched(asked),))
    st.html(html.facts(map(bare, said.facts)))
    return said


def _searched(asked: Asked) -> str:
    wanted = seen().stamp, asked.selection, wish(asked.codes)
    if st.session_state.get(_SEARCHED, ((), ""))[0] != wanted:
        seconds = settings().longest_search
        try:
            with _working("Recherche de la meilleure combinaison de places…", seconds):
                said = ask(exact, *wanted[1:], seconds=seconds)
        except CrowdedError as error:
            return error_sentences.sentence_for(error)
        st.session_state[_SEARCHED] = wanted, said
    answered: str = st.session_state[_SEARCHED][1]
    return answered


@contextmanager
def _working(text: str, seconds: float) -> Iterator[None]:
    """
    Wait for the turn of a long computation, then show how much of its time is spent.

    Raises
    ------
    CrowdedError
        If too many wait already.
    """
    bar = st.progress(0.0, text=text)

    def tell(place: int) -> None:
        bar.progress(0.0, text=error_sentences.place_in_line(place))

    try:
        with line().turn(tell), _advancing(bar, text, seconds):
            yield
    finally:
        bar.empty()


@contextmanager
def _advancing(bar: DeltaGenerator, text: str, seconds: float) -> Iterator[None]:
    done, start = Event(), monotonic()

    def advance() -> None:
        while not done.wait(0.25):
            bar.progress(min((monotonic() - start) / seconds, 1.0), text=text)

    clock = Thread(target=advance, daemon=True)
    add_script_run_ctx(clock)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()
