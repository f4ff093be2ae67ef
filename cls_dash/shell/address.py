"""Widgets bound to the URL by stable codes (Streamlit's own binding writes labels).

A link shared today restores the same view tomorrow, whatever the labels become.

The browser's history has one entry for each page: a page opens with the URL of the one before,
and ``one_entry.js`` has what a run writes when it ends take the place of the page's entry.
"""

from collections.abc import Container
from time import time_ns
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state_proxy import get_session_state

from cls_dash.domain.parameter import Codes, Parameter, Several
from cls_dash.page.draw import html
from cls_dash.questions import elsewhere
from cls_dash.questions.nearest import Unknown, unknown
from cls_dash.questions.parameters import EVERYWHERE, KEYS
from cls_dash.shell.ask import ask

_WRITTEN: Final = "_written"
_PAGE: Final = "_page"
_SAID: Final = "_said"
_CODES: Final = "_codes"
_UNKNOWN: Final = "_unknown"
_DRAWN: Final = "_drawn"
_CARRIED: Final = "_carried"
_KEPT: Final = "_kept"


def carry() -> bool:
    """
    Give the URL back what the menu took from it; say whether it was the menu.

    Call it before ``st.navigation``, which makes the browser name the page: it then adds
    one entry to its history, with the parameters. Until then the entry is that of the page
    before, whose URL must not change: what stays with that page goes with :func:`arrive`.
    """
    carried = _SAID in st.session_state and not st.query_params and not _went_back()
    if carried:
        st.query_params.from_dict(st.session_state[_SAID])
    return carried


def arrive(page: str, *, carried: bool) -> None:
    """Start a run of ``page``: the URL sets the selection on arrival, then the lists do."""
    if st.session_state.get(_PAGE) != page:
        _send_whole()
        _forget()
        for key in KEYS - EVERYWHERE:
            st.session_state.pop(key, None)
        st.session_state[_CARRIED] = _again(page) if carried else {}
        st.session_state[_PAGE] = page
        st.session_state[_WRITTEN] = {}
        st.session_state[_CODES], st.session_state[_UNKNOWN] = {}, {}


def _again(page: str) -> dict[str, str]:
    """
    Return what follows the reader, and what was chosen before on ``page``: what this run reads.

    The browser hears of it when the run ends. Until it has drawn the page, what it hears of the
    URL changes the entry of the page before.
    """
    own = st.session_state[_KEPT].get(page, {})
    codes = {key: code for key, code in own.items() if key not in EVERYWHERE}
    codes |= {key: code for key, code in st.session_state[_SAID].items() if key in EVERYWHERE}
    with get_session_state().query_params() as asked:
        asked.clear_with_no_forward_msg(preserve_embed=True)
        for key, code in codes.items():
            asked.set_with_no_forward_msg(key, code)
    return codes


def choose(parameter: Parameter) -> str:
    """Draw the list of a parameter and return the chosen code."""
    options, key = parameter.options, parameter.key
    notice(parameter)
    restore(key, options, parameter.opening)
    codes = list(options)
    drawn = drawn_as(key, st.session_state[key])

    def moved() -> None:
        hear(key, drawn)
        st.session_state[key] = st.session_state[drawn]

    st.selectbox(
        parameter.label, codes, format_func=lambda code: options[code], key=drawn, on_change=moved,
        # The browser may draw this run alone, without the one that set the state.
        index=codes.index(st.session_state[key]), help=parameter.explanation,
    )  # fmt: skip
    return write(key, st.session_state[key], parameter.default)


def choose_several(parameter: Parameter, options: Several) -> str:
    """Draw the list of a parameter whose code names several options; return the code."""
    key = parameter.key
    notice(parameter)
    restore(key, options, parameter.opening)
    shown = list(options.read(st.session_state[key]))
    drawn = drawn_as(key, shown)
    st.session_state[drawn] = shown

    def moved() -> None:
        hear(key, drawn)
        st.session_state[key] = options.code(st.session_state[drawn])

    st.multiselect(
        parameter.label, list(options.names), format_func=lambda option: options.names[option],
        key=drawn, on_change=moved, placeholder="Choisissez", help=parameter.explanation,
    )  # fmt: skip
    return write(key, st.session_state[key], parameter.default)


def drawn_as(key: str, shown: object) -> str:
    """
    Return the name under which a list is drawn: another one each time that we change what it shows.

    A browser goes on saying what a folded list last showed, even where we have since changed it:
    it would undo what the reader followed, or went back to. Of another name it knows nothing.
    """
    drawn: dict[str, tuple[int, object]] = st.session_state.setdefault(_DRAWN, {})
    rank, before = drawn.get(key, (0, shown))
    drawn[key] = rank + (shown != before), shown
    return f"{key}_{drawn[key][0]}"


def hear(key: str, drawn: str) -> None:
    """Keep the widget of a list in which the reader chose: the browser shows its own state."""
    rank, _ = st.session_state[_DRAWN][key]
    st.session_state[_DRAWN][key] = rank, st.session_state[drawn]


def code_of(parameter: Parameter) -> str:
    """Return the code of a parameter whose list this run draws later."""
    notice(parameter)
    restore(parameter.key, parameter.options, parameter.opening)
    return str(st.session_state[parameter.key])


def recall(parameter: Parameter, told: str | None) -> str:
    """Return the code of a list that the page does not draw: ``told`` is what was chosen."""
    if parameter.free:
        return told or st.query_params.get(parameter.key, parameter.opening)
    notice(parameter)
    restore(parameter.key, parameter.options, parameter.opening)
    if told in parameter.options:
        st.session_state[parameter.key] = told
    return write(parameter.key, st.session_state[parameter.key], parameter.default)


def notice(parameter: Parameter) -> None:
    """Remember what the URL names and does not exist, where the URL decides."""
    code = st.query_params.get(parameter.key)
    arriving = parameter.key not in st.session_state.setdefault(_WRITTEN, {})
    carried = st.session_state.get(_CARRIED, {}).get(parameter.key)
    if arriving and code and code != carried and code not in parameter.options:
        stem, codes = st.session_state["page"], st.query_params.to_dict()
        found = unknown(parameter, code, ask(elsewhere.ways, stem, codes, parameter.key))
        st.session_state[_UNKNOWN][parameter.key] = found, parameter.opening


def unknowns() -> list[Unknown]:
    """Return what the URL named and does not exist, until the reader makes another choice."""
    codes = st.session_state[_CODES]
    told = st.session_state[_UNKNOWN].items()
    return [found for key, (found, shown) in told if codes.get(key, shown) == shown]


def correct(codes: Codes) -> None:
    """Take what the reader meant, and forget the warning about the URL."""
    st.session_state[_UNKNOWN] = {}
    for key, code in codes.items():
        follow(key, code)


def restore(key: str, options: Container[str], first: str) -> None:
    """
    Set the state ``key`` to what the URL says, where the URL has the last word.

    It has when the page opens, after :func:`follow`, when the reader went back, and when the
    list was not drawn for a while. In any other run the browser may still say the URL of before
    the last choice: two quick choices, or a choice made while the map was being painted, would
    undo each other.
    """
    written: dict[str, str | None] = st.session_state.setdefault(_WRITTEN, {})
    asked = st.query_params.get(key)
    forgotten = key not in written or key not in st.session_state
    if forgotten or (_went_back() and asked != written[key]):
        if asked in options:
            st.session_state[key] = asked
        elif key in written:
            st.session_state[key] = first
    if st.session_state.get(key) not in options:
        st.session_state[key] = first


def arrive_with(key: str, code: str) -> None:
    """
    Select a code where a page opens and its URL does not say the list ``key``.

    For a list whose default is not that of all pages: what is selected on the page before is
    then not what is selected on this one.
    """
    if key not in st.session_state[_WRITTEN] and key not in st.query_params:
        st.session_state[key] = code


def follow(key: str, code: str) -> None:
    """Write a code in the URL as if the reader had opened a link with it."""
    st.query_params[key] = code
    st.session_state[_WRITTEN].pop(key, None)


def _forget() -> None:
    """Forget the choices of lists that the previous page did not draw."""
    drawn = st.session_state.setdefault(_DRAWN, {})
    for key in [key for key in drawn if key not in st.session_state.get(_CODES, {})]:
        del drawn[key]
        st.session_state.pop(key, None)


def _send_whole() -> None:
    """
    Send all of what this run draws, even what the browser said it has.

    A browser drops what recent runs did not draw: the run before this one may have ended, and
    so dropped it, since this one was asked for. A page left and come back to is such a case.
    """
    if context := get_script_run_ctx():
        context.cached_message_hashes = frozenset()


def _went_back() -> bool:
    """Say whether this run follows the browser's «back» or «forward»."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def write(key: str, code: str, default: str | None = None) -> str:
    """Write a code in the URL at the end of the run, unless it is the default; return it."""
    st.session_state[_WRITTEN][key] = None if code == default else code
    st.session_state[_CODES][key] = code
    return code


def said() -> dict[str, str]:
    """Return the codes of the URL at the end of the run."""
    codes = st.query_params.to_dict() | st.session_state[_WRITTEN]
    return {key: code for key, code in codes.items() if code is not None}


def every_code() -> dict[str, str]:
    """Return every choice of the view, defaults included, so that it opens the same later."""
    codes = st.query_params.to_dict() | st.session_state[_CODES]
    return {key: code for key, code in codes.items() if code and key != "embed"}


def whole() -> str:
    """Return the address of the view, with every choice."""
    return f"{(st.context.url or '').partition('?')[0]}?{urlencode(every_code())}"


def settle() -> None:
    """
    Write the URL, once all lists are drawn: see also :func:`settle_alone`.

    A browser that asked for this run may not have heard yet what the run before said: its URL
    would then change back.
    """
    before = st.session_state.get(_SAID)
    st.session_state[_SAID] = now = said()
    st.session_state.setdefault(_KEPT, {})[st.session_state[_PAGE]] = now
    if now != st.query_params.to_dict() or now != before:
        st.query_params.from_dict(now)
    st.html(html.here(whole(), time_ns()))


def settle_alone() -> None:
    """Settle where a part of the page runs without the rest: the frame does it of a whole run."""
    context = get_script_run_ctx()
    if context and context.fragment_ids_this_run:
        settle()
