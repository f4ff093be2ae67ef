"""What an address may ask: which region, and what its contracts are compared by."""

from typing import Final

from cls_dash.domain.extent import Extent
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.regions import REGIONS
from cls_dash.domain.selection import Selection
from cls_dash.questions.region import rates
from cls_dash.questions.region.figures import of_territories
from cls_dash.store.queries import country
from cls_dash.store.release import Release

REGION: Final = Parameter("region", "Région")
RATE: Final = Parameter("taux", "Comparer par")


def region(release: Release, selection: Selection, _codes: Codes) -> Parameter | None:
    """Offer the regions of some contract, first that of most communes of the territory."""
    known = of_territories(release)
    here = country.places(release, Extent("territory", selection.territory))["region"]
    own = [str(code) for code in here.value_counts().index if code in known]
    codes = dict.fromkeys((*own, *known))
    return REGION.offering({code: REGIONS[code] for code in codes}) if codes else None


def rate(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """Offer what the contracts of a region may be compared by."""
    if REGION.key not in codes:
        return None
    known = rates.offered(release, codes[REGION.key], documented_only=selection.documented_only)
    return RATE.offering(known, default=next(iter(known))) if known else None
