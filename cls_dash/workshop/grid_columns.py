"""What was found in a grid: its sheets, their titles, and which column says what, to be changed."""

from collections.abc import Mapping
from typing import Final
from zlib import crc32

import streamlit as st

from cls_dash.domain.legible import legible
from cls_dash.ingest.contract.grid import Grid
from cls_dash.ingest.contract.outline import Sheet
from cls_dash.ingest.contract.said import Said
from cls_dash.page.draw import html
from cls_dash.store.model import FILES
from cls_dash.wording import NBSP, counted, listing
from cls_dash.workshop.waiting_grid import settle

KINDS: Final[Mapping[str, str]] = {
    "actions": "Le plan : une fiche-action par ligne",
    "deployments": "Le suivi : une réalisation par ligne",
    "": "Rien à lire",
}
_ROWS: Final = {
    "actions": ("fiche-action", "fiches-actions"),
    "deployments": ("réalisation", "réalisations"),
}
NO_COLUMN: Final = "(aucune)"


def show(territory: str, said: Said, grid: Grid) -> None:
    """Draw which column was recognised for each role, and lists to change it."""
    for sheet in grid.sheets:
        st.html(html.facts([_found(grid, sheet)]))
        if sheet.table and not sheet.lacking:
            st.html(html.note(_read_as(sheet)))
    for sheet in grid.lacking:
        st.warning(
            legible(
                f"Il manque à {_quoted(sheet.short)} de quoi remplir : {listing(sheet.lacking)}. "
                "Dites ci-dessous quelle colonne le dit (ou aucune), ou ce que contient cette "
                "feuille."
            )
        )
    unknown = not any(sheet.table for sheet in grid.sheets)
    if unknown:
        st.warning(
            "Ni plan ni suivi n’est reconnu dans ce fichier : dites ci-dessous ce que contient "
            "chaque feuille."
        )
    opened = unknown or bool(grid.lacking)
    with st.expander("Quelle colonne est lue comme quoi", expanded=opened):
        for sheet in grid.sheets:
            _sheet(territory, said, sheet)


def _quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"


def _found(grid: Grid, sheet: Sheet) -> str:
    said = f"{_quoted(sheet.short)}, titres à la ligne {sheet.header}"
    if not sheet.table:
        return legible(f"{said} : ni plan ni suivi reconnu, non lue.")
    if sheet.lacking:
        return legible(f"{said} : pas encore lue.")
    rows = counted(grid.read_in(sheet.name), *_ROWS[sheet.table])
    return legible(f"{said} : {rows}.")


def _read_as(sheet: Sheet) -> str:
    """Say which column is taken for what, and which are not read."""
    titles = FILES[sheet.table].titles
    read = [
        f"{header} = {titles[role]}"
        for header in sheet.titles
        for role, said in sheet.roles.items()
        if said == header
    ]
    unread = _unread(sheet)
    rest = f" Non lues : {listing(unread)}." if unread else ""
    return legible(f"Lues : {' ; '.join(read)}.{rest}")


def _unread(sheet: Sheet) -> list[str]:
    return [title for title in sheet.titles if title not in sheet.roles.values()]


def _sheet(territory: str, said: Said, sheet: Sheet) -> None:
    """Draw the form of one sheet: nothing is read again before all is said."""
    with st.form(f"feuille_{_named(sheet)}", border=False):
        table = st.selectbox(
            f"Ce que contient {_quoted(legible(sheet.short))}", list(KINDS),
            format_func=KINDS.__getitem__, index=list(KINDS).index(sheet.table),
            key=f"contenu_{_named(sheet)}",
        )  # fmt: skip
        headers = _columns(sheet) if sheet.table else {}
        if st.form_submit_button("Relire ainsi"):
            if table != sheet.table:
                said = said.holding(sheet.name, table)
            else:
                for role, header in headers.items():
                    if header != sheet.roles.get(role, "") or _does_without(sheet, role, header):
                        said = said.called(table, role, header)
            settle(territory, said)


def _does_without(sheet: Sheet, role: str, header: str) -> bool:
    """Say whether no column says what is to be filled: it is then asked line by line."""
    return not header and FILES[sheet.table].titles[role] in sheet.lacking


def _named(sheet: Sheet) -> str:
    """Return what names the lists of a sheet: what it is read as now is what they show."""
    return f"{crc32(repr((sheet.name, sheet.table, sheet.roles)).encode()):x}"


def _columns(sheet: Sheet) -> dict[str, str]:
    """Draw a list of titles for each of our columns; return the one that is chosen."""
    chosen = {}
    places = st.columns(3)
    declared = FILES[sheet.table]
    told = sorted(declared.fields, key=lambda each: (each.name not in sheet.roles, not each.filled))
    for rank, field in enumerate(told):
        with places[rank % len(places)]:
            chosen[field.name] = st.selectbox(
                f"{field.title} *" if field.filled else field.title, ["", *sheet.titles],
                format_func=lambda title: title or NO_COLUMN,
                index=["", *sheet.titles].index(sheet.roles.get(field.name, "")),
                key=f"colonne_{_named(sheet)}_{field.name}", help=field.ask or field.help,
            )  # fmt: skip
    return chosen
