"""View model of the page «Séance»: an agenda in words, and the decisions published."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from cls_dash import wording
from cls_dash.domain.meeting import Decision, Meeting, View
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import Table
from cls_dash.store.queries.decisions import decisions
from cls_dash.store.release import Release
from cls_dash.views.rows import rows

EMPTY: Final = (
    "**Aucun point** n’est à l’ordre du jour. Ouvrez une page de l’atlas, puis ajoutez-la à la "
    "séance."
)
PROJECTOR: Final = Parameter("projecteur", default="")
POINT: Final = Parameter("point", default="")
TRIAL: Final = "Séance d’essai : ses décisions n’engagent personne."


def release(release: Release) -> tuple[str, date]:
    """Return the release of the store and the latest date known in its sources."""
    return (release.digest, release.latest_fact)


def answer(meeting: Meeting | None) -> str:
    """Say how many points there are, and how many are decided."""
    if meeting is None or not meeting.items:
        return EMPTY
    decided = sum(item.decision is not None for item in meeting.items)
    return (
        f"**{wording.counted(len(meeting.items), 'point')}** à l’ordre du jour du "
        f"{wording.day(meeting.held_on)}, **{wording.counted(decided, 'décision')}** "
        f"{wording.agreeing(decided, 'prise', 'prises')}."
    )


def vintage(view: View) -> str:
    """Say of which data a view is, and what they are worth."""
    known = f"Données connues au {wording.day(view.latest_fact)}. " if view.latest_fact else ""
    *real, made = wording.by_evidence(view.evidence)
    if not view.illustrative:
        return f"{known}{', '.join(real)}."
    return f"{known}{', '.join(real)}, {made} (données de démonstration)."


def decided(decision: Decision) -> str:
    """Return a decision as a sentence: what, who answers for it, by when."""
    due = f" Échéance : {wording.day(decision.due)}." if decision.due else " Sans échéance."
    stop = "" if decision.text.endswith((".", "!", "?", "…")) else "."
    return f"**{decision.text}**{stop} Responsable : {decision.owner}.{due}"


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
            f"{wording.EVIDENCE[row['evidence']]}"
            + (" (essai)" if row["evidence"] == Evidence.ILLUSTRATIVE else ""),
        )
        for row in rows(decisions(release, selection))
    ]  # fmt: skip
    if not lines:
        return None
    header = ("Séance", "Point", "Décision", "Organisme responsable", "Échéance", "Nature")
    return Table.of(header, lines, caption="De la plus récente à la plus ancienne")
