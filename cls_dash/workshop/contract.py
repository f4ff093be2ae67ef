"""The page «Mon contrat»: dates, parties, axes and lineage of a contract; the next one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest.contract import editing, renewal
from cls_dash.ingest.contract.editing import Edited
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.geography.places_by_name import epci_by_name
from cls_dash.ingest.geography.reference import is_national
from cls_dash.store.model import FILES
from cls_dash.terms import PROGRESS, RELATIONS, ROLES, THEMES
from cls_dash.wording import partial_day
from cls_dash.workshop import territories
from cls_dash.workshop.doing import announce, folder, gesture, news, show_report

NEXT: Final = "_next"
FIRST_YEAR: Final = 2009
Rows = Sequence[Mapping[str, str]]


def show() -> None:
    """Draw the page."""
    st.title("Mon contrat")
    news()
    slug = territories.chosen()
    if slug is None:
        return
    home = territories.home_of(slug)
    contract = _chosen(home)
    is_new = contract == NEXT
    sheets = renewal.renewed(home) if is_new else renewal.rows_of(home, contract)
    key = f"{slug} {contract}"
    edited = _edited(home, sheets, contract, key)
    actions, epci = _going_on(home, key) if is_new else ((), ())
    checked, written = st.columns(2)
    check = checked.button("Vérifier, sans rien écrire")
    write = written.button("Enregistrer", type="primary")
    if not (check or write):
        return
    with gesture("Vérification"):
        said = editing.edited(folder(), home, edited, actions=actions, epci=epci)
    _tell(said)
    if write and said.is_valid:
        with gesture("Écriture du contrat"):
            editing.write(folder(), said)
        announce(
            f"{said.label} est dans le dossier de données : {said.changes.told} "
            "La page « Publier » le met dans l’atlas, et sait revenir en arrière."
        )


def _chosen(home: Home) -> str:
    rows = home.tables["contracts"].sort("number", descending=True)
    labels = dict(rows.select("contract", "label").iter_rows())
    last = next(iter(labels.values()), "")
    labels[NEXT] = f"Le contrat suivant, qui prolonge {last}"
    contract: str = st.selectbox(
        "Contrat", list(labels), format_func=labels.__getitem__, key="contract"
    )
    return contract


def _edited(
    home: Home, sheets: Mapping[str, Rows], contract: str, key: str
) -> dict[str, list[dict[str, str | None]]]:
    """Show the sheets of a contract, to be changed; return what they say then."""
    (known,) = sheets["contracts"]
    dates = _dates(known, key)
    st.header("Axes", anchor=False)
    st.caption("Le thème est celui de la liste commune : il permet de comparer les contrats.")
    axes = _table("axes", sheets["axes"], key, {
        "title": _text("axes", "title", width="large"),
        "theme": _list("axes", "theme", list(THEMES.values())),
    })  # fmt: skip
    lineage: list[dict[str, str | None]] = []
    before = renewal.axes_before(home, contract)
    if before:
        st.header("Ce que deviennent les axes d’avant", anchor=False)
        titles = [title for row in axes if (title := row["title"])]
        lineage = _table("axis_lineage", sheets["axis_lineage"], key, {
            "previous": _list("axis_lineage", "previous", list(before)),
            "relation": _list("axis_lineage", "relation", list(RELATIONS.values())),
            "axis": _list("axis_lineage", "axis", list(dict.fromkeys(titles))),
        })  # fmt: skip
    st.header("Signataires et partenaires", anchor=False)
    st.caption("Des organismes seulement, jamais de personne : l’atlas est public.")
    parties = _table("parties", sheets["parties"], key, {
        "organisation": _text("parties", "organisation", width="large"),
        "role": _list("parties", "role", list(ROLES.values())),
    })  # fmt: skip
    return {"contracts": [dates], "axes": axes, "axis_lineage": lineage, "parties": parties}


def _dates(known: Mapping[str, str], key: str) -> dict[str, str | None]:
    titles = FILES["contracts"].titles
    first, second, third, fourth = st.columns([2, 1, 1, 2])
    label = first.text_input(titles["label"], known["label"], key=f"label {key}")
    years = [
        place.number_input(
            f"{titles[name]} (année)", value=int(known[name]) if known[name] else None,
            min_value=FIRST_YEAR, max_value=2100, step=1, key=f"{name} {key}",
        )
        for place, name in ((second, "start_year"), (third, "end_year"))
    ]  # fmt: skip
    signed = known["signed_on"] and partial_day(known["signed_on"])
    signed_on = fourth.text_input(
        titles["signed_on"], signed, key=f"signed {key}",
        placeholder="28/01/2025, janvier 2025, 2025 ; vide si elle est inconnue",
    )  # fmt: skip
    note = st.text_input(titles["note"], known["note"], key=f"note {key}")
    start, end = (None if year is None else str(year) for year in years)
    return {
        "number": known["number"], "label": label, "start_year": start, "end_year": end,
        "signed_on": signed_on, "note": note,
    }  # fmt: skip


def _table(
    name: str, rows: Rows, key: str, columns: Mapping[str, Any]
) -> list[dict[str, str | None]]:
    """Show rows to be changed, added or removed; return them, with the columns not shown."""
    hidden = [each for each in (rows[0] if rows else ()) if each not in columns]
    told = pd.DataFrame(list(rows), columns=[*columns, *hidden], dtype="string")
    after = st.data_editor(
        told, column_config={**columns, **dict.fromkeys(hidden)}, hide_index=True,
        num_rows="dynamic", width="stretch", key=f"{name} {key}",
    )  # fmt: skip
    return [
        {str(column): None if pd.isna(cell) else str(cell) for column, cell in row.items()}
        for row in after.to_dict("records")
    ]


def _text(table: str, name: str, width: Literal["large"] | None = None) -> Any:  # noqa: ANN401 - Streamlit's own
    return st.column_config.TextColumn(FILES[table].titles[name], required=True, width=width)


def _list(table: str, name: str, words: Sequence[str]) -> Any:  # noqa: ANN401 - Streamlit's own
    field = next(each for each in FILES[table].fields if each.name == name)
    return st.column_config.SelectboxColumn(field.title, options=words, required=field.filled)


def _going_on(home: Home, key: str) -> tuple[list[str], list[str]]:
    """Ask what of the former contract goes on, and who joins."""
    st.header("Ce qui continue", anchor=False)
    actions = renewal.going_on(home)
    titles = {
        action: f"{title} ({PROGRESS.get(status, status)})"
        for action, title, status in actions.select("action", "title", "status").iter_rows()
    }
    kept = _several("Actions qui continuent", titles, f"actions {key}", default=list(titles))
    label = "Intercommunalités qui rejoignent le territoire avec ce contrat"
    if not is_national(folder()):
        st.caption(f"{label} : la page « Mon territoire » propose d’abord la carte de France.")
        return kept, []
    return kept, _several(label, _epci(), f"epci {key}")


def _several(
    label: str, known: Mapping[str, str], key: str, default: Sequence[str] = ()
) -> list[str]:
    named: Callable[[str], str] = known.__getitem__
    chosen: list[str] = st.multiselect(
        label, list(known), format_func=named, key=key, default=default, placeholder="Tapez un nom"
    )
    return chosen


@st.cache_data(show_spinner=False)
def _epci() -> Mapping[str, str]:
    return epci_by_name(folder())


def _tell(said: Edited) -> None:
    """Say what a contract would change, or why it cannot be written."""
    if not said.is_valid:
        st.error("Rien n’est écrit : ces lignes sont à corriger.")
        show_report(said.report)
        return
    st.success(f"Tout est lu. Par rapport à avant : {said.changes.told}")
    for title in said.changes.retracted:
        st.text(legible(f"Retirée : {title}"))
