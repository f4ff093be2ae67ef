"""The territories of the data folder, by their names: none is chosen by an identifier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
import streamlit as st

from cls_dash.ingest.contract.home import Home, read_home
from cls_dash.ingest.geography.reference import geography_for
from cls_dash.workshop.doing import folder

_CHOSEN: Final = "_territory"


def names() -> Mapping[str, str]:
    """Return the name of each territory, by its identifier."""
    paths = sorted((folder() / "territories").glob("*/territory.csv"))
    known = {
        path.parent.name: str(pl.read_csv(path, infer_schema=False)["name"].first())
        for path in paths
    }
    return dict(sorted(known.items(), key=lambda each: each[1]))


def chosen(usual: Sequence[str] = ()) -> str | None:
    """
    Ask which territory a page is about; nothing where there is none yet, or none is chosen.

    The one that was chosen last, or else the only one, or the only ``usual`` one, is chosen
    already: never the first of several, which would be changed in the place of another.
    """
    known = names()
    if not known:
        st.info("Aucun territoire encore : ajoutez-en un, page « Mon territoire ».")
        return None
    likely = [*known] if len(known) == 1 else usual
    last = st.session_state.get(_CHOSEN, likely[0] if len(likely) == 1 else None)
    # A territory that was just added is another list, where it is chosen.
    slug: str | None = st.selectbox(
        "Territoire", list(known), format_func=known.__getitem__, key=f"territory_{len(known)}",
        index=[*known].index(last) if last in known else None, placeholder="Choisissez le vôtre",
    )  # fmt: skip
    if slug is not None:
        choose(slug)
    return slug


def choose(slug: str) -> None:
    """Choose a territory for the pages to come."""
    st.session_state[_CHOSEN] = slug


def geography() -> Mapping[str, Any]:
    """Return the geography of the data folder, read once until it changes."""
    data = folder()
    return _geography(data, _stamp(data / "geography"))


@st.cache_resource(show_spinner="Lecture de la géographie", max_entries=1)
def _geography(data: Path, stamp: int) -> Mapping[str, Any]:  # noqa: ARG001 - a key
    return geography_for(data)


def _stamp(*folders: Path) -> int:
    files = (path for each in folders for path in each.rglob("*") if path.is_file())
    return max((path.stat().st_mtime_ns for path in files), default=0)


def home_of(slug: str) -> Home:
    """Return what a territory holds, read once until one of its files changes."""
    data = folder()
    return _read(data, slug, _stamp(data / "territories" / slug, data / "geography"))


@st.cache_resource(show_spinner=False, max_entries=4)
def _read(data: Path, slug: str, stamp: int) -> Home:  # noqa: ARG001 - a key
    return read_home(data, slug)
