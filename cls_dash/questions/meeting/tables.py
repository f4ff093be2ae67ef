"""What meetings decided, as tables."""

from collections.abc import Iterable
from datetime import date

from cls_dash import terms, wording
from cls_dash.domain.meeting import Meeting
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.questions.rows import rows
from cls_dash.store.queries.decisions import decisions
from cls_dash.store.release import Release


def summary(meeting: Meeting) -> Table:
    """Return the points and what was decided of each, as a table."""
    return _table(
        (
            (item.title, item.decision.text, item.decision.owner, _day(item.decision.due))
            if item.decision
            else (item.title, "à décider", "", "")
            for item in meeting.items
        ),
        "Relevé de décisions",
    )


def earlier(meeting: Meeting) -> Table | None:
    """Return the decisions of the last meeting as a table; nothing where there are none."""
    lines = [("", found.text, found.owner, _day(found.due)) for found in meeting.earlier]
    return _table(lines, "Ce que la dernière séance avait décidé", point=False) if lines else None


def _table(lines: Iterable[tuple[str, ...]], caption: str, *, point: bool = True) -> Table:
    header = ("Point", "Décision", "Organisme responsable", "Échéance")
    start = 0 if point else 1
    return Table.of(header[start:], (line[start:] for line in lines), caption=caption)


def _day(when: date | None) -> str:
    return wording.day(when) if when else "aucune"


def published(release: Release, selection: Selection) -> Table | None:
    """Return the published decisions of a territory as a table; nothing where there are none."""
    lines = [
        (
            wording.day(row["held_on"]), row["item"], row["text"], row["owner"], _day(row["due"]),
            f"{terms.EVIDENCE[row['evidence']]}"
            + (" (essai)" if row["evidence"] == Evidence.ILLUSTRATIVE else ""),
        )
        for row in rows(decisions(release, selection))
    ]  # fmt: skip
    if not lines:
        return None
    header = ("Séance", "Point", "Décision", "Organisme responsable", "Échéance", "Nature")
    return Table.of(header, lines, caption="De la plus récente à la plus ancienne")
