"""What a run asks of the store, what it shows when the store is lost, and our own errors."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Concatenate, Final, NoReturn, ParamSpec, TypeVar

import streamlit as st
from cachetools import TTLCache, cached

from cls_dash import error_sentences
from cls_dash.domain.chance import Chance
from cls_dash.errors import ClsDashError, StoreError
from cls_dash.settings import settings
from cls_dash.store.addresses import with_password
from cls_dash.store.memo import Memo, hashable
from cls_dash.store.open import Stamp, Store, open_store
from cls_dash.store.release import Release

P = ParamSpec("P")
T = TypeVar("T")
_LOST: Final = "_lost"
_TOLD: Final = "_told"
_ABOVE: Final = "_above"
_MOST: Final = 64_000_000
"""Octets of the pages that are kept of a release, as they would be written."""


def opened() -> Store:
    """Open the store that the settings name, as they say."""
    known = settings()
    return open_store(
        with_password(known.store, known.store_password_file),
        without_illustrative=not known.illustrative,
    )


def chance() -> Chance:
    """Return how the deployment asks chance."""
    return Chance.of(settings())


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the store, one connection pool for all sessions."""
    return opened()


@dataclass
class Seen:
    """What this process read last: what it can still show when the store is lost."""

    stamp: Stamp | None = None
    memo: Memo = field(default_factory=lambda: Memo(_MOST, _weight))


@st.cache_resource(show_spinner=False)
def seen() -> Seen:
    """Return what all sessions of this process read last."""
    return Seen()


def ask(build: Callable[Concatenate[Release, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """
    Return what ``build`` makes of one release, and keep it.

    The key is the store's stamp and the arguments: a replaced store is noticed at the next
    run. Sessions that ask the same share one answer, which nobody may change. When the store is
    lost, answers kept from the last release are still shown, and :func:`lost` returns true until
    the run ends: a run does not try a lost store again.

    Raises
    ------
    StoreError
        If the store is lost and this answer was not kept.
    """
    if not lost():
        try:
            return answer(build, *args, **kwargs)
        except StoreError:
            _tell_lost()
    return seen().memo.shared((build, hashable(args), hashable(kwargs)), _nothing)


def answer(build: Callable[Concatenate[Release, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """
    Return what :func:`ask` does, for who is no session: both keep the same answers.

    Raises
    ------
    StoreError
        If the store is lost.
    """
    last = seen()

    def read() -> T:
        with store().reading() as release:
            return build(release, *args, **kwargs)

    stamp = store().stamp()
    now = last if stamp == last.stamp else Seen(stamp)
    found = now.memo.shared((build, hashable(args), hashable(kwargs)), read)
    if now is not last:
        last.stamp, last.memo = now.stamp, now.memo
    return found


def start() -> None:
    """Start a run: it asks the store again, even if the previous run lost it."""
    st.session_state[_LOST], st.session_state[_ABOVE] = False, st.container()


def lost() -> bool:
    """Say whether this run found that the store does not answer."""
    return bool(st.session_state.get(_LOST))


def _tell_lost() -> None:
    """Say it above the page, once, and run the page again as soon as the store answers."""
    st.session_state[_LOST] = st.session_state[_TOLD] = True
    with st.session_state[_ABOVE]:
        if seen().stamp is not None:
            st.warning(error_sentences.LAST_READ)
        _until_it_answers()


@st.fragment(run_every=1)
def _until_it_answers() -> None:
    # The run that draws this has just found that it does not.
    if not st.session_state.pop(_TOLD, None) and answers():
        st.rerun()


@cached(TTLCache(maxsize=1, ttl=1), lock=Lock())
def answers() -> bool:
    """Say whether the store answers, asked once a second for all sessions."""
    try:
        with store().reading():
            return True
    except StoreError:
        return False


def _nothing() -> NoReturn:
    raise StoreError("this was not kept")


def _weight(answer: object) -> int:
    return len(pickle.dumps(answer))


@contextmanager
def explained() -> Iterator[None]:
    """Show our own errors as a French sentence; let all others reach the log."""
    try:
        yield
    except ClsDashError as error:
        st.info(error_sentences.sentence_for(error))
        st.stop()
