"""Choose what counts as need: one, or several with their weights; the URL says it all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from cls_dash import wording
from cls_dash.domain.need import EQUAL, STRENGTHS, USUAL, WEIGHTS, Choice, named, read
from cls_dash.questions.need import needs
from cls_dash.questions.need.needs import NEED
from cls_dash.shell import address

KEY: Final = NEED.key


@dataclass(frozen=True)
class _Codes:
    """The codes of the URL that name something that is offered."""

    words: Mapping[str, str]

    def __contains__(self, code: object) -> bool:
        return named(str(code), self.words)


def need_chooser(words: Mapping[str, str]) -> None:
    """
    Draw the list of needs, with its weights folded beside.

    The URL always names the choice. The list holds each need alone, and the mix when there is one.
    """
    if not named(st.query_params.get(KEY, ""), words):
        address.notice(NEED.offering(words))
    address.restore(KEY, _Codes(words), next(iter(words)))
    choice = read(st.session_state[KEY], words)
    st.session_state[KEY] = choice.code
    alone = [Choice(() if code == EQUAL else ((code, 1),), choice.strength) for code in words]
    options = {one.code: needs.named(one, dict(words)) for one in [*alone, choice]}
    code = address.choose(NEED.offering(options))
    _weights(read(code, words), words)


def _weights(choice: Choice, words: Mapping[str, str]) -> None:
    """Draw the weight of each need, and how much a rank weighs."""
    with st.popover("Combiner, pondérer", width="content"):
        st.markdown("**Poids de chaque besoin**, de 0 (pas compté) à 3")
        weights = dict(choice.weights)
        for code in (code for code in words if code != EQUAL):
            key = f"poids_{code}"
            drawn = address.drawn_as(key, weights.get(code, 0))
            st.session_state[drawn] = weights.get(code, 0)
            st.segmented_control(
                words[code],
                (0, *WEIGHTS),
                key=drawn,
                on_change=_weigh,
                args=(choice, code, words, drawn),
            )
        spread = address.drawn_as("ecart", choice.strength)
        st.session_state[spread] = choice.strength
        st.select_slider(
            "Écart, pour un besoin compté au rang",
            STRENGTHS,
            key=spread,
            format_func=_spread,
            on_change=_stretch,
            args=(choice, spread),
            help="Un indice ou un manque n’a pas de vrai zéro : on n’en garde que le rang. À vous "
            "de dire ce que pèse un habitant là où le besoin est le plus faible, et le plus fort.",
        )


def _spread(strength: int) -> str:
    """Write what a habitant weighs at both ends of a rank."""
    low, high = (wording.number(1 + sign * strength / 100, 2) for sign in (-1, 1))
    usual = " (habituel)" if strength == USUAL else ""
    return f"de {low} à {high}{usual}"


def _weigh(choice: Choice, code: str, words: Mapping[str, str], drawn: str) -> None:
    address.hear(f"poids_{code}", drawn)
    weight = int(st.session_state[drawn] or 0)
    st.session_state[KEY] = choice.weighing(code, weight, words).code


def _stretch(choice: Choice, drawn: str) -> None:
    address.hear("ecart", drawn)
    st.session_state[KEY] = replace(choice, strength=st.session_state[drawn]).code
