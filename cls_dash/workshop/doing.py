"""What every page of the workshop does with a gesture: say its steps, and what went wrong."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cls_dash.domain.legible import legible
from cls_dash.errors import ClsDashError
from cls_dash.ingest import loading
from cls_dash.ingest.failures import said
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.report_words import sentences
from cls_dash.settings import settings

NEWS = "_news"


def folder() -> Path:
    """Return the folder of the dataset that this workshop writes."""
    return settings().data


@contextmanager
def gesture(title: str) -> Iterator[Callable[[str], None]]:
    """
    Yield what tells each step, while something is read or written.

    An error of ours is said with its details and ends the run: nothing was changed.
    """
    with st.status(title) as shown:
        try:
            yield lambda step: shown.update(label=f"{step}…")
        except (ClsDashError, OSError) as error:
            shown.update(label=title, state="error")
            failed: ClsDashError | OSError | None = error
        else:
            shown.update(label=title, state="complete")
            failed = None
    if failed is not None:
        sentence, details = said(failed)
        st.error(sentence)
        for detail in details:
            st.text(legible(detail))
        st.stop()


def announce(text: str) -> None:
    """Run the page again, which says what was done."""
    st.session_state[NEWS] = text
    st.rerun()


def news() -> None:
    """Say what the run before did, once."""
    if text := st.session_state.pop(NEWS, None):
        st.success(text)


def undo(title: str) -> str:
    """Take the last change back and publish what there was before; return what to announce."""
    with gesture(title) as tell:
        step, _ = loading.undo(folder(), settings().store, tell=tell)
    return f"Défait : {step.name}. L’atlas est revenu à ce qu’il était avant."


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """Yield the paths of files that were dropped, under the names that they had."""
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as place:
        paths = []
        for file in files:
            path = Path(place) / Path(file.name.replace("\\", "/")).name
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def show_report(report: Report) -> None:
    """Show what became of each record of a file."""
    for sentence in sentences(report):
        st.text(legible(sentence.strip()))
    if report.quarantined.height:
        named = {"file": "fichier", "line": "ligne", "column": "colonne", "value": "valeur",
                 "reason": "raison", "remedy": "remède"}  # fmt: skip
        st.dataframe(report.quarantined.rename(named).to_pandas(), hide_index=True)
