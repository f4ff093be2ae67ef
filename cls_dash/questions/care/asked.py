"""What an address may ask: a service, and what the map measures of it."""

from types import MappingProxyType
from typing import Final

from cls_dash import wording
from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.questions.care.figures import access
from cls_dash.questions.provision import provision
from cls_dash.store.release import Release

TIME: Final = "temps"
ACCESS: Final = "accessibilite"
MEASURES: Final = MappingProxyType(
    {TIME: "Temps jusqu’au plus proche", ACCESS: "Offre accessible par habitant"}
)
SERVICE: Final = Parameter("service", "Service")
MEASURE: Final = Parameter("mesure", "Couleur de la carte", default=TIME)


def service(release: Release, selection: Selection, _: Codes) -> Parameter | None:
    """Offer the services around a territory, those whose list is complete first."""
    whole = provision.complete(release, selection.territory)
    others = provision.known(release, selection.territory)
    services = {
        **{code: offer.label for code, offer in whole.items()},
        **{
            code: f"{wording.starting(partial.label)} : lieux connus"
            for code, partial in others.items()
        },
    }
    return SERVICE.offering(services) if services else None


def measure(release: Release, selection: Selection, codes: Codes) -> Parameter | None:
    """Offer what is measured of a service: nothing where its list is not complete."""
    territory = selection.territory
    offer = provision.complete(release, territory).get(codes.get(SERVICE.key, ""))
    if offer is None:
        return None
    shared = access(release, territory, offer.code).notna().any()
    return MEASURE.offering(
        {code: label for code, label in MEASURES.items() if code == TIME or shared}
    )
