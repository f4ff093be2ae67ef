"""Pieces that several pages show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import segno
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cls_dash import terms, wording
from cls_dash.domain.selection import Selection
from cls_dash.page.draw import html
from cls_dash.page.model import Chart, Page
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.question import Asked
from cls_dash.render import charts
from cls_dash.shell import address, agenda, downloads, selectors


def note(text: str) -> None:
    """Draw a line in small type, dark enough to be read."""
    st.html(html.note(text))


def draw(table: Table | ShareTable) -> None:
    """Draw a table."""
    st.html(html.table(table) if isinstance(table, Table) else html.shares(table))


def chart(drawn: Chart) -> None:
    """Draw a chart under what it shows and what it measures."""
    if drawn.title:
        st.header(drawn.title, anchor=False)
    if drawn.measured:
        note(drawn.measured)
    st.plotly_chart(drawn.figure, key=drawn.key, config=charts.CONFIG, alt=drawn.described)


def selected_files(selection: Selection) -> None:
    """Offer the selection's tables and outlines, and the page's map where it can be drawn."""
    with st.container(horizontal=True):
        downloads.tables(selection)
        downloads.page_map(selection)
    note(
        "Chaque ligne dit si elle est documentée, saisie ou illustrative. Licence Ouverte 2.0, "
        f"sauf mention contraire. {terms.CREDITS}"
    )


def every_file(asked: Asked) -> None:
    """Offer all that may be taken away of a selection, and the portrait of its territory."""
    selected_files(asked.selection)
    note("Le portrait réunit sur quelques pages ce que l’atlas dit du territoire.")
    with st.container(horizontal=True):
        downloads.territory(asked.selection)


@contextmanager
def folded(label: str, *, key: str) -> Iterator[bool]:
    """Draw a folded part; tell whether it is open, for what is long to draw or to send."""
    box = st.expander(label, key=key, on_change="rerun")
    with box:
        yield bool(box.open)


def endings(
    *,
    reading: str,
    table: Table | None,
    selection: Selection,
    files: Callable[[], None] | None = None,
    lesson: str = "Lire cette carte",
    page: Page,
) -> None:
    """
    Draw what follows every map, in the same order: how to read it, its table, its files.

    Of these, nothing where there is nothing to read. ``files`` draws those of a map of its own,
    in place of the selection's; ``page`` is what is added to a meeting.
    """
    with st.container(key="suites"):
        if reading or table:
            _taken(reading, lesson, table, files or partial(selected_files, selection))
        to_meeting(selection, page)


def _taken(reading: str, lesson: str, table: Table | None, files: Callable[[], None]) -> None:
    """Draw what is read, and taken, of a map or of charts."""
    with st.expander(lesson):
        st.markdown(wording.unbroken(reading))
    with folded("Tableau", key="tableau") as opened:
        if opened and table:
            draw(table)
    with folded("Télécharger", key="telecharger") as opened:
        if opened:
            files()


def to_meeting(selection: Selection, page: Page) -> None:
    """Offer to add a page, as it is now, to the meeting that the session prepares."""
    if not page.answer:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Ajouter à la séance", key="ajouter_seance", icon=":material/add:"):
            added = agenda.add(agenda.frozen(page, selection), selection.territory)
            st.toast("Cette page est à l’ordre du jour." if added else agenda.FULL)
        if meeting := agenda.current():
            points = wording.counted(len(meeting.items), "point")
            selectors.link_to("seance", f"Ouvrir la séance ({points})")


def link(place: DeltaGenerator) -> None:
    """Offer, beside the question, the address of what is seen: copied at once, or as a QR code."""
    url = address.whole()
    with place:
        st.html(html.copy_link(url))
        with st.popover("QR", key="lien", on_change="rerun", help="Adresse de cette vue") as box:
            if box.open:
                st.markdown("Cette adresse ouvre la même vue :")
                st.html(html.address(url))
                code = segno.make(url, error="m", micro=False)
                st.image(code.svg_data_uri(border=2, scale=4, light="#fff"), width=220)
