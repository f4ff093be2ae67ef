"""Pieces that several pages show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import TypedDict

import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx

from cls_dash import shell
from cls_dash.domain.selection import Selection
from cls_dash.render import charts, html
from cls_dash.settings import settings
from cls_dash.views import sources
from cls_dash.views.score_card import Chance, ScoreCard


class ScoreSettings(TypedDict):
    """What the score card is told."""

    top: int
    chance: Chance


def score_settings() -> ScoreSettings:
    """Return what the deployment sets for the score card."""
    known = settings()
    return {"top": known.top, "chance": Chance(draws=known.draws, seed=known.seed)}


def note(text: str) -> None:
    """Draw a line in small type, dark enough to be read."""
    st.html(html.note(text))


def answer(sentence: str, warning: str = "") -> None:
    """Draw the sentence that answers the page's question, with its warning."""
    st.html(html.answer(sentence) + (html.note(warning) if warning else ""))


def chart(figure: go.Figure, title: str, measured: str, *, key: str) -> None:
    """Draw a chart under what it shows and what it measures."""
    if title:
        st.header(title, anchor=False)
    if measured:
        note(measured)
    st.plotly_chart(figure, key=key, config=charts.CONFIG, alt=f"{title} {measured}")


def score_card(card: ScoreCard) -> None:
    """Draw the sentences beside a map."""
    if card.facts:
        st.html(html.facts(card.facts, faded=card.faded))
    if card.known:
        note(card.known)


def downloads(selection: Selection) -> None:
    """Offer the selection's tables and outlines."""
    files = (
        ("Communes (CSV)", "communes.csv", "text/csv", sources.communes_csv),
        ("Actions (CSV)", "actions.csv", "text/csv", sources.deployments_csv),
        (
            "Communes (GeoJSON)",
            "communes.geojson",
            "application/geo+json",
            sources.communes_geojson,
        ),
    )
    with st.container(horizontal=True):
        for label, name, mime, write in files:
            st.download_button(
                label,
                data=partial(shell.ask, write, selection),
                file_name=f"{selection.territory}-{name}",
                mime=mime,
                on_click="ignore",
            )
    note(
        "Chaque ligne dit si elle est documentée ou illustrative. Licence Ouverte 2.0, "
        f"sauf mention contraire. {sources.CREDITS}"
    )


@contextmanager
def folded(label: str, *, key: str) -> Iterator[bool]:
    """Draw a folded part; tell whether it is open, for what is long to draw or to send."""
    box = st.expander(label, key=key, on_change="rerun")
    with box:
        yield bool(box.open)


def endings(
    *, reading: str, table: str, selection: Selection, files: Callable[[], None] | None = None
) -> None:
    """
    Draw what follows every map, in the same order: how to read it, its table, its files.

    ``files`` draws those of a map of its own, in place of the selection's.
    """
    with st.container(key="suites"):
        with st.expander("Lire cette carte"):
            st.markdown(reading)
        with folded("Tableau", key="tableau") as opened:
            if opened:
                st.html(table)
        with folded("Télécharger", key="telecharger") as opened:
            if opened:
                (files or partial(downloads, selection))()
        link()


@contextmanager
def working(text: str, seconds: float) -> Iterator[None]:
    """Show that a long computation goes on, and how much of its time is spent."""
    bar, done, start = st.progress(0.0, text=text), Event(), monotonic()

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
        bar.empty()


def link() -> None:
    """Say how to share the view."""
    with folded("Copier le lien", key="lien") as opened:
        if opened:
            st.markdown("Cette adresse ouvre la même vue :")
            st.html(html.address(st.context.url or ""))
