"""What is known of all the actions followed: a sentence, a table, a file."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.planned import read_measure
from cls_dash.domain.relevance import QUESTIONS
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import Table
from cls_dash.questions.follow import achieved, relevance
from cls_dash.questions.follow.figures import Followed, followed
from cls_dash.questions.follow.words import STATUSES, actions, by_evidence, where
from cls_dash.questions.question import Asked
from cls_dash.questions.rows import rows
from cls_dash.render import exports
from cls_dash.store.release import Release

PEOPLE: Final = frozenset({"persons", "professionals", "households", "students"})


def answer(here: Followed) -> str:
    """Say how many actions are known to have taken place, and for how many people."""
    n = len(here.actions)
    if not n:
        return "**Aucune fiche-action** n’est connue pour ce choix."
    silent = sum(not _aims_at_people(row) for row in rows(here.actions))
    people = (
        "**Aucune** ne dit combien de personnes elle vise"
        if silent == n
        else f"Pour **{wording.number(silent)}**, rien ne dit combien de personnes étaient visées"
    )
    real = here.actions[here.actions["evidence"] != Evidence.ILLUSTRATIVE]
    done = here.deployments
    facts = done[(done["evidence"] != Evidence.ILLUSTRATIVE) & done["action"].isin(real.index)]
    told = facts["action"].nunique()
    made = (done["evidence"] == Evidence.ILLUSTRATIVE).any() or n > len(real)
    by = "" if made else f" d’après {wording.attested([*real['evidence'], *facts['evidence']])}"
    shown = (
        f" (**{wording.number(done['action'].nunique())}** sur {wording.number(n)} avec les "
        "illustratives)"
        if made
        else ""
    )
    verb = wording.agreeing(told, "a", "ont")
    return (
        f"Sur {actions(len(real))}, **{wording.number(told)}** {verb} une réalisation connue"
        f"{by}{shown}. {people}."
    )


def _aims_at_people(action: dict[str, object]) -> bool:
    measure = read_measure(str(action["planned_measure"] or ""))
    return measure is not None and measure.unit in PEOPLE and not pd.isna(action["planned_target"])


def table(here: Followed) -> Table:
    """Return one line per action."""
    lines = [
        (
            row["title"],
            terms.EVIDENCE[row["evidence"]],
            f"CLS {row['number']} · {row['axis_title']}",
            STATUSES[row["status"]],
            achieved.planned(row),
            by_evidence(mine := here.of(row["action"])),
            where(mine),
        )
        for row in rows(here.actions)
    ]
    return Table.of(
        ("Fiche-action", "Preuve", "Axe", "État", "Prévu", "Réalisations", "Où"),
        lines,
        caption=f"{actions(len(lines))} suivies",
    )


def actions_csv(release: Release, asked: Asked) -> bytes:
    """Return one line per action, with what is known and what lacks, as CSV."""
    here = followed(release, asked.selection)
    lines = []
    for one in relevance.judged(here):
        row, done = one.action, here.of(one.action["action"])
        by_kind = done["evidence"].value_counts()
        lines.append(
            {
                "identifiant": row["action"],
                "contrat": row["contract"],
                "axe": row["axis_title"],
                "theme": terms.THEMES[row["theme"]],
                "action": row["title"],
                "etat": STATUSES[row["status"]],
                "public_vise": row["intended_public"],
                "porteurs": row["carriers"],
                "prevu": achieved.planned(row),
                "realisations_documentees": int(by_kind.get(Evidence.DOCUMENTED, 0)),
                "realisations_saisies": int(by_kind.get(Evidence.SUPPLIED, 0)),
                "realisations_illustratives": int(by_kind.get(Evidence.ILLUSTRATIVE, 0)),
                "communes": done["commune"].nunique(),
                **dict(zip(("besoin", "population", "objectif"), map(one.said, QUESTIONS),
                           strict=True)),
                "il_manque": one.lacking,
                "preuve": terms.EVIDENCE[row["evidence"]],
                "source": row["source"],
            }
        )  # fmt: skip
    return exports.to_csv(pd.DataFrame(lines))
