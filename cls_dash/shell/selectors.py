"""The thin bar of selectors that all pages share, bound to the URL."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final, NoReturn

import streamlit as st

from cls_dash import wording
from cls_dash.domain.selection import Period, Selection
from cls_dash.domain.shared import (
    ALL,
    AXIS,
    CONTRACT,
    DOCUMENTED,
    EVIDENCE,
    FOLLOWED,
    PERIMETER,
    PERIOD,
    SHARED,
    TERRITORY,
)
from cls_dash.page.draw import html
from cls_dash.questions import choices
from cls_dash.questions.need import needs
from cls_dash.settings import settings
from cls_dash.shell import address, menu
from cls_dash.shell.ask import ask
from cls_dash.shell.need_chooser import need_chooser

FIRST: Final = "thiers-ambert-billom"
_SHARED: Final = frozenset(parameter.key for parameter in SHARED)


def bar() -> Selection:
    """Draw the bar and return what is selected."""
    with st.container(key="barre", gap="xsmall"):
        with st.container(key="filtres_ouverts"):
            st.toggle("Choisir le territoire et les filtres", key="filtres_visibles")
        with st.container(key="filtres"):
            selection = _selectors()
        _badge(selection)
    return selection


def _badge(selection: Selection) -> None:
    """Say how many actions a source documents, were supplied, and were made up."""
    *real, made = wording.by_evidence(ask(choices.evidence_counts, selection))
    shown = "non affichées" if selection.documented_only else "données de démonstration"
    made = f"{made} ({shown})"
    if not settings().illustrative:
        made = "données de démonstration écartées de ce site"
    told = "".join(f"<i></i>{part}" for part in (*real, made))
    st.html(f'<p class="atlas-badge">{told}</p>')


def _evidence() -> str:
    """Draw the list of levels of evidence, where there is more than one."""
    if not settings().illustrative:
        return DOCUMENTED
    return address.choose(EVIDENCE)


def _selectors() -> Selection:
    territories = ask(choices.territories)
    columns = st.columns([2, 1.6, 2, 1.6, 2.1], vertical_alignment="bottom")
    with columns[0]:
        first = FIRST if FIRST in territories else next(iter(territories))
        territory = address.choose(replace(TERRITORY, options=territories, first=first))
    here = ask(choices.build, territory)
    first = here.default(st.session_state["page"]) or ALL
    address.arrive_with(CONTRACT.key, first)
    with columns[1]:
        contracts = {ALL: "Tous les contrats", **here.contracts}
        number = address.choose(CONTRACT.offering(contracts, default=first))
    axes = here.axes.get("" if number == ALL else number, {})
    with columns[2]:
        axis = address.choose(AXIS.offering({ALL: "Tous les axes", **axes}))
    with columns[3]:
        period = _period(here)
    with columns[4]:
        evidence = _evidence()
    with st.columns([4, 5.2])[0]:
        perimeter = _perimeter(here.perimeters)
    return Selection(
        territory=territory,
        contract=here.contract_ids.get(number),
        axis=None if axis == ALL else axis,
        period=period,
        documented_only=evidence == DOCUMENTED,
        perimeter=perimeter,
    )


def _perimeter(versions: Mapping[str, str]) -> date | None:
    """Draw the list of dated perimeters, where a territory has had several."""
    if not versions:
        return None
    day = address.choose(PERIMETER.offering({FOLLOWED: "Celui du contrat choisi", **versions}))
    return None if day == FOLLOWED else date.fromisoformat(day)


def _period(here: choices.Choices) -> Period | None:
    """Draw the years' slider; the whole range means no restriction."""
    first, last = here.first_year, here.last_year
    if first is None:
        st.html(html.note("Dates non publiées"))
        return None
    if first == last:
        st.html(html.note(f"Année {first}"))
        return None
    periods, whole = here.periods, f"{first}-{last}"
    address.restore(PERIOD.key, periods, whole)
    a, b = map(int, st.session_state[PERIOD.key].split("-"))
    st.session_state["_periode"] = (a, b)

    def moved() -> None:
        st.session_state[PERIOD.key] = "{}-{}".format(*st.session_state["_periode"])

    st.slider(PERIOD.label, first, last, key="_periode", on_change=moved)
    return periods[address.write(PERIOD.key, f"{a}-{b}", whole)]


def need(selection: Selection) -> str:
    """Draw the list of needs, and their weights; return the code of what is chosen."""
    return need_chooser(ask(needs.offered, selection.territory))


def selected() -> Selection:
    """Return what the bar of this run says."""
    selection: Selection = st.session_state["selection"]
    return selection


def go(**changes: str) -> NoReturn:
    """Change parameters and run again, as if the reader had followed a link."""
    for key, code in changes.items():
        address.follow(key, code)
    st.rerun()


def go_to(stem: str, **changes: str) -> NoReturn:
    """Open another page with the same selection and some parameters changed."""
    st.switch_page(menu.page(stem), query_params=_address() | changes)


def link_to(stem: str, label: str, **changes: str) -> None:
    """Draw a link to another page with the same selection and some parameters changed."""
    st.page_link(menu.page(stem), label=label, query_params=_address() | changes)


def _address() -> dict[str, str]:
    return {key: code for key, code in address.said().items() if key in _SHARED}
