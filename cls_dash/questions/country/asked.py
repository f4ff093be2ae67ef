"""What an address may ask: what is coloured, where, at which level, under which points."""

from types import MappingProxyType
from typing import Final

from cls_dash.domain.extent import Extent
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.questions.country import extents, layers, points
from cls_dash.store.release import Release, memoised

LEVELS: Final = MappingProxyType(
    {
        "commune": "Communes",
        "epci": "Intercommunalités",
        "departement": "Départements",
        "region": "Régions",
    }
)
COLOUR: Final = Parameter("couleur")
LEVEL: Final = Parameter("maille")
EXTENT: Final = Parameter("etendue", "Où")
OVER: Final = Parameter("points", "Ajouter des points", default=points.NONE)
PLACE: Final = Parameter("lieu", default="", free=True)


def colour(release: Release, selection: Selection, _codes: Codes) -> Parameter | None:
    """Offer what colours may say, where something is known."""
    offered = colours(release, selection.territory)
    return COLOUR.offering(offered) if offered else None


def level(release: Release, _selection: Selection, codes: Codes) -> Parameter | None:
    """Offer the levels at which a colour is known."""
    if COLOUR.key not in codes:
        return None
    return LEVEL.offering(levels(release, codes[COLOUR.key]))


def extent(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """Offer what the map may show; it opens on what a colour is known in."""
    if COLOUR.key not in codes:
        return None
    opening = extents.opening(release, selection.territory, codes[COLOUR.key])
    return EXTENT.offering(extents.offered(release, selection.territory), default=opening)


def over(release: Release, _selection: Selection, _codes: Codes) -> Parameter:
    """Offer what may be laid over the map."""
    return OVER.offering(points.offered(release))


@memoised
def colours(release: Release, territory: str | None = None) -> dict[str, str]:
    """Return what colours may say, by code in the URL; what is known of a territory first."""
    known = layers.offered(release)
    titles = {code: layer.title for code, layer in known.items()}
    here = Extent("territory", territory) if territory else None
    first = (
        code
        for code, layer in known.items()
        if here and layers.measured(release, layer, layer.levels[0], here).figures.notna().any()
    )
    opening = next(first, None)
    return {opening: titles[opening], **titles} if opening else titles


def levels(release: Release, layer: str) -> dict[str, str]:
    """Return the levels at which a layer is known, the finest first."""
    return {level: LEVELS[level] for level in layers.offered(release)[layer].levels}
