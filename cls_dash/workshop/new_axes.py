"""Axes that a plan names and its contract lacks: added to the contract without leaving the plan."""

from collections.abc import Mapping

import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest.contract import editing, renewal
from cls_dash.ingest.contract.grid import Grid
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.recognise.choices import read_choice
from cls_dash.terms import THEMES
from cls_dash.wording import NBSP, counted
from cls_dash.workshop.doing import announce, folder, gesture, show_report
from cls_dash.workshop.labels import literal
from cls_dash.workshop.territories import home_of
from cls_dash.workshop.waiting_grid import read_again

NOT_ONE = "ne pas l’ajouter"


def show(territory: str, grid: Grid) -> None:
    """Draw the axes to add, each with the theme that its title recalls."""
    home = home_of(territory)
    contracts = home.lists["contract"]
    contract = grid.said.contract or (next(iter(contracts)) if len(contracts) == 1 else None)
    lacking = {
        each.doubt.text: bool(each.doubt.proposals)
        for each in grid.unsettled
        if (each.table, each.role) == ("actions", "axis") and each.doubt.text
    }
    if not lacking or contract is None:
        return
    label = literal(contracts[contract])
    st.header(f"Axes que {label} n’a pas encore", anchor=False)
    st.caption("Votre plan les nomme. Leur thème, de la liste commune, permet de comparer.")
    themes = {title: _theme(title, near=near) for title, near in lacking.items()}
    chosen = {title: theme for title, theme in themes.items() if theme not in {None, NOT_ONE}}
    if st.button(f"Ajouter ces axes à {label}", disabled=None in themes.values() or not chosen):
        _add(home, contract, chosen)


def _theme(title: str, *, near: bool) -> str | None:
    """Ask the theme of an axis; one that is spelled nearly as another is not a new one."""
    options = [*THEMES.values(), NOT_ONE]
    reading = read_choice(title, THEMES, "theme")
    words = {word.casefold(): word for word in options}
    said = words.get((reading.value or next(iter(reading.proposals), "")).casefold())
    likely = NOT_ONE if near else said
    return st.selectbox(
        f"«{NBSP}{literal(legible(title))}{NBSP}»", options, key=f"theme {title}",
        index=options.index(likely) if likely else None, placeholder="Choisissez son thème",
    )  # fmt: skip


def _add(home: Home, contract: str, themes: Mapping[str, str]) -> None:
    sheets = dict(renewal.rows_of(home, contract))
    more = [{"title": title, "theme": theme} for title, theme in themes.items()]
    with gesture("Écriture du contrat"):
        said = editing.edited(folder(), home, {**sheets, "axes": [*sheets["axes"], *more]})
        if said.is_valid:
            editing.write(folder(), said)
    if not said.is_valid:
        show_report(said.report)
        return
    read_again()
    added = counted(len(themes), "axe est ajouté", "axes sont ajoutés")
    announce(f"{added} à {said.label}, dans le dossier de données.")
