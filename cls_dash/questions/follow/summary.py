"""What is known of all the actions followed: a sentence, a table, a file."""

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.persons import PERSON_UNITS
from cls_dash.domain.planned import read_measure
from cls_dash.domain.relevance import QUESTIONS
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import Table
from cls_dash.questions.follow import achieved, relevance
from cls_dash.questions.follow.figures import Followed, followed
from cls_dash.questions.follow.words import STATUSES, actions, by_evidence, told, where
from cls_dash.questions.question import Asked
from cls_dash.questions.rows import rows
from cls_dash.render import exports
from cls_dash.store.release import Release


def answer(here: Followed) -> str:
    """Say how many actions are known to have taken place, and from which evidence."""
    n = len(here.actions)
    if not n:
        return "**Aucune fiche-action** n’est connue pour ce choix."
    real = here.actions[here.actions["evidence"] != Evidence.ILLUSTRATIVE]
    done = here.deployments
    facts = done[(done["evidence"] != Evidence.ILLUSTRATIVE) & done["action"].isin(real.index)]
    seen = facts["action"].nunique()
    made = (done["evidence"] == Evidence.ILLUSTRATIVE).any() or n > len(real)
    by = wording.attested([*real["evidence"], *facts["evidence"]])
    shown = (
        f" (**{wording.number(done['action'].nunique())}** sur {wording.number(n)} avec les "
        "illustratives)"
        if made
        else ""
    )
    verb = wording.agreeing(seen, "a", "ont")
    return (
        f"Sur {actions(len(real))}, **{wording.number(seen)}** {verb} une réalisation connue "
        f"d’après {by}{shown}."
    )


def aimed(here: Followed) -> str:
    """Say of how many actions nothing tells how many people they were for."""
    n = len(here.actions)
    silent = sum(not _aims_at_people(row) for row in rows(here.actions))
    if not silent:
        return ""
    if silent == n:
        return f"Sur {told(here.actions)}, **aucune** ne dit combien de personnes elle vise."
    return (
        f"Sur {told(here.actions)}, pour **{wording.number(silent)}**, rien ne dit combien de "
        "personnes étaient visées."
    )


def _aims_at_people(action: dict[str, object]) -> bool:
    measure = read_measure(str(action["planned_measure"] or ""))
    if measure is None or measure.unit not in PERSON_UNITS:
        return False
    return not pd.isna(action["planned_target"])


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
        caption=wording.counted(len(lines), "fiche-action suivie", "fiches-actions suivies")
        if lines
        else "Aucune fiche-action suivie",
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
