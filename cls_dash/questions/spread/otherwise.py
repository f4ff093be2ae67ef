"""What is true where too few actions are recorded: need, and published access to care."""

from dataclasses import replace
from typing import Final

from cls_dash.domain.selection import Selection
from cls_dash.errors import EmptyPerimeterError
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import ground
from cls_dash.questions.provision import apl, provision
from cls_dash.questions.spread import recorded
from cls_dash.questions.spread.score_card import ScoreCard
from cls_dash.store.release import Release

DOCTORS: Final = "medecins"
"""The service whose access is published: general practitioners."""


def completed(release: Release, selection: Selection, card: ScoreCard) -> ScoreCard:
    """Return a score card; one that concludes nothing says what is known of the territory."""
    return card if card.conclusive else replace(card, facts=facts(release, selection))


def facts(release: Release, selection: Selection) -> tuple[str, ...]:
    """Say where need is strongest, and what is published of access to general practitioners."""
    try:
        here = ground(release, selection)
    except EmptyPerimeterError:
        return ()
    wanted = needs.need(release, here, selection.territory, "")
    offer = provision.complete(release, selection.territory).get(DOCTORS)
    access = apl.published(release, here, offer) if offer else None
    said = recorded.facts(here, wanted)
    return (*said, apl.said(access)) if access else said
