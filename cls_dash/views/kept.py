"""What addresses of values begin with."""

import hashlib
from collections.abc import Callable
from typing import Any, Final, TypeVar

from cls_dash.store.release import Release, memoised

F = TypeVar("F", bound=Callable[..., Any])

FORMAT: Final = 2
"""Part of the addresses: changed with what the browser is sent."""


def version(readings: Release) -> str:
    """Return what addresses of values begin with: all that changes what they answer."""
    return hashlib.sha256(f"{readings.digest} {FORMAT}".encode()).hexdigest()[:16]


def kept(most: int) -> Callable[[F], F]:  # noqa: ARG001 - the memo is bounded as a whole
    """Keep the answers of a question of a release."""
    return memoised  # type: ignore[return-value]
