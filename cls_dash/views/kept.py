"""Answers kept by release: many people ask the same, and it takes a while to answer."""

import hashlib
from collections.abc import Callable
from threading import Condition
from typing import Concatenate, Final, ParamSpec, TypeVar

from cachetools import LRUCache, cached

from cls_dash.store.readings import Readings

P = ParamSpec("P")
T = TypeVar("T")

FORMAT: Final = 2
"""Part of the addresses: changed with what the browser is sent."""


def version(readings: Readings) -> str:
    """Return what addresses of values begin with: all that changes what they answer."""
    release, _ = readings.release()
    return hashlib.sha256(f"{release} {FORMAT}".encode()).hexdigest()[:16]


def kept(
    most: int,
) -> Callable[[Callable[Concatenate[Readings, P], T]], Callable[Concatenate[Readings, P], T]]:
    """
    Keep the last ``most`` answers of a question asked of readings, for all who ask it.

    What is kept is shared: it must not be changed.
    """
    return cached(
        LRUCache(most),
        key=lambda readings, *asked: (version(readings), *asked),
        # Who asks what is being answered waits for it: a hundred readers, one computation.
        condition=Condition(),
    )
