"""Pieces that several pages show."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from zlib import crc32

import segno
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cls_dash import terms, wording
from cls_dash.domain.selection import Selection
from cls_dash.page.chart_values import chart_values
from cls_dash.page.draw import html
from cls_dash.page.model import Chart, Page
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions import embedding
from cls_dash.questions.question import Asked
from cls_dash.render.charts import CONFIG
from cls_dash.settings import settings
from cls_dash.shell import address, agenda, downloads, selectors

LINES: Final = 10
"""Of a table, seen before the reader asks for all."""
WHY: Final = "Pourquoi ce chiffre ?"
_IN_A_FRAME: Final = "Montrer cette page, ou sa carte, dans un autre site"
_NO_FRAME: Final = (
    "Cet atlas n’est montré par aucun autre site. La personne qui le gère peut l’autoriser : "
    "réglage CLS_EMBEDDED_BY."
)


def marked(text: str) -> str:
    """
    Return a text for Streamlit, which draws Markdown: what no line may part is marked.

    Its style says that a mark in a title, or in a paragraph, is kept whole (``page.css``).
    """
    return wording.INVERTED.sub(r"*\g<0>*", text)


def note(text: str) -> None:
    """Draw a line in small type, dark enough to be read."""
    st.html(html.note(text))


def table(shown: Table | ShareTable) -> None:
    """Draw a table: its first lines, then all of them where the reader asks for them."""
    if isinstance(shown, ShareTable):
        st.html(html.shares(shown))
        return
    named = f"{crc32(shown.caption.encode()):x}"
    whole = wide = False
    with st.container(horizontal=True, key=f"tableau_choix_{named}"):
        if len(shown.lines) > LINES:
            whole = st.toggle(f"Tout voir ({len(shown.lines)} lignes)", key=f"lignes_{named}")
        if len(shown.header) > len(shown.narrow):
            with st.container(key=f"etroit_{named}"):
                wide = st.toggle("Toutes les colonnes", key=f"colonnes_{named}")
    st.html(html.table(shown if whole else shown.first(LINES), wide=wide))


def chart(drawn: Chart) -> None:
    """Draw a chart under what it shows and what it measures, then its values."""
    with st.container():
        if drawn.title:
            st.header(marked(drawn.title), anchor=False)
        if drawn.measured:
            note(drawn.measured)
        st.plotly_chart(drawn.figure, key=drawn.key, config=CONFIG, alt=drawn.described)
        if drawn.reading:
            note(drawn.reading)
        with folded("Valeurs de ce graphique", key=f"valeurs_{drawn.key}") as opened:
            if opened:
                table(chart_values(drawn))


def charts(draw: Callable[[], None]) -> None:
    """Draw charts side by side where there is room."""
    with st.container(key="graphiques"):
        draw()


def tabs(key: str, contents: Mapping[str, Callable[[], None]]) -> None:
    """
    Draw what the open tab holds, and the first one, by name.

    What is edited in the first one would be lost where it is not drawn.
    """
    names = list(contents)
    for name, place in zip(names, st.tabs(names, key=key, on_change="rerun"), strict=True):
        with place:
            if name == names[0] or place.open:
                contents[name]()


def why(reading: str) -> None:
    """Draw the way to the method of the answer's figure, one press away."""
    with st.expander(WHY):
        st.markdown(marked(wording.unbroken(reading)))


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


def link(place: DeltaGenerator, question: str) -> None:
    """Offer, beside the question, the address of what is seen: copied, as a QR code, in a frame."""
    with place:
        st.html(html.copy_link())
        with st.popover("QR", key="lien", on_change="rerun", help="Adresse de cette vue") as box:
            if box.open:
                url = address.whole()
                st.markdown("Cette adresse ouvre la même vue :")
                st.html(html.address(url))
                code = segno.make(url, error="m", micro=False)
                st.image(code.svg_data_uri(border=2, scale=4, light="#fff"), width=220)
        with st.popover("Intégrer", key="integrer", on_change="rerun", help=_IN_A_FRAME) as box:
            if box.open:
                _frames(question)


def _frames(question: str) -> None:
    """Offer what another site writes to show this page, or a part of it."""
    if settings().profile == "public" and not settings().embedded_by:
        st.markdown(_NO_FRAME)
        return
    st.markdown("À copier dans une page de votre intranet :")
    for code, piece in embedding.PIECES.items():
        url = embedding.address(address.whole(), code)
        st.html(html.label(piece.label))
        st.code(html.embed(url, question, piece.height), language="html", wrap_lines=True)
