"""Files that readers download, each made on demand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import current_thread

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from cls_dash import error_sentences
from cls_dash.domain.selection import Selection
from cls_dash.errors import CrowdedError
from cls_dash.questions import at_address, documents
from cls_dash.questions.question import Asked
from cls_dash.questions.sources import files
from cls_dash.render import exports
from cls_dash.settings import settings
from cls_dash.shell import address
from cls_dash.shell.ask import ask, chance
from cls_dash.shell.quirks.notes import Note
from cls_dash.shell.waiting_line import line


def offer(label: str, write: Callable[[], bytes], name: str) -> None:
    """Offer a file, made on demand of what the session then shows."""
    session = get_script_run_ctx()

    def written() -> bytes:
        # Streamlit asks for it in a thread that knows no session.
        def begin() -> None:
            add_script_run_ctx(current_thread(), session)

        with ThreadPoolExecutor(1, initializer=begin) as worker:
            return worker.submit(write).result()

    mime = exports.MIMES[name.rpartition(".")[2]]
    st.download_button(label, written, file_name=name, mime=mime, on_click="ignore")


def paper(label: str, write: Callable[[], bytes], name: str) -> None:
    """Offer a document: it takes long, and is made in its turn."""

    def in_turn() -> bytes:
        note = Note()
        try:
            with line().turn(lambda place: note.say(error_sentences.place_in_line(place))):
                if note.said:
                    note.say(error_sentences.THEIR_TURN, last=True)
                return write()
        except CrowdedError as error:
            note.say(error_sentences.sentence_for(error), last=True)
            raise

    offer(label, in_turn, name)


def tables(selection: Selection) -> None:
    """Offer the selection's tables and outlines."""
    for name, title, write in (
        ("communes", "Communes", files.communes_file),
        ("actions", "Actions", files.deployments_file),
    ):
        for kind in exports.WRITERS:
            offer(
                f"{title} ({kind.upper()})", partial(ask, write, selection, kind),
                f"{selection.territory}-{name}.{kind}",
            )  # fmt: skip
    offer(
        "Communes (GeoJSON)", partial(ask, files.communes_geojson, selection),
        f"{selection.territory}-communes.geojson",
    )  # fmt: skip


def page_map(selection: Selection) -> None:
    """Offer the map of the page as a picture, where it can be drawn on paper."""
    if (page := st.session_state["page"]) not in at_address.PAGES:
        return

    def drawn(kind: str) -> bytes:
        # Lists inside a fragment change what is shown without running the page.
        return ask(documents.picture, page, address.said(), kind, chance=chance())

    for kind in documents.PICTURES:
        name = f"{selection.territory}-{page}.{kind}"
        paper(f"Carte ({kind.upper()})", partial(drawn, kind), name)


def whole_page(selection: Selection) -> None:
    """Offer all that the page says: on paper, to be edited, or as data."""
    stem = st.session_state["page"]
    for kind in documents.PAGES:
        made = partial(
            ask, documents.page, stem, address.said(), kind,
            chance=chance(),
        )  # fmt: skip
        paper(f"Cette page ({kind.upper()})", made, f"{selection.territory}-{stem}.{kind}")


def sheet(asked: Asked, code: str) -> None:
    """Offer the sheet of a commune, on one page."""
    paper(
        "Télécharger la fiche (PDF)",
        partial(ask, documents.sheet, address.said(), settings().public_url),
        f"{asked.selection.territory}-{code}.pdf",
    )


def territory(selection: Selection) -> None:
    """Offer the portrait of the territory, to be printed or edited."""
    for kind in documents.PORTRAITS:
        made = partial(
            ask, documents.portrait, selection.territory, kind,
            chance=chance(),
        )  # fmt: skip
        paper(f"Portrait ({kind.upper()})", made, f"{selection.territory}-portrait.{kind}")
