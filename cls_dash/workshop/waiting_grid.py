"""The grid that waits to be loaded: on the disk, in the session, and as it was last read."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import streamlit as st

from cls_dash.ingest.contract.grid import Grid, read_grid
from cls_dash.ingest.contract.said import Dropped, Said, forget, keep, kept
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.workshop.doing import folder, gesture

_WAITING: Final = "_waiting"
_READ: Final = "_read"


def waiting(territory: str) -> Dropped | None:
    """Return the file that waits for a territory: what the session knows, else the disk."""
    known = st.session_state.get(_WAITING)
    if known is None or known[0] != territory:
        known = st.session_state[_WAITING] = (territory, kept(folder(), territory))
    dropped: Dropped | None = known[1]
    return dropped


def take(territory: str, dropped: Dropped) -> None:
    """Keep a file for a territory, with the answers given about it, until it is loaded."""
    keep(folder(), territory, dropped)
    st.session_state[_WAITING] = (territory, dropped)


def tell(territory: str, said: Said) -> None:
    """Keep the answers given about the waiting file."""
    if dropped := waiting(territory):
        take(territory, replace(dropped, said=said))


def let_go(territory: str) -> None:
    """Forget the file that waits."""
    forget(folder(), territory)
    st.session_state[_WAITING] = (territory, None)
    st.session_state.pop(_READ, None)


def settle(territory: str, said: Said) -> None:
    """Keep the answers given about the waiting file, and read it again with them now."""
    tell(territory, said)
    read_again()
    st.rerun()


def read_again() -> None:
    """Make the next run read the file again, with all answers."""
    st.session_state.pop(_READ, None)


def asked(territory: str) -> Asked:
    """Return what the readers of files ask."""
    data = folder()
    return Asked(read_cog(data / "geography"), data, territory=territory)


def grid(territory: str, dropped: Dropped) -> Grid:
    """
    Return what the file gave when it was last read.

    What was said since waits until :func:`read_again`; a territory that changes does not wait.
    """
    content = sha256(dropped.content).hexdigest()
    key = territory, dropped.name, content, _stamp(folder() / "territories" / territory)
    held = st.session_state.get(_READ)
    if held is None or held[0] != key:
        with gesture(f"Lecture de {dropped.name}"):
            held = st.session_state[_READ] = (key, read_grid(dropped, asked(territory)))
    found: Grid = held[1]
    return found


def _stamp(home: Path) -> tuple[tuple[str, int], ...]:
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(home.glob("*.csv")))
