"""Evaluation as it goes: needs, population and objectives of each action, and what lacks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.planned import read_measure
from cls_dash.domain.publics import AS_INTENDED, Reach
from cls_dash.domain.relevance import (
    CONFIDENCES,
    FEW,
    LACKS,
    QUESTIONS,
    RESERVATIONS,
    UNJUDGED,
    VERDICTS,
    Verdict,
    verdict,
)
from cls_dash.domain.selection import Evidence
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.follow.achieved import reaches, target
from cls_dash.questions.follow.figures import Followed
from cls_dash.questions.follow.needs import of_theme
from cls_dash.questions.follow.section import Section
from cls_dash.questions.follow.words import actions
from cls_dash.questions.rows import rows
from cls_dash.render import palette

_GROUPS: Final = (
    ("other", frozenset({Reach.OTHER})),
    ("wider", frozenset({Reach.WIDER})),
    ("intended", AS_INTENDED),
)
"""What most deployments reach; of as many, the one that calls for most attention."""
_SHORT: Final = ("Besoin", "Public", "But")
_COLOURS: Final = (
    *palette.shades(3, "neutral")[::-1], palette.REST,
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """An action, judged."""

    action: Mapping[str, Any]
    verdicts: Mapping[str, Verdict]
    """By question."""
    lacks: tuple[str, ...]
    """Keys of :data:`LACKS`."""

    def said(self, question: str) -> str:
        """Write a verdict with its confidence, and why it is no stronger."""
        found = self.verdicts[question]
        words = VERDICTS[question][found.code]
        if not found.confidence:
            return words
        why = [RESERVATIONS[known] for known in found.reservations]
        because = f" : {' ; '.join(why)}" if why else ""
        return f"{words} (confiance {CONFIDENCES[found.confidence]}{because})"

    @property
    def lacking(self) -> str:
        """Write what is missing to judge the action."""
        return wording.listing([LACKS[known] for known in self.lacks]) or "rien"


def judged(followed: Followed) -> tuple[Judged, ...]:
    """Judge each action."""
    found = reaches(followed)
    of_action = dict(tuple(found.groupby("action")))
    nothing = found.iloc[:0]
    return tuple(
        _judged(followed, row, of_action.get(row["action"], nothing))
        for row in rows(followed.actions)
    )


def _judged(followed: Followed, action: dict[str, Any], deployments: pd.DataFrame) -> Judged:
    verdicts = {
        "needs": _needs(followed, action),
        "population": _population(deployments),
        "objectives": _objectives(action, deployments),
    }
    lacks = {
        "need": verdicts["needs"].code == "unmeasured",
        "target": pd.isna(action["planned_target"])
        or read_measure(action["planned_measure"]) is None,
        **{name: not action[name] for name in ("objective", "intended_public", "carriers")},
        **_unknown(deployments),
    }
    return Judged(action, verdicts, tuple(name for name in LACKS if lacks[name]))


def _unknown(deployments: pd.DataFrame) -> dict[str, bool]:
    """Say what is not known of deployments; where there is none, that alone is missing."""
    placeless = deployments["commune"].isna() & deployments["scope"].ne("remote")
    return {
        "deployment": deployments.empty,
        "date": bool(deployments["starts_on"].isna().any()),
        "commune": bool(placeless.any()),
        "reached": bool(deployments["public_reached"].isna().any()),
        # What is withheld was written down.
        "count": bool((deployments["count"].isna() & ~deployments["withheld"].astype(bool)).any()),
    }


def _needs(followed: Followed, action: Mapping[str, Any]) -> Verdict:
    need = of_theme(followed.needs, action["theme"])
    if need is None:
        return Verdict("unmeasured")
    editorial = {"editorial"} if action["axis_basis"] == "editorial" else set()
    return verdict(need.verdict, {*need.reservations, *editorial})


def _population(deployments: pd.DataFrame) -> Verdict:
    told = deployments["reach"] != Reach.UNSAID
    if not told.any():
        return Verdict("unknown")
    deployments = _best_known(deployments, told)
    said = deployments.loc[told[deployments.index], "reach"]
    code, _ = max(_GROUPS, key=lambda group: int(said.isin(group[1]).sum()))
    doubts = {
        "illustrative": _made(deployments),
        "few_said": len(said) < len(deployments) / 2,
        "few": len(deployments) < FEW,
    }
    return verdict(code, [name for name, doubted in doubts.items() if doubted])


def _objectives(action: Mapping[str, Any], deployments: pd.DataFrame) -> Verdict:
    if deployments.empty:
        return Verdict("nothing")
    aim = target(action, deployments)
    if aim is None:
        return Verdict("untold")
    if aim.best is None:
        return Verdict("uncounted")
    kind, done = aim.best
    made = {"illustrative"} if kind == Evidence.ILLUSTRATIVE else set()
    if done.n >= aim.planned:
        return verdict("reached", made)
    return verdict("short", made | ({"at_least"} if done.at_least else set()))


def _best_known(deployments: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """Return what is real, where it tells something, else what was made to show."""
    real = deployments["evidence"] != Evidence.ILLUSTRATIVE
    return deployments[real] if (real & told).any() else deployments[~real]


def _made(deployments: pd.DataFrame) -> bool:
    return bool((deployments["evidence"] == Evidence.ILLUSTRATIVE).any())


def _communes(followed: Followed, action: str) -> str:
    """Say how many communes an action reached, and how many inhabitants they have."""
    deployments = followed.of(action)
    placed = deployments["commune"].isin(followed.communes.index)
    if not placed.any():
        return "aucune connue"
    shown = _best_known(deployments, placed)
    reached = followed.communes["population"].reindex(shown["commune"].dropna().unique())
    share = reached.sum() / (followed.communes["population"].sum() or 1)
    return (
        f"{wording.counted(len(reached), 'commune')}, {wording.percent(share)} des habitants"
        f"{' (illustratif)' if _made(shown) else ''}"
    )


def sections(followed: Followed) -> tuple[Section, ...]:
    """Return what the view shows: how many actions can be judged, each one, and the rules."""
    found = judged(followed)
    if not found:
        return (Section("Évaluation au fil de l’eau", ("Aucune fiche-action à évaluer.",)),)
    return (
        Section(
            "Évaluation au fil de l’eau",
            tuple(_facts(found)),
            tables=(_confidences(found),),
            folded={"L’évaluation, fiche par fiche": _table(followed, found)},
        ),
        Section(
            "Comment c’est jugé",
            (
                "Un verdict est un fait mis en mots, jamais une note. **Confiance** : forte sans "
                "réserve, moyenne avec une, faible au-delà.",
            ),
            folded={"Les réponses possibles et les réserves": _rules()},
        ),
    )


def _facts(found: tuple[Judged, ...]) -> Iterator[str]:
    n = len(found)
    for question, title in QUESTIONS.items():
        answers = [one.verdicts[question] for one in found]
        can = sum(answer.judges for answer in answers)
        made = sum(answer.judges and "illustrative" in answer.reservations for answer in answers)
        counts = Counter(answer.code for answer in answers)
        told = [f"{words} ({counts[code]})" for code, words in VERDICTS[question].items()
                if counts[code]]  # fmt: skip
        yield (
            f"**{title}** {wording.number(can)} sur {wording.number(n)} "
            f"{wording.agreeing(can, 'se juge', 'se jugent')}"
            f"{f', dont {made} sur des données illustratives' if made else ''}."
        )
        yield f"Réponses{', illustratives comprises' if made else ''} : {wording.listing(told)}."
    lacks = Counter(lack for one in found for lack in one.lacks)
    first = [f"{LACKS[lack]} ({actions(times)})" for lack, times in lacks.most_common(3)]
    if first:
        yield f"**Il manque le plus souvent** {wording.listing(first)}."


def _confidences(found: tuple[Judged, ...]) -> ShareTable:
    """Return how sure the answers to each question are."""
    counts = {question: Counter(one.verdicts[question].confidence for one in found)
              for question in QUESTIONS}  # fmt: skip
    classes = {**{code: f"confiance {word}" for code, word in CONFIDENCES.items()},
               "": "ne se juge pas"}  # fmt: skip
    return ShareTable(
        "Avec quelle confiance les fiches-actions se jugent-elles ?",
        tuple(_SHORT),
        tuple(
            (colour, label, tuple(count[code] / len(found) for count in counts.values()))
            for (code, label), colour in zip(classes.items(), _COLOURS, strict=True)
        ),
    )


def _table(followed: Followed, found: tuple[Judged, ...]) -> Table:
    return Table.of(
        ("Fiche-action", "Preuve", *QUESTIONS.values(), "Communes touchées", "Il manque"),
        [
            (
                one.action["title"],
                terms.EVIDENCE[one.action["evidence"]],
                *(one.said(question) for question in QUESTIONS),
                _communes(followed, one.action["action"]),
                one.lacking,
            )
            for one in found
        ],
        caption="Chaque fiche-action face aux besoins, à la population et aux objectifs",
    )


def _rules() -> Table:
    lines = [
        (QUESTIONS[question], words, "ne juge pas" if code in UNJUDGED else "juge")
        for question, verdicts in VERDICTS.items()
        for code, words in verdicts.items()
    ]
    lines += [("Réserve", words, "baisse la confiance") for words in RESERVATIONS.values()]
    return Table.of(("Question", "Réponse possible", "Effet"), lines,
                      caption="Les réponses possibles et les réserves, toutes")  # fmt: skip
