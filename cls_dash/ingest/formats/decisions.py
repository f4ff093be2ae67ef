"""Decisions of a meeting, in the file that its author kept from the page «Séance»."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import polars as pl

from cls_dash.domain.meeting import Item, Meeting
from cls_dash.domain.selection import Evidence
from cls_dash.errors import MeetingFileError
from cls_dash.ingest.contract import cells
from cls_dash.ingest.contract.home import read_home
from cls_dash.ingest.contract.keys import Identity, formed
from cls_dash.ingest.files import Member, TextTable, opened, refused
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.words import typed_source
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.render import meeting_file
from cls_dash.store.model import FILES
from cls_dash.wording import agreeing, counted

DECISIONS: Final = "decisions"
DECLARED: Final = FILES[DECISIONS]
IDENTITY: Final = Identity("decision", ("territory", "held_on", "key"))
SAID: Final = ("meeting", "item", "text", "owner")
"""What persons typed."""
_ROW: Final = {
    "line": pl.Int64,
    **dict.fromkeys(
        ("decision", "territory", "key", "held_on", *SAID, "due", "address", "release", "source",
         "evidence"),
        pl.String,
    ),
}  # fmt: skip


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read the decisions of meetings of one territory, which their file names.

    Raises
    ------
    InvalidDatasetError
        If a file is not a meeting's, or the territory is unknown or not the one asked.
    """
    with opened(files) as members:
        meetings = {member.name: _meeting(member) for member in members}
    slug = _territory(meetings, asked)
    taken: dict[str, str] = {}
    sieves = []
    for file, meeting in meetings.items():
        sieves.append(_cleaned(file, meeting))
        cells.identifying(sieves[-1], "decision", taken)
        taken |= dict.fromkeys(sieves[-1].kept["decision"], file)
    frame = pl.concat([sieve.kept.select(DECLARED.columns) for sieve in sieves])
    report = together(sieves, DECISIONS, notes=_notes(meetings.values()), unit="décision")
    titles = {(file, name): title for file in meetings for name, title in DECLARED.titles.items()}
    return Loaded({DECISIONS: frame}, report.renamed(titles), territory=slug)


def _meeting(member: Member) -> Meeting:
    try:
        return meeting_file.from_json(member.path.read_text(encoding="utf-8", errors="replace"))
    except MeetingFileError as error:
        raise refused(member.name, 1, error.reason, error.remedy, error.where) from error


def _territory(meetings: Mapping[str, Meeting], asked: Asked) -> str:
    """Return the territory of all the meetings, which the dataset knows."""
    first = next(iter(meetings.values()))
    expected = asked.territory or first.territory
    for file, meeting in meetings.items():
        if meeting.territory != expected:
            reason = f"Cette séance n’est pas celle du territoire {expected}."
            raise refused(file, 1, reason, "Charger à part les séances de chaque territoire.",
                          meeting.territory)  # fmt: skip
    read_home(asked.data, expected)
    return expected


def _cleaned(file: str, meeting: Meeting) -> Sieve:
    """Return the decisions of a meeting, those that name how to reach a person put aside."""
    decided = [_row(rank, item, meeting) for rank, item in enumerate(meeting.items, 1)]
    rows = pl.DataFrame([row for row in decided if row], schema=_ROW)
    sieve = Sieve(TextTable(file, rows, rows.height))
    for column in SAID:
        cells.tidied(sieve, column)
        sieve.needed(column)
        cells.contactless(sieve, column)
    formed(sieve, IDENTITY, {})
    return sieve


def _row(rank: int, item: Item, meeting: Meeting) -> dict[str, object] | None:
    if item.decision is None:
        return None
    view, trial = item.view, meeting.evidence == "illustrative"
    return {
        "line": rank,
        "territory": meeting.territory,
        "key": item.key,
        "held_on": meeting.held_on.isoformat(),
        "meeting": meeting.title,
        "item": item.title,
        "text": item.decision.text,
        "owner": item.decision.owner,
        "due": item.decision.due and item.decision.due.isoformat(),
        "address": view and f"{view.page}?{urlencode(view.address)}",
        "release": view and view.release,
        "source": "illustrative" if trial else typed_source(meeting.territory),
        "evidence": meeting.evidence if trial else Evidence.SUPPLIED.value,
    }


def _notes(meetings: Iterable[Meeting]) -> tuple[str, ...]:
    open_ = sum(item.decision is None for meeting in meetings for item in meeting.items)
    told = "La ligne d’une décision est le rang de son point dans l’ordre du jour."
    if not open_:
        return (told,)
    left = agreeing(open_, "n’est pas publié", "ne sont pas publiés")
    return told, f"{counted(open_, 'point')} sans décision {left}."
