"""The page «Accueil»."""

from collections.abc import Sequence
from typing import Final

from cls_dash.page.model import (
    Click,
    Facts,
    Folded,
    Link,
    Map,
    Note,
    Opening,
    Page,
    Part,
    Prose,
    Remarks,
    Timeline,
    Titled,
    present,
    titled,
)
from cls_dash.questions.home import maps, words
from cls_dash.questions.home.figures import ASSET, Contract, figures
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.spread import otherwise, score_card
from cls_dash.questions.spread.generations import beside
from cls_dash.questions.spread.score_card import ScoreCard
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release

STEM: Final = "accueil"
_CLICK: Final = Click(STEM, "territoire")


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    selection, chance = asked.selection, asked.chance
    found = figures(release, selection)
    card = score_card.build(release, selection, chance=chance)
    card = otherwise.completed(release, selection, card)
    others = beside(release, selection, chance=chance)
    digest = asset_digest(release, ASSET)
    shown = Map(digest, maps.territories(found), "territoires", click=_CLICK)
    return Page(
        question=words.QUESTION,
        answer=words.answer(card),
        warning=card.warning,
        opening=Opening(shown, words.identity(found.here), _beside(card, others)),
        parts=(
            Titled(words.LIFE, _life(found.contracts)),
            Titled(words.WHAT, (Prose(words.EXPLAINED),)),
        ),
        shared=False,
    )


def _beside(card: ScoreCard, others: tuple[str, ...]) -> tuple[Part, ...]:
    """Return what is said beside the map, and where to read on."""
    return present(
        Facts(card.facts, card.faded),
        Note(card.known) if card.known else None,
        titled(words.BESIDE, Facts(others) if others else None),
        Link(words.ACTIONS, "carte_actions", {}),
        Link(words.COMMUNE, "ma_commune", {}),
    )


def _life(contracts: Sequence[Contract]) -> tuple[Part, ...]:
    """Return the contracts as they follow one another, and who takes part in each."""
    spans = [words.span(each) for each in contracts]
    told = [words.remarks(each) for each in contracts]
    groups = tuple((span.title, said) for span, said in zip(spans, told, strict=True) if said)
    return (
        Timeline(tuple(spans)),
        Folded(words.PARTIES, "parties", (Remarks(groups),)),
    )


QUESTION: Final = Question(STEM, words.QUESTION, build, has_map=False)
