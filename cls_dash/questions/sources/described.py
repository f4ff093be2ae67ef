"""What the site publishes, in the words of schema.org, for who looks for data."""

from typing import Any, Final

from cls_dash.questions import choices
from cls_dash.settings import Settings
from cls_dash.store.queries.territories import contracts_of
from cls_dash.store.release import Release

NAME: Final = "Actions des contrats locaux de santé, commune par commune"
_DESCRIPTION: Final = (
    "Contrats, actions et lieux où elles se déroulent, avec la source de chacune ; indicateurs "
    "publiés de population, de santé et d’offre de soins des mêmes communes."
)
_LICENCE: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def dataset(release: Release, known: Settings) -> dict[str, Any]:
    """Return what the site publishes as a ``Dataset`` of schema.org."""
    territories = choices.territories(release)
    starts = [contracts_of(release, slug)["start_year"].dropna().min() for slug in territories]
    years = [int(year) for year in starts if year == year]
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": NAME,
        "description": f"{_DESCRIPTION} Territoires : {', '.join(territories.values())}.",
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "license": _LICENCE,
        "version": release.digest[:12],
        "spatialCoverage": list(territories.values()),
    }
    if years:
        told["temporalCoverage"] = f"{min(years)}/{release.latest_fact.isoformat()}"
    if known.public_url:
        told["url"] = known.public_url
    if known.publisher:
        told["publisher"] = {"@type": "Organization", "name": known.publisher}
    return told
