"""The line of long computations: one at a time, in the order in which they were asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

import streamlit as st

from cls_dash.errors import CrowdedError

LONGEST: Final = 30
"""Places in the line; on a public server a search takes a second, a document a few."""
MOMENT_S: Final = 0.5
"""How often those who wait are told their rank."""


class WaitingLine:
    """Run computations one at a time, so that the other cores serve pages."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._line: list[object] = []
        self._moved = Condition()

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """
        Wait for one's turn, and hold it while the block runs.

        Parameters
        ----------
        tell
            Given one's place, 1 for who comes next. What it raises leaves the line.

        Raises
        ------
        CrowdedError
            If too many wait already.
        """
        me = object()
        with self._moved:
            if len(self._line) > self._longest:
                raise CrowdedError(f"{len(self._line)} computations wait")
            self._line.append(me)
        try:
            while place := self._place(me):
                tell(place)
            yield
        finally:
            with self._moved:
                self._line.remove(me)
                self._moved.notify_all()

    def _place(self, me: object) -> int:
        """Return how many are before, as soon as nobody is, or after a moment."""
        with self._moved:
            self._moved.wait_for(lambda: self._line[0] is me, MOMENT_S)
            return self._line.index(me)


@st.cache_resource(show_spinner=False)
def line() -> WaitingLine:
    """Return the line, one for all sessions of this process."""
    return WaitingLine()
