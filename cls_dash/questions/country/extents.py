"""What a map of France may show, as the reader chooses it: a territory, and what holds it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.domain.regions import REGIONS
from cls_dash.questions.country import layers
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.render.maps import Box
from cls_dash.store.queries import country
from cls_dash.store.release import Release

HERE: Final = "territoire"
"""The code, in the URL, of the territory that is chosen in the bar."""
MARGIN_DEG: Final = 0.06
"""Around the chief points of an EPCI: half the width of a large commune."""
_TITLES: Final = MappingProxyType(
    {"epci": "{}", "departement": "Département : {}", "region": "Région : {}"}
)


def offered(release: Release, territory: str) -> dict[str, str]:
    """Return what may be shown, by code in the URL: the territory first, and what holds it."""
    everywhere = country.places(release, FRANCE)
    here = country.places(release, Extent("territory", territory))
    names = {"departement": country.names(release), "region": REGIONS}
    found = {HERE: "Ce territoire"}
    for code, name in here.dropna(subset="epci").groupby("epci")["epci_name"].first().items():
        found[f"epci-{code}"] = str(name)
    for places in (here, everywhere):
        for level in ("departement", "region"):
            found |= _named(level, places[level], names[level])
        found |= {"france": _whole(release, everywhere)}
    return found


def _whole(release: Release, everywhere: pd.DataFrame) -> str:
    """Name the widest map: without the communes of every département, it is not France."""
    known = set(country.names(release)) <= set(everywhere["departement"])
    return "Toute la France" if known else "Toutes les communes de l’atlas"


def opening(release: Release, territory: str, code: str) -> str:
    """
    Return the widest extent of which a layer is known in most places, by code in the URL.

    A map of France where most is grey would look broken, and compare with nothing.
    """
    layer = layers.offered(release)[code]
    here = country.places(release, Extent("territory", territory))
    regions = [Extent("region", str(code)) for code in here["region"].unique()]
    for extent in (FRANCE, *(regions if len(regions) == 1 else ())):
        figures = layers.measured(release, layer, layer.levels[0], extent).figures
        if figures.notna().mean() >= KNOWN:
            return "-".join(filter(None, (extent.kind, extent.code)))
    return HERE


def read(code: str, territory: str) -> Extent:
    """Return the extent that a code of the URL names."""
    if code == HERE:
        return Extent("territory", territory)
    kind, _, official = code.partition("-")
    return Extent(kind, official)


def shown(release: Release, extent: Extent) -> tuple[Extent, Box | None]:
    """
    Return the extent whose geometry shows another one, and what the map opens on.

    An EPCI is shown among its neighbours: those of its département, or of what holds it.
    """
    if extent.kind != "epci":
        return extent, None
    members = country.places(release, extent)
    known = members.dropna(subset=["longitude", "latitude"])
    box = (
        None
        if known.empty
        else (
            float(known["longitude"].min()) - MARGIN_DEG,
            float(known["latitude"].min()) - MARGIN_DEG,
            float(known["longitude"].max()) + MARGIN_DEG,
            float(known["latitude"].max()) + MARGIN_DEG,
        )
    )
    for level in ("departement", "region"):
        if len(held := members[level].unique()) == 1:
            return Extent(level, str(held[0])), box
    return FRANCE, box


def _named(level: str, codes: pd.Series, names: Mapping[str, str]) -> dict[str, str]:
    """Return the places of a level that are named, the one with most communes first."""
    return {
        f"{level}-{code}": _TITLES[level].format(names[code])
        for code in codes.value_counts().index
        if code in names
    }
