"""Edit a scenario: by its map, by a form that a keyboard reaches, by its list."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from cls_dash import wording
from cls_dash.domain import scenario
from cls_dash.domain.meeting import LONGEST_LINE, Option
from cls_dash.domain.scenario import Change, Move
from cls_dash.page.demonstration import bare
from cls_dash.page.draw import html
from cls_dash.page.model import Said
from cls_dash.questions.question import Asked
from cls_dash.questions.where_next import scenarios
from cls_dash.questions.where_next.asked import EDITED, ONE, OTHER, wish
from cls_dash.questions.where_next.scenarios import Scenarios
from cls_dash.shell import address, components, selectors
from cls_dash.shell.ask import ask, explained
from cls_dash.shell.atlas_map import atlas_map

_CHANGES = {"p": "Ajouter une action", "m": "Retirer une action", "d": "Déplacer une action"}


class _Anything:
    """Any code: what it says that cannot be carried out is told on the page."""

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str)


def scenario_editor(asked: Asked, *proposed: str) -> Said:
    """
    Draw two scenarios, what they change, and the means to edit one of them.

    Parameters
    ----------
    proposed
        Codes of the communes that the page proposes.
    """
    wanted, codes = wish(asked.codes), (_code(each.key) for each in (ONE, OTHER))
    with explained():
        view = ask(scenarios.build, asked.selection, wanted, *codes)
    st.html(html.facts([bare(view.said)]))
    left, right = st.columns([2, 1], gap="medium")
    with right:
        edited = address.choose(EDITED)
        moves = (view.one if edited == "a" else view.other).moves
        _form(view, edited, moves, proposed)
    with left:
        clicked = atlas_map(view.digest, view.values[edited], key="scenario")
        if clicked and clicked in view.names:
            _keep(edited, [*moves, Move(Change.ADD, clicked)])
        if view.scores:
            components.table(replace(view.scores, caption=bare(view.scores.caption)))
        for refused in (*view.one.refused, *view.other.refused):
            st.warning(refused)
    return Said((view.said,), tuple(_options(view)))


def _options(view: Scenarios) -> Iterator[Option]:
    """Yield what a committee may choose, and what it would change."""
    for key, effects in view.effects.items():
        steps = (view.one if key == "a" else view.other).steps
        title = f"{EDITED.options[key]} : {wording.listing(steps)}"
        shortened = textwrap.shorten(title, LONGEST_LINE, placeholder=" …")
        yield Option(title=shortened, effects=tuple(effects))


def _code(key: str) -> str:
    address.restore(key, _Anything(), "")
    return address.write(key, st.session_state[key], "")


def _keep(key: str, moves: list[Move]) -> None:
    selectors.go(**{key: scenario.written(moves)})


def _form(view: Scenarios, edited: str, moves: tuple[Move, ...], proposed: tuple[str, ...]) -> None:
    change = Change(
        st.selectbox(
            "Changement", list(_CHANGES), format_func=_CHANGES.__getitem__, key="changement"
        )
    )
    hosts = [code for code in view.names if change is Change.ADD or code in view.hosts[edited]]
    commune = st.selectbox(
        "Commune", hosts, format_func=view.names.__getitem__, key="commune_scenario"
    )
    to = (
        st.selectbox("Vers", list(view.names), format_func=view.names.__getitem__, key="vers")
        if change is Change.SHIFT
        else None
    )
    add = st.button(
        "Ajouter au scénario", disabled=not hosts, type="primary", key="ajouter_scenario"
    )
    if add and commune:
        _keep(edited, [*moves, Move(change, commune, to)])
    if proposed and st.button("Ajouter les places proposées", key="proposees"):
        _keep(edited, [*moves, *(Move(Change.ADD, code) for code in proposed)])
    steps = (view.one if edited == "a" else view.other).steps
    for rank, step in enumerate(steps):
        if st.button(f"Annuler : {step}", key=f"annuler-{edited}-{rank}", type="tertiary"):
            _keep(edited, [move for place, move in enumerate(moves) if place != rank])
