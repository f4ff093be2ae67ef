"""What a producer publishes of how accessible a service is: the APL of general practitioners."""

from dataclasses import dataclass

import pandas as pd

from cls_dash import wording
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.provision.provision import Service
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Published:
    """What a producer publishes of how accessible a service is."""

    years: str
    year: str
    """The latest."""
    unit: str
    yearly: tuple[tuple[str, float, float, float], ...]
    """Year, least and most of the EPCI of the territory, and value of France."""
    derived: bool
    """Whether we averaged what is published of communes."""
    epci: int
    """How many they are."""
    local: pd.Series
    """Of the latest year, by commune."""


def published(release: Release, here: Ground, offer: Service) -> Published | None:
    """Return what is published of a service, in the EPCI of a territory and in France."""
    if not offer.published:
        return None
    epci = list(here.communes["epci"].dropna().unique())
    seen = observations_of(release, [*here.communes.index, *epci, "FR"])
    seen = seen[(seen["indicator"] == offer.published) & seen["value"].notna()]
    theirs = seen[(seen["level"] == "epci") & seen["geography"].isin(epci)]
    country = seen[seen["level"] == "pays"]
    years = sorted(set(theirs["year"]) & set(country["year"]))
    if not years:
        return None
    by_year = theirs.groupby("year")["value"].agg(["min", "max"])
    france = country.set_index("year")["value"]
    local = seen[(seen["level"] == "commune") & (seen["year"] == years[-1])]
    return Published(
        years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}",
        year=years[-1],
        unit=str(theirs["unit"].iloc[0]),
        yearly=tuple((year, *map(float, by_year.loc[year]), float(france[year])) for year in years),
        derived=bool((theirs["status"] == "derived").any()),
        epci=theirs["geography"].nunique(),
        local=local.set_index("geography")["value"].astype(float),
    )


def said(known: Published) -> str:
    """Say what is published of access to general practitioners, the latest year, and in France."""
    year, least, most, france = known.yearly[-1]
    among = ", selon l’intercommunalité" if known.epci > 1 else ""
    return (
        f"Accès aux généralistes (DREES, {year}){among} : **{_between(least, most)}** {known.unit} "
        f"(France : {wording.number(france, 1)})."
    )


def before(known: Published) -> tuple[str, ...]:
    """Say the same of each year before, the latest first."""
    return tuple(
        f"En {year} : {_between(least, most)} (France : {wording.number(france, 1)})."
        for year, least, most, france in known.yearly[-2::-1]
    )


def _between(least: float, most: float) -> str:
    ends = wording.number(least, 1), wording.number(most, 1)
    return ends[0] if ends[0] == ends[1] else f"de {ends[0]} à {ends[1]}"
