"""One reading of one release: a connection, and the answers already computed of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from cls_dash.store import documented
from cls_dash.store.memo import Memo, hashable

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Release:
    """A read-only connection to one release, of which questions are functions."""

    connection: Connection
    digest: str
    """Of all that was published."""
    latest_fact: date
    """The latest date known in the sources."""
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)
    """Of the release: shared by all the connections to it."""

    @property
    def documented_only(self) -> bool:
        """Say whether the deployment leaves out what was made for the demonstration."""
        return bool(self.connection.get_execution_options().get(documented.ONLY))


def identity(release: Release) -> tuple[str, date]:
    """Return the digest of a release, and the latest date known in its sources."""
    return release.digest, release.latest_fact


def memoised(
    question: Callable[Concatenate[Release, P], T],
) -> Callable[Concatenate[Release, P], T]:
    """
    Ask a question of a release once: see :class:`~cls_dash.store.memo.Memo`.

    Arguments are what the answer is kept under: hashable, or lists and sets of such.
    """
    parameters = signature(question)

    @wraps(question)
    def asked(release: Release, /, *args: P.args, **kwargs: P.kwargs) -> T:
        bound = parameters.bind(release, *args, **kwargs)
        bound.apply_defaults()
        options = sorted(bound.kwargs.items())
        key = (question, *map(hashable, bound.args[1:]), *options)
        return release.memo.answer(key, lambda: question(release, *args, **kwargs))

    return asked
