"""What a reader chooses on a page, on one line above its map."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import streamlit as st

from cls_dash import wording
from cls_dash.domain.parameter import Parameter, Several
from cls_dash.questions.need.needs import Mix
from cls_dash.shell import address
from cls_dash.shell.need_chooser import need_chooser

_IN_LINE: Final = 3
"""Lists that one line has room for."""
_BEFORE_FOLD: Final = 2
"""Lists that stay in the line where it has no room for all."""


def page_choices(parameters: Sequence[Parameter]) -> None:
    """Draw lists on one line, the first ones in sight and the others folded."""
    if not parameters:
        return
    shown = len(parameters) if len(parameters) <= _IN_LINE else _BEFORE_FOLD
    if len(parameters) > 1 or isinstance(parameters[0].options, Mix):
        # Shown on a phone only, where the line would hide the map.
        with st.container(key="choix_ouverts"):
            st.toggle("Changer les réglages", key="choix_visibles")
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix", gap="small"):
        for parameter in parameters[:shown]:
            with _room(parameter):
                _choice(parameter)
        if folded := parameters[shown:]:
            with st.popover(_label(folded), key="reglages"):
                for parameter in folded:
                    _choice(parameter)


def _label(folded: Sequence[Parameter]) -> str:
    """Return how many choices are folded, and how many of them were changed."""
    changed = sum(address.code_of(each) != each.opening for each in folded)
    said = f", {wording.counted(changed, 'modifié')}" if changed else ""
    return f"Réglages ({len(folded)}{said})"


def _room(parameter: Parameter) -> AbstractContextManager[object]:
    """Return where a choice is drawn: in the line itself, unless it needs a room of its own."""
    # Of needs, the weights are beside the list. In a line, what several options are would not wrap.
    beside = isinstance(parameter.options, Mix)
    if beside or isinstance(parameter.options, Several):
        return st.container(horizontal=beside, vertical_alignment="bottom", gap="xxsmall")
    return nullcontext()


def _choice(parameter: Parameter) -> None:
    if isinstance(parameter.options, Mix):
        need_chooser(parameter.options.words)
    elif isinstance(parameter.options, Several):
        address.choose_several(parameter, parameter.options)
    else:
        address.choose(parameter)
