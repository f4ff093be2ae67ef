"""A question asked once for all who wait for its answer, none of whom waits too long."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

from cls_dash.errors import StoreError

T = TypeVar("T")
PATIENCE_S: Final = 1.2
"""How long a page waits for the store to answer at all before it shows what it read last."""


class Shared(Generic[T]):
    """
    A query of the store, in its own thread, which alone may wait for it.

    Whatever blocks the query (a frozen server, a dead path, a name that does not resolve), callers
    get an error ``PATIENCE_S`` after it began: at once when it began longer ago.
    """

    def __init__(self, question: Callable[[], T]) -> None:
        self._question = question
        self._lock = Lock()
        self._asked: Future[T] | None = None
        self._until = 0.0

    def __call__(self) -> T:
        """
        Return the answer.

        Raises
        ------
        StoreError
            If the store does not answer, or not in time.
        """
        asked, left = self.begun()
        try:
            error = asked.exception(max(0.0, left))
        except TimeoutError:
            raise StoreError(f"no answer in {PATIENCE_S} s") from None
        if error is not None:
            # A new one: each who asked adds to its own where it went through.
            raise StoreError(str(error)) if isinstance(error, StoreError) else error
        return asked.result()

    def begun(self) -> tuple["Future[T]", float]:
        """Return the answer to come, asked for unless it is already, and how long to wait."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked, self._until = Future(), time.monotonic() + PATIENCE_S
                # Nobody who gives up may take it away from the others.
                self._asked.set_running_or_notify_cancel()
                Thread(target=self._answer, args=(self._asked,), daemon=True).start()
            return self._asked, self._until - time.monotonic()

    def _answer(self, asked: "Future[T]") -> None:
        try:
            asked.set_result(self._question())
        except BaseException as error:
            asked.set_exception(error)
