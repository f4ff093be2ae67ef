"""What was planned against what was done, and the public intended against the public reached."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.planned import Achieved, Measure, achieved, read_measure
from cls_dash.domain.publics import Reach, compared
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.section import Section
from cls_dash.questions.follow.words import actions, by_evidence, told
from cls_dash.questions.rows import rows
from cls_dash.render import follow_charts, palette

REACHES: Final = {
    Reach.SAME: "public visé",
    Reach.PARTLY: "public visé en partie",
    Reach.WIDER: "public plus large",
    Reach.OTHER: "nommé autrement",
    Reach.UNSAID: "non dit",
}
_COLOURS: Final = (
    *(palette.SEQUENTIAL[3], palette.SEQUENTIAL[1]),
    *(palette.CHANGE[2], palette.CHANGE[0], palette.REST),
)


@dataclass(frozen=True)
class Target:
    """What an action planned, and what was achieved in the same unit, by evidence."""

    planned: float
    measure: Measure | None
    counts: Mapping[Evidence, Achieved]

    @property
    def best(self) -> tuple[Evidence, Achieved] | None:
        """What judges the target: what sources say, and only without it what was made up."""
        return next(((kind, self.counts[kind]) for kind in Evidence if kind in self.counts), None)


def target(action: Mapping[str, Any], deployments: pd.DataFrame) -> Target | None:
    """Return the target of an action, ``None`` where nothing is planned in figures."""
    if pd.isna(action["planned_target"]):
        return None
    measure = read_measure(action["planned_measure"])
    counts = {
        kind: found
        for kind in Evidence
        if measure
        and (found := achieved(measure, deployments[deployments["evidence"] == kind])) is not None
    }
    return Target(float(action["planned_target"]), measure, counts)


def sections(followed: Followed) -> tuple[Section, ...]:
    """Return what the view shows: targets, then publics."""
    return _targets(followed), _publics(followed)


def planned(action: Mapping[str, Any]) -> str:
    """Write what an action planned: ``14 séances tenues``."""
    measure, number = action["planned_measure"], action["planned_target"]
    if pd.isna(number):
        return f"{measure}, sans cible" if measure else "rien de chiffré"
    return f"{measure or 'mesure non dite'} : {_number(number)}"


def _number(value: float) -> str:
    return wording.number(value, 0 if value == round(value) else 1)


def _targets(followed: Followed) -> Section:
    found = {
        row["action"]: (row, aim)
        for row in rows(followed.actions)
        if (aim := target(row, followed.of(row["action"]))) is not None
    }
    silent = len(followed.actions) - len(found)
    n = wording.number(len(followed.actions))
    if not found:
        said = (
            f"**Rien de prévu n’est chiffré** ({actions(silent)}) : il manque, dans chaque fiche,"
        )
        return Section("Prévu et réalisé", (f"{said} une mesure et une cible.",))
    judged = [(row["title"], aim.planned, *aim.best) for row, aim in found.values() if aim.best]
    parts = [(title, done.n / goal, kind == Evidence.ILLUSTRATIVE)
             for title, goal, kind, done in judged if goal]  # fmt: skip
    shown = sum(kind == Evidence.ILLUSTRATIVE for _, _, kind, _ in judged)
    made = f", dont {wording.number(shown)} sur des données illustratives" if shown else ""
    reached = sum(done.n >= goal for _, goal, _, done in judged)
    return Section(
        "Prévu et réalisé",
        (
            f"**{told(followed.actions.loc[list(found)])}** sur {n} "
            f"{wording.agreeing(len(found), 'a', 'ont')} une cible chiffrée ; pour "
            f"**{wording.number(silent)}**, rien de prévu n’est chiffré.",
            f"**{wording.number(reached)}** "
            f"{wording.agreeing(reached, 'cible est atteinte', 'cibles sont atteintes')} sur "
            f"{wording.number(len(judged))} qui se comparent{made}. Une cible n’est comparée qu’à "
            "ce qui est compté dans la même unité.",
        ),
        partial(follow_charts.targets, parts) if parts else None,
        "Part de la cible atteinte, chacune dans son unité ; barre claire : données illustratives.",
        (_targets_table(found),),
    )


def _targets_table(found: Mapping[str, tuple[dict[str, Any], Target]]) -> Table:
    lines = [
        (
            row["title"],
            terms.EVIDENCE[row["evidence"]],
            planned(row),
            *(_count(aim, kind) for kind in Evidence),
            _compared(aim),
        )
        for row, aim in found.values()
    ]
    return Table.of(
        ("Fiche-action", "Preuve", "Prévu",
         *(f"Réalisé, {terms.KNOWN_AS[kind]}" for kind in Evidence), "Bilan"),
        lines,
        caption="Fiches-actions dont la cible est chiffrée",
        numeric={3, 4, 5},
    )  # fmt: skip


def _count(aim: Target, kind: Evidence) -> str:
    if kind not in aim.counts:
        return ""
    done = aim.counts[kind]
    return f"{'au moins ' if done.at_least else ''}{wording.number(done.n)}"


def _compared(aim: Target) -> str:
    if aim.measure is None:
        return "les mots de la mesure ne disent pas ce qui est compté"
    if aim.best is None:
        return "rien n’est compté dans cette unité"
    kind, done = aim.best
    made = " (illustratif)" if kind == Evidence.ILLUSTRATIVE else ""
    if done.n >= aim.planned:
        return f"cible atteinte{made}"
    return f"cible pas atteinte à ce jour{', compte partiel' if done.at_least else ''}{made}"


def reaches(followed: Followed) -> pd.DataFrame:
    """Return the deployments with ``reach``: what their public is to the one intended."""
    intended = followed.deployments["action"].map(followed.actions["intended_public"])
    pairs = zip(intended, followed.deployments["public_reached"], strict=True)
    found = pd.Series([compared(*pair) for pair in pairs], followed.deployments.index, dtype=object)
    return followed.deployments.assign(reach=found)


def _publics(followed: Followed) -> Section:
    if followed.deployments.empty:
        said = "Aucune réalisation n’est connue : on ne sait pas qui est touché."
        return Section("Publics visés, publics touchés", (said,))
    found = reaches(followed)
    unsaid = found[found["reach"] == Reach.UNSAID]
    wider = found[found["reach"].isin([Reach.WIDER, Reach.OTHER])]
    return Section(
        "Publics visés, publics touchés",
        (
            f"**{wording.counted(len(wider), 'réalisation')}** sur {wording.number(len(found))}"
            f"{_apart(wider)} {wording.agreeing(len(wider), 'touche', 'touchent')} un public plus "
            f"large que prévu, ou nommé autrement ; pour **{wording.number(len(unsaid))}**"
            f"{_apart(unsaid)}, le public visé ou touché n’est pas dit.",
            "Seuls les mots sont comparés : « nommé autrement » ne veut pas dire que le public "
            "visé a été manqué.",
        ),
        tables=(_shares(found),),
        folded={"Public visé et public touché, fiche par fiche": _publics_table(followed, found)},
    )


def _apart(deployments: pd.DataFrame) -> str:
    return f" ({by_evidence(deployments)})" if len(deployments) else ""


def _shares(found: pd.DataFrame) -> ShareTable:
    """Return how the deployments of each kind of evidence divide, apart from each other."""
    known = [kind for kind in Evidence if (found["evidence"] == kind).any()]
    counts = [Counter(found.loc[found["evidence"] == kind, "reach"]) for kind in known]
    kinds = [terms.EVIDENCE[kind] for kind in known]
    return ShareTable(
        f"Qui les réalisations touchent-elles ? {by_evidence(found).capitalize()}.",
        tuple(f"{kind.capitalize()}s" for kind in kinds),
        tuple(
            (colour, label, tuple(count[reach] / count.total() for count in counts))
            for (reach, label), colour in zip(REACHES.items(), _COLOURS, strict=True)
        ),
    )


def _publics_table(followed: Followed, found: pd.DataFrame) -> Table:
    lines = []
    for row in rows(followed.actions):
        mine = found[found["action"] == row["action"]]
        if mine.empty:
            continue
        counts = Counter(mine["reach"])
        lines.append(
            (
                row["title"],
                row["intended_public"] or "non dit",
                wording.listing(
                    [
                        f"{label} ({counts[reach]})"
                        for reach, label in REACHES.items()
                        if counts[reach]
                    ]
                ),
                *(_counted(mine[mine["evidence"] == kind]) for kind in Evidence),
            )
        )
    return Table.of(
        ("Fiche-action", "Public visé", "Public des réalisations",
         *(f"Compté, {terms.KNOWN_AS[kind]}" for kind in Evidence)),
        lines,
        caption="Du public visé au public touché, pour les fiches-actions réalisées",
    )  # fmt: skip


def _counted(deployments: pd.DataFrame) -> str:
    """Add counts unit by unit; what is missing or withheld makes a minimum of the sum."""
    if deployments.empty:
        return ""
    parts = []
    for unit, counts in deployments.groupby("count_unit")["count"]:
        if counts.notna().any():
            least = len(counts.dropna()) < len(deployments)
            parts.append(
                f"{'au moins ' if least else ''}{wording.number(counts.sum())} "
                f"{terms.UNITS[str(unit)]}"
            )
    if deployments["withheld"].any():
        parts = [*parts, "une partie sous secret statistique"]
    return wording.listing(parts) or "rien de compté"
