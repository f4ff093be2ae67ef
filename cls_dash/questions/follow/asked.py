"""What an address may ask: what is followed, and from where."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.domain.shared import ALL
from cls_dash.questions.follow import chain
from cls_dash.questions.follow.figures import followed
from cls_dash.store.release import Release

CHAIN: Final = "chaine"
VIEWS: Final = MappingProxyType(
    {
        CHAIN: "Du besoin à la commune",
        "prevu": "Prévu, réalisé, publics",
        "evaluation": "Évaluation au fil de l’eau",
        "partenaires": "Partenaires",
        "suite": "D’un contrat à l’autre",
        "calendrier": "Calendrier",
    }
)
VIEW: Final = Parameter("vue", "Ce que vous voulez suivre", VIEWS, default=CHAIN)
THEME: Final = Parameter("theme", "Partir d’un thème", default=ALL)
COMMUNE: Final = Parameter(
    "commune", "Ou d’une commune", default=ALL, kind="une commune où une de ces actions a eu lieu"
)


def theme(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """Offer the themes of which something is known, to the chain alone."""
    if codes[VIEW.key] != CHAIN:
        return None
    known = chain.themes(followed(release, selection))["title"]
    titles = {str(code): title for code, title in known.items()}
    return THEME.offering({ALL: "Tous les thèmes", **titles})


def commune(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """Offer the communes where an action took place, in alphabetical order, to the chain alone."""
    if codes[VIEW.key] != CHAIN:
        return None
    found = followed(release, selection).deployments.dropna(subset="commune")
    names = dict(zip(found["commune"], found["commune_name"], strict=True))
    ordered = dict(sorted(names.items(), key=lambda pair: pair[1]))
    return COMMUNE.offering({ALL: "Toutes les communes", **ordered})
