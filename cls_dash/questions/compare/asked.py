"""What an address may ask: which territories are compared, and on what."""

from typing import Final

from cls_dash.domain.parameter import Codes, Parameter, Several
from cls_dash.domain.selection import Selection
from cls_dash.errors import EmptyPerimeterError, UnknownTerritoryError
from cls_dash.questions.compare.figures import measured
from cls_dash.questions.compare.rates import ACTIONS
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release

MOST: Final = 12
"""Territories compared at once, the one of the bar included."""
FIRST: Final = 3
"""Others that are compared before a reader chooses."""
WITH: Final = Parameter(
    "avec", "Comparer avec", explanation="Tapez un nom. Onze autres territoires au plus."
)
COLOUR: Final = Parameter("couleur", "Ce qui est comparé")


def companions(release: Release, territory: str) -> Several:
    """Return the territories that may be compared with one, by the name that people type."""
    names = territories_of(release)["name"]
    return Several(
        {str(slug): str(names[slug]) for slug in names.index if slug != territory},
        MOST - 1,
        FIRST,
    )


def others(release: Release, selection: Selection, _: Codes) -> Parameter | None:
    """Offer the other territories, where there is any."""
    known = companions(release, selection.territory)
    return WITH.offering(known, default=next(iter(known))) if known else None


def territories(selection: Selection, codes: Codes) -> tuple[str, ...]:
    """Return the territories compared, the one of the bar first."""
    return selection.territory, *Several.read(codes[WITH.key])


def colour(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """
    Offer what is known of two territories at least, the first by default.

    Where nothing is, what would be compared first: the page says why it cannot be. Nothing
    where territories cannot be compared at all.
    """
    if WITH.key not in codes:
        return None
    try:
        _, measures = measured(release, selection, territories(selection, codes))
    except (EmptyPerimeterError, UnknownTerritoryError):  # The page says so.
        return None
    known = {
        code: measure.title
        for code, measure in measures.items()
        if (measure.figures["known"] >= KNOWN).sum() > 1
    }
    known = known or {ACTIONS: measures[ACTIONS].title}
    return COLOUR.offering(known, default=next(iter(known)))
