"""What a release answered, kept for all who ask it the same."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import is_dataclass
from sys import getsizeof
from threading import Lock
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd
from cachetools import LRUCache

T = TypeVar("T")
MOST: Final = 200_000_000
"""Octets of the answers that are kept of a release: beyond, the least recently asked go."""
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_CELL, _TEXT = 8, 60
"""Octets of a number, or of where a text is; and of a text, once if it is that of several rows."""


class Memo:
    """
    Answers of one release, by question, for all the threads of a process.

    A thread that asks for an answer being computed waits for it: a hundred readers, one
    computation. Only :meth:`shared` returns the answer that is kept; other methods return a
    copy, which the caller may change, unless it is a frozen dataclass or inside one.

    Parameters
    ----------
    most
        Octets that are kept: beyond, the least recently asked go.
    weigh
        Returns the octets of an answer, :func:`weight` by default.
    """

    def __init__(self, most: int = MOST, weigh: Callable[[object], int] | None = None) -> None:
        self._answers: LRUCache[Hashable, Any] = LRUCache(most, getsizeof=weigh or weight)
        self._coming: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def answer(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer to a question, asked for unless it is kept."""
        return handed(self.shared(question, ask))

    def shared(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer itself, to those who change nothing of it."""
        with self._lock:
            if question in self._answers:
                kept: T = self._answers[question]
                return kept
            others = self._coming.get(question)
            if others is None:
                self._coming[question] = Future()
        if others is None:
            return self._asked(question, ask)
        try:
            answer: T = others.result()
        except Exception:
            # Their failure may be of their connection alone: each asks for itself, at once.
            return ask()
        return answer

    def _asked(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Ask a question, and tell the answer to those who wait for it."""
        try:
            answer = ask()
            # One that is heavier than all that may be kept is not.
            with self._lock, suppress(ValueError):
                self._answers[question] = answer
        except BaseException as error:
            with self._lock:
                self._coming.pop(question).set_exception(error)
            raise
        with self._lock:
            self._coming.pop(question).set_result(answer)
        return answer


class Memos:
    """The memo of the release that is read: that of the one before goes with it."""

    def __init__(self) -> None:
        self._release: Hashable = None
        self._memo = Memo()
        self._lock = Lock()

    def of(self, release: Hashable) -> Memo:
        """Return the memo of a release, a new one when another was read before."""
        with self._lock:
            if release != self._release:
                self._release, self._memo = release, Memo()
            return self._memo


def handed(answer: T) -> T:
    """
    Return a copy of an answer, which the caller may change; pandas copies on write.

    A frozen dataclass is not copied, nor what it holds: a comparison has hundreds of series, and
    to copy them took a third of a page's time. A test checks that nobody changes one.
    """
    found: Any = answer
    if isinstance(answer, pd.DataFrame | pd.Series):
        found = answer.copy(deep=False)
    elif isinstance(answer, np.ndarray):
        found = answer.view()
        found.flags.writeable = False
    elif isinstance(answer, dict):
        found = {key: handed(value) for key, value in answer.items()}
    elif type(found) in {list, tuple}:
        found = type(found)(map(handed, found))
    return found  # type: ignore[no-any-return]


def hashable(argument: Any) -> Hashable:  # noqa: ANN401 - that of any question
    """Return an argument as a part of a key: hashable, and equal when its content is."""
    if type(argument) in _PLAIN:  # As most are: a tuple may hold thousands.
        plain: Hashable = argument
        return plain
    if isinstance(argument, Mapping):
        return frozenset((key, hashable(value)) for key, value in argument.items())
    if isinstance(argument, set | frozenset):
        return frozenset(argument)
    if isinstance(argument, list | tuple):
        return tuple(map(hashable, argument))
    if _has_fields(argument):
        return type(argument), *map(hashable, vars(argument).values())
    found: Hashable = argument
    return found


def weight(answer: object) -> int:
    """Return about how many octets an answer takes in memory."""
    if isinstance(answer, pd.DataFrame):
        return _CELL * len(answer) + sum(_cells(column) for _, column in answer.items())
    if isinstance(answer, pd.Series):
        return _CELL * len(answer) + _cells(answer)
    if isinstance(answer, pd.Index):
        return _cells(answer)
    if isinstance(answer, np.ndarray):
        return int(answer.nbytes)
    if isinstance(answer, dict):
        return _sum(answer.keys()) + _sum(answer.values())
    if isinstance(answer, list | tuple | set | frozenset):
        return getsizeof(answer) + _sum(answer)
    return _sum(vars(answer).values()) if _has_fields(answer) else getsizeof(answer)


def _sum(answers: Iterable[object]) -> int:
    return sum(map(weight, answers))


def _cells(column: pd.Series | pd.Index) -> int:
    """Return the octets of a column: those of an index are codes, which all frames share."""
    numbers = _CELL * len(column)
    if column.dtype.kind in "biufcmM":
        return numbers
    return numbers + _TEXT * len(set(map(id, column)))


def _has_fields(answer: object) -> bool:
    return is_dataclass(answer) and not isinstance(answer, type) and hasattr(answer, "__dict__")
