"""What an address may ask: a commune."""

from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.release import Release

COMMUNE: Final = Parameter(
    "commune", "Commune", default="", names=True, kind="une commune de ce territoire"
)
_NONE: Final = {"": "Choisissez une commune"}


def commune(release: Release, selection: Selection, _: Codes) -> Parameter:
    """Offer the communes of the territory, in alphabetical order."""
    return COMMUNE.offering(_NONE | names(release, selection.territory))


def names(release: Release, territory: str) -> dict[str, str]:
    """Return the names of a territory's communes by code, in alphabetical order."""
    communes = communes_of(release, territory)["name"]
    return {str(code): str(name) for code, name in sorted(communes.items(), key=lambda c: c[1])}
