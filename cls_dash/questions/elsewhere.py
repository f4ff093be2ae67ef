"""What an address names that its territory has not, and another one of the atlas has."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Codes
from cls_dash.domain.shared import AXIS, CONTRACT, EVIDENCE, PERIMETER, TERRITORY
from cls_dash.questions import choices
from cls_dash.questions.at_address import parameters
from cls_dash.questions.commune.asked import COMMUNE
from cls_dash.questions.country.asked import EXTENT
from cls_dash.questions.nearest import MOST, Way, named
from cls_dash.store.queries import holders
from cls_dash.store.release import Release

HOLDERS: Final[Mapping[str, Callable[[Release], Mapping[str, Mapping[str, str]]]]] = (
    MappingProxyType(
        {
            COMMUNE.key: holders.communes,
            CONTRACT.key: holders.contracts,
            AXIS.key: holders.axes,
            PERIMETER.key: holders.perimeters,
            EXTENT.key: holders.intercommunalities,
        }
    )
)
"""Names of what each territory holds, by the key of what names it."""


def ways(release: Release, stem: str, codes: Codes, key: str) -> tuple[Way, ...]:
    """Return the ways to the territories whose page knows what an address says of ``key``."""
    return tuple(_ways(release, stem, codes, key)) if key in HOLDERS else ()


def _ways(release: Release, stem: str, codes: Codes, key: str) -> Iterator[Way]:
    names = choices.territories(release)
    found = [
        (slug, each)
        for slug, held in HOLDERS[key](release).items()
        if slug in names and slug != codes.get(TERRITORY.key)
        for each in named(codes[key], held)
    ]
    # What many have, such as a first contract, tells none of them.
    for slug, each in found if len(found) <= MOST else ():
        asked = {TERRITORY.key: slug, key: each}
        if EVIDENCE.key in codes:
            asked[EVIDENCE.key] = codes[EVIDENCE.key]
        shared, own = parameters(release, stem, asked)
        there = next((one for one in (*shared, *own) if one.key == key), None)
        if there and each in there.options:
            yield Way(f"{there.options[each]} · {names[slug]}", asked, away=True)
