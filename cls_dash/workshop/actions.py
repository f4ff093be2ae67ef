"""The page «Mes actions»: a person's own grid, as it is, settled, seen, then published."""

from dataclasses import replace
from typing import Final

import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.domain.shared import DOCUMENTED, EVIDENCE, TERRITORY
from cls_dash.ingest import history
from cls_dash.ingest.contract.corrected import corrected_grid
from cls_dash.ingest.contract.draft import RECIPES
from cls_dash.ingest.contract.grid import Grid
from cls_dash.ingest.contract.loads import load_dropped
from cls_dash.ingest.contract.said import Dropped, Place, Said, waited_for
from cls_dash.ingest.own_loads import own_loads
from cls_dash.ingest.report_words import sentences
from cls_dash.page.draw import html
from cls_dash.questions import at_address
from cls_dash.settings import settings
from cls_dash.wording import NBSP
from cls_dash.workshop import grid_columns, new_axes, preview, unsettled
from cls_dash.workshop.doing import announce, folder, gesture, news, undo
from cls_dash.workshop.labels import literal
from cls_dash.workshop.territories import chosen, home_of
from cls_dash.workshop.waiting_grid import asked, grid, let_go, read_again, settle, take, waiting

FILES: Final = ["xlsx", "xlsm", "xls", "ods", "csv", "txt"]
LOCAL: Final = "http://127.0.0.1:8501"
_UPLOADS: Final = "_uploads"
_PUBLISHED: Final = "_published"
INTRODUCTION: Final = (
    "Déposez votre tableau tel qu’il est : plan d’actions, suivi des réalisations, ou les deux "
    "dans un classeur. Rien n’est publié avant que vous l’ayez vu ; ce que vous répondez est "
    "gardé, même si vous fermez la page."
)


def show() -> None:
    """Draw the page."""
    st.title("Mes actions")
    news()
    territory = chosen(waited_for(folder()))
    if territory is None:
        st.markdown(INTRODUCTION)
        return
    _published(territory)
    _drop(territory)
    if dropped := waiting(territory):
        _contract(territory, dropped)
        _part(territory, dropped)
        _work(territory, dropped)


def _published(territory: str) -> None:
    """Say where what was published is read, and offer the way back."""
    known, rank = st.session_state.get(_PUBLISHED, ("", None))
    if known != territory:
        return
    codes = {TERRITORY.key: territory, EVIDENCE.key: DOCUMENTED}
    public = settings().public_url
    site = str(public) if public else LOCAL
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button("Voir la page publique", at_address.url(site, "carte_actions", codes))
        # What was changed since, on another page, is not taken back here.
        last = rank is not None and max(history.steps(folder()), default=None) == rank
        if last and st.button("Revenir à la version d’avant"):
            undone = undo("Retour à la version d’avant")
            del st.session_state[_PUBLISHED]
            announce(undone)
    if not public:
        st.caption(
            "Sur cet ordinateur, la page publique répond quand l’atlas est ouvert : cls-dash serve."
        )


def _drop(territory: str) -> None:
    """Take a file once: what the uploader still holds is not dropped again."""
    known = waiting(territory)
    if known is None:
        st.markdown(INTRODUCTION)
        _uploaded(territory, "Votre tableau")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"En cours : {legible(known.name)}")
        if st.button("L’oublier", help="Avec vos réponses ; rien de publié ne change."):
            let_go(territory)
            st.rerun()
    with st.expander("Déposer un autre tableau à la place"):
        _uploaded(territory, "Autre tableau")


def _uploaded(territory: str, label: str) -> None:
    rank = st.session_state.setdefault(_UPLOADS, 0)
    file = st.file_uploader(label, type=FILES, key=f"grid_{rank}")
    if file is not None:
        take(territory, Dropped(file.name, file.getvalue()))
        read_again()
        # Another uploader takes its place: this one would drop its file at every run.
        st.session_state[_UPLOADS] = rank + 1
        st.session_state.pop(_PUBLISHED, None)
        st.rerun()


def _contract(territory: str, dropped: Dropped) -> None:
    """Ask which contract the actions are of, where there are several."""
    contracts = dict(reversed([*home_of(territory).lists["contract"].items()]))
    if len(contracts) < 2:
        return
    known = dropped.said.contract
    chosen = st.selectbox(
        "Contrat des fiches qui n’en disent pas", list(contracts),
        format_func=contracts.__getitem__, key=f"contract_{territory}", placeholder="Choisissez",
        index=list(contracts).index(known) if known in contracts else None,
    )  # fmt: skip
    if chosen != known:
        settle(territory, replace(dropped.said, contract=chosen))


def _part(territory: str, dropped: Dropped) -> None:
    """Ask how this file is called, where another was loaded before."""
    others = {
        name
        for load in own_loads(folder())
        if load.territory == territory and load.table in RECIPES
        for name in load.files
    }
    if not others - {dropped.name}:
        return
    known = dropped.said.part or ""
    name = st.text_input(
        f"Vous avez déjà publié {literal(', '.join(sorted(others)))}. Si ce tableau s’y ajoute au "
        "lieu de le remplacer, donnez-lui un nom (une année, un secteur)",
        value=known, key=f"part_{st.session_state.get(_UPLOADS)}",
    ).strip()  # fmt: skip
    if name != known:
        settle(territory, replace(dropped.said, part=name or None))


def _work(territory: str, dropped: Dropped) -> None:
    found = grid(territory, dropped)
    grid_columns.show(territory, dropped.said, found)
    new_axes.show(territory, found)
    unsettled.show(territory, found)
    _report(territory, dropped.said, found)
    if not found.settled:
        return
    preview.show(territory, dropped, found)
    with st.container(horizontal=True):
        if st.button("Publier", type="primary"):
            _publish(territory, dropped)
        name = dropped.name.rpartition(".")[0]
        st.download_button(
            "Télécharger mon tableau corrigé", corrected_grid(found), f"{name}-corrige.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", on_click="ignore",
        )  # fmt: skip


def _publish(territory: str, dropped: Dropped) -> None:
    before = max(history.steps(folder()), default=0)
    with gesture("Publication") as told:
        done = load_dropped(dropped, settings().store, asked(territory), tell=told)
    let_go(territory)
    after = max(history.steps(folder()), default=0)
    st.session_state[_PUBLISHED] = territory, (after if after > before else None)
    counts = f" {done.changes.told}" if done.changes else ""
    announce(f"Publié : {dropped.name}.{counts}")


def _report(territory: str, said: Said, found: Grid) -> None:
    """Show that nothing was lost, what was mended with certainty, and what she answered."""
    report = found.report
    if not report.read:
        return
    first, *others = sentences(report)
    st.header("Ce qui a été lu", anchor=False)
    st.html(html.facts([first]))
    if others:
        with st.expander("Corrigé avec certitude, et à savoir"):
            st.html(html.facts([legible(each.strip()) for each in others]))
            rows = report.corrections.rename(
                {"file": "fichier", "line": "ligne", "column": "colonne", "value": "tapé",
                 "corrected": "lu", "reason": "raison"}
            )  # fmt: skip
            st.dataframe(rows.to_pandas(), hide_index=True)
    _answers(territory, said)


def _answers(territory: str, said: Said) -> None:
    """Show what was answered and left out, each to be taken back."""
    number = len(said.answers) + len(said.aside) + (said.unfold is not None)
    if not number:
        return
    with st.expander(f"Vos réponses ({number})"):
        if said.unfold is not None:
            _taken_back(territory, f"Plusieurs communes : {unsettled.UNFOLD[said.unfold]}",
                        "unfold", replace(said, unfold=None))  # fmt: skip
        for place, text in said.answers.items():
            answer = f"«{NBSP}{text}{NBSP}»" if text else "laissé vide"
            _taken_back(territory, f"{_where(place)} : {answer}", repr(place),
                        said.forgetting((place,)))  # fmt: skip
        for file, line in sorted(said.aside):
            _taken_back(territory, f"{_where((file, line, ''))} : mise de côté", f"{file}{line}",
                        said.forgetting(((file, line, ""),)))  # fmt: skip


def _where(place: Place) -> str:
    file, line, column = place
    sheet = file.rpartition(" › ")[2]
    return f"{sheet}, ligne {line}{f', {column}' if column else ''}"


def _taken_back(territory: str, text: str, key: str, said: Said) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(legible(text))
        if st.button("Reprendre", key=f"reprendre_{key}", type="tertiary"):
            settle(territory, said)
