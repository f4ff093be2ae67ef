"""When actions were to take place, and when they did."""

from functools import partial

import pandas as pd

from cls_dash import wording
from cls_dash.domain.selection import Evidence
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.section import Section
from cls_dash.questions.follow.words import actions, by_evidence
from cls_dash.questions.rows import rows
from cls_dash.render import follow_charts
from cls_dash.render.follow_charts import Line


def lines(followed: Followed) -> list[Line]:
    """Return the actions of which a year or a day is known, in the order of contracts."""
    found = []
    for row in rows(followed.actions):
        mine = followed.of(row["action"])
        dated = mine[mine["starts_on"].notna()]
        years = None if pd.isna(row["start_year"]) else int(row["start_year"])
        if years is None and dated.empty:
            continue
        found.append(
            Line(
                f"CLS {row['number']} · {row['title']}",
                years,
                None if pd.isna(row["end_year"]) else int(row["end_year"]),
                tuple(
                    (one["starts_on"], wording.span(one["starts_on"], one["ends_on"],
                     one["date_precision"]), one["evidence"])
                    for one in rows(dated)
                ),
            )
        )  # fmt: skip
    return found


def sections(followed: Followed) -> tuple[Section, ...]:
    """Return what the view shows: one line per action."""
    found = lines(followed)
    title = "Quand les fiches-actions ont-elles lieu ?"
    if not found:
        return (Section(title, ("Aucune date n’est connue pour ce choix.",)),)
    undated = followed.deployments[followed.deployments["starts_on"].isna()]
    still = len(followed.actions) - len(found)
    real = [day for line in found for day, _, kind in line.days if kind != Evidence.ILLUSTRATIVE]
    left_out = [
        *([f"{actions(still)} sans aucune date"] if still else []),
        *([f"{wording.counted(len(undated), 'réalisation non datée', 'réalisations non datées')} "
           f"({by_evidence(undated)})"] if len(undated) else []),
    ]  # fmt: skip
    known = (
        f"la dernière réalisation documentée ou saisie commence le {wording.day(max(real))}"
        if real
        else "aucune réalisation documentée ou saisie n’est datée"
    )
    return (
        Section(
            title,
            (
                f"**{actions(len(found))}** "
                f"{wording.agreeing(len(found), 'a', 'ont')} une année prévue ou une réalisation "
                f"datée ; {known}.",
                *(
                    [f"Non dessiné, faute de date : {wording.listing(left_out)}."]
                    if left_out
                    else []
                ),
            ),
            partial(follow_charts.timeline, found),
            "Barre : années prévues. Point plein : réalisation documentée ou saisie, au premier "
            "jour de ce qui en est connu. Point creux : réalisation illustrative.",
        ),
    )
