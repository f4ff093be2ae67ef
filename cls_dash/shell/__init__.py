"""The only code that knows Streamlit: caching, error display, selectors, maps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from cls_dash import wording
from cls_dash.errors import ClsDashError
from cls_dash.settings import settings
from cls_dash.store.open import Stamp, Store, open_store
from cls_dash.store.readings import Readings

P = ParamSpec("P")
T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the store, one connection pool for all sessions."""
    return open_store(settings().store, withhold_under=settings().withhold_under)


def ask(build: Callable[Concatenate[Readings, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """
    Return what ``build`` makes of readings of one release, and keep it.

    The key is the store's stamp and the arguments: a replaced store is noticed at
    the next run, and sessions that ask the same share one answer.
    """
    answer: T = _kept(build)(store().stamp(), *args, **kwargs)
    return answer


@cache
def _kept(build: Callable[..., T]) -> Callable[..., T]:
    @st.cache_data(show_spinner=False, max_entries=256)
    @wraps(build)
    def kept(release: Stamp, *args: object, **kwargs: object) -> T:  # noqa: ARG001 - part of the key
        with store().reading() as readings:
            return build(readings, *args, **kwargs)

    return kept  # type: ignore[no-any-return, unused-ignore]


@contextmanager
def explained() -> Iterator[None]:
    """Show our own errors as a French sentence; let all others reach the log."""
    try:
        yield
    except ClsDashError as error:
        st.info(wording.sentence_for(error))
        st.stop()
