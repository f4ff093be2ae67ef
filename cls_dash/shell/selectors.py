"""The thin bar of selectors that all pages share, bound to the URL."""

from collections.abc import Sequence
from typing import Final, NoReturn

import streamlit as st

from cls_dash import wording
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import ALL, CONTRACT, PERIOD
from cls_dash.page.demonstration import mark
from cls_dash.page.draw import html
from cls_dash.questions import choices, shared_lists
from cls_dash.questions.parameters import EVERYWHERE
from cls_dash.settings import settings
from cls_dash.shell import address, menu
from cls_dash.shell.ask import ask

_DEMONSTRATION: Final = (
    "**Ce territoire est montré avec des données de démonstration.** {made} sur {shown} ont été "
    "engendrées pour montrer l’atlas : elles n’ont jamais eu lieu, et aucun chiffre qui en dépend "
    "n’est à citer. Les autres viennent de sources publiques, ou de la coordination du contrat. "
    "Pour ne voir qu’elles : Filtres, Preuves, « Sans l’illustratif »."
)


def bar() -> Selection:
    """Draw the bar and return what is selected: the territory, and what narrows it, folded."""
    with st.container(key="barre", horizontal=True, gap="small", vertical_alignment="center"):
        selection = _narrowed(_territory())
        _demonstration(selection)
    return selection


def _territory() -> str:
    """Draw the list of territories, in which the name of a commune finds its own."""
    asked = ask(shared_lists.territory)
    chosen = address.code_of(asked)
    places = {**asked.options, **ask(choices.places)}
    codes = list(places)

    def moved() -> None:
        st.session_state[asked.key] = choices.territory_of(
            st.session_state[asked.key] or asked.opening
        )

    st.selectbox(
        asked.label, codes, format_func=lambda code: places[code], key=asked.key,
        # A browser that draws this run alone, not the one that set the state, shows it too.
        index=codes.index(chosen), on_change=moved, label_visibility="collapsed",
    )  # fmt: skip
    return address.write(asked.key, chosen, asked.default)


def _narrowed(territory: str) -> Selection:
    """Draw what narrows the actions of a territory, folded under how many are set."""
    here, page = ask(choices.build, territory), st.session_state["page"]
    address.arrive_with(CONTRACT.key, here.default(page) or ALL)
    shown = settings().illustrative
    listed = list(shared_lists.lists(here, page, address.code_of, illustrative=shown))
    codes = {each.key: code for each, code in listed}
    selection = shared_lists.selected(here, territory, codes)
    narrowing = {each.key: each.options[code] for each, code in listed if code != each.default}
    with st.popover(f"Filtres ({len(narrowing)})", key="filtres"):
        for each, _ in listed:
            if each.key != PERIOD.key:
                address.choose(each)
        _period(here)
        st.button("Tout effacer", key="tout_effacer", on_click=_clear,
                  args=([each for each, _ in listed],), disabled=not narrowing)  # fmt: skip
        _badge(selection)
    (contract, number), *_ = listed
    told = {CONTRACT.key: contract.options[number], **narrowing}
    said = [text.replace("Tous les", "tous") for key, text in told.items() if key != PERIOD.key]
    if years := codes.get(PERIOD.key):
        said.append(years.replace("-", "\u2013"))
    place = ask(choices.territories)[territory]
    st.html(html.summary(said, place, mark(*ask(choices.made_up, selection))))
    return selection


def _clear(lists: Sequence[Parameter]) -> None:
    """Narrow nothing any more."""
    for each in lists:
        st.session_state[each.key] = each.default


def _period(here: choices.Choices) -> None:
    """Draw the years' slider; the whole range means no restriction."""
    first, last = here.first_year, here.last_year
    if first is None:
        st.html(html.note("Dates non publiées"))
        return
    if first == last:
        st.html(html.note(f"Année {first}"))
        return
    a, b = map(int, st.session_state[PERIOD.key].split("-"))
    drawn = address.drawn_as(PERIOD.key, (a, b))
    st.session_state[drawn] = (a, b)

    def moved() -> None:
        address.hear(PERIOD.key, drawn)
        st.session_state[PERIOD.key] = "{}-{}".format(*st.session_state[drawn])

    st.slider(PERIOD.label, first, last, key=drawn, on_change=moved)
    address.write(PERIOD.key, f"{a}-{b}", here.span)


def _badge(selection: Selection) -> None:
    """Say how many actions a source documents, were supplied, and were made up."""
    *real, made = wording.by_evidence(ask(choices.evidence_counts, selection))
    shown = "non affichées" if selection.documented_only else "données de démonstration"
    made = f"{made} ({shown})"
    if not settings().illustrative:
        made = "données de démonstration écartées de ce site"
    told = "".join(f"<i></i>{part}" for part in (*real, made))
    st.html(f'<p class="atlas-badge">{told}</p>')


def _demonstration(selection: Selection) -> None:
    """Mark a page that shows what was made up, with what the mark means."""
    made, shown = ask(choices.made_up, selection)
    if said := mark(made, shown):
        with st.popover(said, key="demonstration"):
            st.markdown(_DEMONSTRATION.format(made=wording.counted(made, "action"), shown=shown))


def unknowns() -> None:
    """Warn of what the address names and does not exist, and offer the nearest."""
    found = address.unknowns()
    if found:
        st.warning("\n\n".join(each.sentence for each in found))
    near = [way for each in found for way in each.near]
    if near:
        with st.container(horizontal=True, key="plus_proches"):
            st.html(html.note("Vous cherchiez peut-être :"))
            for rank, way in enumerate(near):
                st.button(way.label, key=f"proche_{rank}", type="tertiary",
                          on_click=address.correct, args=(way.codes,))  # fmt: skip


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
    return {key: code for key, code in address.said().items() if key in EVERYWHERE}
