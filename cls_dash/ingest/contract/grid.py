"""
A file as a person keeps it: a plan of actions, a log of deployments, or both, each on its sheets.

Nothing is kept in between: it is read again with what she said of it.
"""

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.contract.draft import RECIPES, Doubt, Draft, read_draft
from cls_dash.ingest.contract.home import Home, home_asked, with_actions
from cls_dash.ingest.contract.outline import Sheet, outline
from cls_dash.ingest.contract.said import Dropped, Place, Said
from cls_dash.ingest.files import opened
from cls_dash.ingest.loaded import Asked, Loaded, Report, joined
from cls_dash.ingest.recognise.places import TOGETHER
from cls_dash.ingest.remembered import recalled
from cls_dash.store.model import FILES

ACTIONS: Final = "actions"


@dataclass(frozen=True)
class Unsettled:
    """Cells of one column that say the same, and are doubtful alike: one answer settles them."""

    table: str
    role: str
    """Our name of their column; nothing where it is none of ours."""
    doubt: Doubt
    """The first."""
    places: tuple[Place, ...]
    choices: tuple[str, ...]
    """What such a cell may say, where that is a list."""
    answerable: bool
    """Whether another text may settle it; else its line can only be left out."""
    optional: bool
    """Whether it may be left empty."""

    @property
    def lines(self) -> tuple[int, ...]:
        """Return the lines of the cells."""
        return tuple(line for _, line, _ in self.places)


@dataclass(frozen=True)
class Grid:
    """The drafts of a file, given the answers so far."""

    said: Said
    sheets: tuple[Sheet, ...]
    drafts: Mapping[str, Draft]
    unsettled: tuple[Unsettled, ...]
    waiting: int
    """Lines of the log that name an action which is not settled yet."""
    together: tuple[Place, ...]
    """Cells that name several communes."""
    loaded: Loaded

    @property
    def report(self) -> Report:
        """Return what became of every record."""
        return self.loaded.report

    @property
    def lacking(self) -> tuple[Sheet, ...]:
        """Return the sheets to read that lack a column to fill."""
        return tuple(sheet for sheet in self.sheets if sheet.lacking)

    def read_in(self, sheet: str) -> int:
        """Return how many records of a sheet were read."""
        aside = self.report.quarantined.filter(pl.col("file") == sheet)["line"]
        places = [draft.loaded.places for draft in self.drafts.values()]
        kept = [each.filter(pl.col("file") == sheet)["line"] for each in places if each is not None]
        return pl.concat([aside, *kept]).n_unique()

    @property
    def settled(self) -> bool:
        """Whether there is something to load, and nothing more to ask."""
        asked = self.unsettled or self.waiting or self.lacking
        return bool(self.report.accepted and not asked and not self.undecided)

    @property
    def undecided(self) -> bool:
        """Whether the person must say what becomes of several communes in a cell."""
        return bool(self.together) and self.said.unfold is None


def read_grid(dropped: Dropped, asked: Asked) -> Grid:
    """
    Read a file as what a contract says, actions first.

    Raises
    ------
    InvalidDatasetError
        If the territory is not known, or if the file cannot be read.
    """
    name = dropped.name
    home = home_asked(name, asked)
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(dropped.content)
        said = _recalled(path, dropped.said, asked)
        with opened([path]) as members:
            sheets = tuple(sheet for member in members for sheet in outline(member, said))
    drafts: dict[str, Draft] = {}
    for table in RECIPES:
        own = [sheet for sheet in sheets if sheet.table == table and not sheet.lacking]
        if own:
            again = asked_of(own, said, asked)
            others = {sheet.name for sheet in sheets} - {sheet.name for sheet in own}
            again = replace(again, elsewhere=frozenset(others))
            if ACTIONS in drafts:
                again = replace(again, actions=drafts[ACTIONS].rows)
            drafts[table] = read_draft(name, dropped.content, table, again, home)
    if ACTIONS in drafts:
        home = with_actions(home, drafts[ACTIONS].rows)
    return _judged(said, sheets, drafts, home, asked)


def _recalled(path: Path, said: Said, asked: Asked) -> Said:
    """Complete what the person says with what she said of a file that has the same titles."""
    unfold, columns = said.unfold, {}
    for table in RECIPES:
        again, _ = recalled(table, [path], replace(asked, columns=said.columns.get(table, {})))
        columns[table] = again.columns
        unfold = again.unfold or None if unfold is None else unfold
    return replace(said, columns=columns, unfold=unfold)


def asked_of(sheets: Sequence[Sheet], said: Said, asked: Asked) -> Asked:
    """Return what a reader is asked of the sheets that hold its table."""
    titles = {title for sheet in sheets for title in sheet.titles} | {""}
    columns = said.columns.get(sheets[0].table, {})
    return replace(
        asked,
        columns={role: header for role, header in columns.items() if header in titles},
        answers=said.answers,
        unfold=bool(said.unfold),
        contract=said.contract,
        part=said.part,
    )


def _judged(
    said: Said, sheets: tuple[Sheet, ...], drafts: Mapping[str, Draft], home: Home, asked: Asked
) -> Grid:
    doubts = [(table, each) for table, draft in drafts.items() for each in draft.doubts]
    together = tuple(each.place for _, each in doubts if each.reason == TOGETHER)
    left = said.aside | ({place[:2] for place in together} if said.unfold is False else set())
    open_ = [
        (table, each)
        for table, each in doubts
        if each.reason != TOGETHER and each.place[:2] not in left
    ]
    plan = any(table == ACTIONS for table, _ in open_)
    waits = {id(each) for table, each in open_ if plan and _names_action(each, drafts[table])}
    alike: dict[tuple[str, ...], list[Doubt]] = defaultdict(list)
    for table, each in open_:
        if id(each) not in waits:
            alike[table, each.file, each.column, each.text, each.reason].append(each)
    unsettled = tuple(_unsettled(key[0], same, drafts[key[0]], home) for key, same in alike.items())
    return Grid(
        said, sheets, drafts, unsettled, len(waits), together, _loaded(drafts, asked)
    )  # fmt: skip


def _names_action(doubt: Doubt, draft: Draft) -> bool:
    """Say whether a doubt is of what a log calls an action."""
    return ACTIONS not in draft.loaded.tables and _role(doubt, draft) == "action"


def _role(doubt: Doubt, draft: Draft) -> str:
    roles = next((table.roles for table in draft.tables if table.file == doubt.file), {})
    titles = {**FILES[draft.report.format].titles, **roles}
    return next((role for role, header in titles.items() if header == doubt.column), "")


def _unsettled(table: str, doubts: Sequence[Doubt], draft: Draft, home: Home) -> Unsettled:
    first, declared = doubts[0], FILES[table]
    role = _role(first, draft)
    field = next((each for each in declared.fields if each.name == role), None)
    listed = home.lists.get(role, {}) if role != declared.key[0] else {}
    words = tuple(field.words.values()) if field else ()
    return Unsettled(
        table=table,
        role=role,
        doubt=first,
        places=tuple(each.place for each in doubts),
        choices=words or tuple(f"{key} {label}".strip() for key, label in listed.items()),
        answerable=field is not None,
        optional=field is not None and not field.filled,
    )


def _loaded(drafts: Mapping[str, Draft], asked: Asked) -> Loaded:
    """Return all that the tables of a file give, as one load."""
    whole = joined([draft.report for draft in drafts.values()], "grid")
    aside = frozenset(key for draft in drafts.values() for key in draft.loaded.aside)
    tables = {table: draft.rows for table, draft in drafts.items() if draft.rows.height}
    return Loaded(tables, whole, territory=asked.territory, aside=aside)
