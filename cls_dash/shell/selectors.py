"""The thin bar of selectors that all pages share, bound to the URL."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NoReturn

import streamlit as st

from cls_dash import shell, wording
from cls_dash.domain.selection import Period, Selection
from cls_dash.render import html
from cls_dash.settings import settings
from cls_dash.shell import address, menu
from cls_dash.shell.need_chooser import need_chooser
from cls_dash.views import choices, needs

ALL: Final = "tous"
FOLLOWED: Final = "contrat"
EVIDENCE: Final = {"toutes": "Toutes", "documentees": "Sans l’illustratif"}
SHARED: Final = frozenset({"territoire", "contrat", "axe", "periode", "preuves", "perimetre"})
FIRST: Final = "thiers-ambert-billom"


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
    *real, made = wording.by_evidence(shell.ask(choices.evidence_counts, selection))
    shown = "non affichées" if selection.documented_only else "données de démonstration"
    made = f"{made} ({shown})"
    if not settings().illustrative:
        made = "données de démonstration écartées de ce site"
    told = "".join(f"<i></i>{part}" for part in (*real, made))
    st.html(f'<p class="atlas-badge">{told}</p>')


def _evidence() -> str:
    """Draw the list of levels of evidence, where there is more than one."""
    if not settings().illustrative:
        return "documentees"
    return address.choose(
        "Preuves",
        EVIDENCE,
        key="preuves",
        default="toutes",
        explanation="Documentée : une source publique le dit. Saisie : la coordination du contrat "
        "le dit. Illustrative : engendrée pour la démonstration.",
    )


def _selectors() -> Selection:
    territories = shell.ask(choices.territories)
    columns = st.columns([2, 1.6, 2, 1.6, 2.1], vertical_alignment="bottom")
    with columns[0]:
        territory = address.choose(
            "Territoire",
            territories,
            key="territoire",
            first=FIRST if FIRST in territories else next(iter(territories)),
        )
    here = shell.ask(choices.build, territory)
    first = here.default(st.session_state["page"]) or ALL
    address.arrive_with("contrat", first)
    with columns[1]:
        number = address.choose(
            "Contrat",
            {ALL: "Tous les contrats", **here.contracts},
            key="contrat",
            default=first,
            explanation="CLS : contrat local de santé. Un territoire en signe un tous les cinq "
            "ans environ. Accueil et Équité s’ouvrent sur celui qui est en vigueur.",
        )
    axes = here.axes.get("" if number == ALL else number, {})
    with columns[2]:
        axis = address.choose(
            "Axe",
            {ALL: "Tous les axes", **axes},
            key="axe",
            default=ALL,
            explanation="Un axe regroupe les actions du contrat qui visent le même but.",
        )
    with columns[3]:
        period = _period(here.first_year, here.last_year)
    with columns[4]:
        evidence = _evidence()
    with st.columns([4, 5.2])[0]:
        perimeter = _perimeter(here.perimeters)
    return Selection(
        territory=territory,
        contract=here.contract_ids.get(number),
        axis=None if axis == ALL else axis,
        period=period,
        documented_only=evidence == "documentees",
        perimeter=perimeter,
    )


def _perimeter(versions: Mapping[str, str]) -> date | None:
    """Draw the list of dated perimeters, where a territory has had several."""
    if not versions:
        return None
    day = address.choose(
        "Périmètre",
        {FOLLOWED: "Celui du contrat choisi", **versions},
        key="perimetre",
        default=FOLLOWED,
        explanation="Des communes ont rejoint ou quitté le territoire : les chiffres sont comptés "
        "dans le périmètre choisi.",
    )
    return None if day == FOLLOWED else date.fromisoformat(day)


def _period(first: int | None, last: int) -> Period | None:
    """Draw the years' slider; the whole range means no restriction."""
    if first is None:
        st.html(html.note("Dates non publiées"))
        return None
    if first == last:
        st.html(html.note(f"Année {first}"))
        return None
    years = range(first, last + 1)
    spans = {f"{a}-{b}": "" for a in years for b in years if a <= b}
    whole = f"{first}-{last}"
    address.restore("periode", spans, whole)
    a, b = map(int, st.session_state["periode"].split("-"))
    st.session_state["_periode"] = (a, b)

    def moved() -> None:
        st.session_state["periode"] = "{}-{}".format(*st.session_state["_periode"])

    st.slider("Période", first, last, key="_periode", on_change=moved)
    address.write("periode", f"{a}-{b}", whole)
    return None if f"{a}-{b}" == whole else Period(a, b)


def need(selection: Selection) -> str:
    """Draw the list of needs, and their weights; return the code of what is chosen."""
    return need_chooser(shell.ask(needs.offered, selection.territory))


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
    return {key: code for key, code in address.said().items() if key in SHARED}
