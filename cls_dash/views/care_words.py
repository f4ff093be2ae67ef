"""What «Accès aux soins» says: on complete lists alone, and beside what a producer publishes."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import neediest
from cls_dash.domain.services import CATCHMENT_MINUTES
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.forgotten.figures import median_minutes
from cls_dash.store.readings import Readings
from cls_dash.views.ground import Ground
from cls_dash.views.provision import Partial, Service

NEAR: Final = CATCHMENT_MINUTES
NOWHERE: Final = "Aucune commune n’a de point connu : aucun trajet n’est mesuré."
_NAMED: Final = 3


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


def published(readings: Readings, here: Ground, offer: Service) -> Published | None:
    """Return what is published of a service, in the EPCI of a territory and in France."""
    if not offer.published:
        return None
    epci = list(here.communes["epci"].dropna().unique())
    seen = readings.observations([*here.communes.index, *epci, "FR"])
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


def answer(table: pd.DataFrame, offer: Service, known: Published | None) -> str:
    """Say who is near the service, who is not, and what is published of it."""
    return " ".join(filter(None, (_near(table, offer), apl(known) if known else "")))


def _near(table: pd.DataFrame, offer: Service) -> str:
    people = table["population"].astype(float)
    if not people.sum() > 0:
        return NOWHERE
    far = table[~(table["time"] <= NEAR)].sort_values("population", ascending=False)
    share = wording.percent(1 - float(far["population"].sum() / people.sum()))
    said = (
        f"D’après {offer.basis}, **{share}** des habitants sont à "
        f"{wording.number(NEAR)} minutes ou moins d’{offer.article} {offer.one}."
    )
    if far.empty:
        return said
    n, names = len(far), list(far["name"].head(_NAMED))
    return (
        f"{said} **{wording.counted(n, 'commune')}** "
        f"{wording.agreeing(n, 'en est', 'en sont')} plus loin, "
        f"{'dont ' if n > len(names) else ''}{wording.listing(names)}."
    )


def apl(known: Published) -> str:
    """Say what is published of access to general practitioners, here and in France."""
    among = " selon l’intercommunalité" if known.epci > 1 else ""
    told = [
        f"**{_between(least, most)}** en {year} (France : {wording.number(france, 1)})"
        for year, least, most, france in known.yearly
    ]
    return f"APL publiée (DREES, {known.years}), en {known.unit}{among} : {wording.listing(told)}."


def _between(least: float, most: float) -> str:
    ends = wording.number(least, 1), wording.number(most, 1)
    return ends[0] if ends[0] == ends[1] else f"de {ends[0]} à {ends[1]}"


def facts(
    table: pd.DataFrame, offer: Service, here: Ground, known: Published | None
) -> tuple[str, ...]:
    """Say how far half of the inhabitants are, who is farthest, and what they share."""
    people = table["population"].astype(float)
    if not people.sum() > 0:
        return ()
    half = median_minutes(table["time"], people)
    or_less = " ou moins" if half <= here.horizon else ""
    said = [f"La moitié des habitants sont à **{here.time(half)}**{or_less}."]
    farthest = table.sort_values("time", na_position="last").iloc[-1]
    beyond = table[~(table["time"] <= here.horizon)]
    if len(beyond) > 1:
        n = wording.counted(len(beyond), "commune")
        said.append(f"**{n}** sont à {here.time(float('inf'))}.")
    else:
        said.append(
            f"La commune la plus éloignée : **{farthest['name']}**, {here.time(farthest['time'])}."
        )
    said += _shared(table, offer, people)
    if known:
        said.append(
            "L’APL et l’offre partagée ne se comparent pas : la première compte des "
            "consultations, selon l’activité des médecins et l’âge des habitants "
            f"({known.years}) ; la seconde, des {offer.many} pour 10{wording.NBSP}000 habitants "
            f"({offer.year})."
        )
        if known.derived:
            said.append(
                "L’APL est publiée par commune ; celle des intercommunalités et de la France est "
                "une moyenne calculée par l’atlas."
            )
    return tuple(said)


def _shared(table: pd.DataFrame, offer: Service, people: pd.Series) -> list[str]:
    if not offer.people:
        return []
    if table["access"].isna().any():
        return [
            "L’offre partagée n’est pas mesurée : les habitants des communes voisines ne sont pas "
            "connus. Faites la carte de France (`cls-dash geography --france`)."
        ]
    mean = float((table["access"] * people).sum() / people.sum())
    said = [
        f"Un habitant a accès en moyenne à **{wording.number(mean, 1)}** {offer.many} pour "
        f"10{wording.NBSP}000 habitants, une fois l’offre de {offer.year} partagée."
    ]
    least = _least(table, people)
    if len(least) and mean > 0:
        low = float((least["access"] * least["population"]).sum() / least["population"].sum())
        said.append(
            f"Le cinquième d’habitants le moins bien servi n’a accès qu’à "
            f"**{wording.number(low, 1)}**, dans {wording.counted(len(least), 'commune')}."
        )
    return said


def _least(table: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Return the communes of the fifth of inhabitants that have least; none if all have as much."""
    try:
        return table[neediest(-table["access"], people)]
    except UndefinedMeasureError:
        return table.iloc[:0]


def listed(readings: Readings, offer: Service) -> str:
    """Say from which list a service is known, and what it is worth."""
    card = readings.sources().loc[offer.source]
    caveats = [wording.CAVEATS[code] for code in str(card["caveats"] or "").split(";") if code]
    worth = f" ({', '.join(caveats)})" if caveats else ""
    when = wording.partial_day(offer.complete_on) or offer.year
    return (
        f"Liste : {card['producer']}, {card['title']}{worth}. Complète ici et alentour à sa date "
        f"({when}), qui n’est pas aujourd’hui."
    )


def places(partial: Partial) -> str:
    """Say how many places are known, and that nothing is concluded of them."""
    n = wording.counted(len(partial.places), "lieu connu", "lieux connus")
    return f"**{n}** dans le territoire et alentour : {partial.label}. {partial.lacking}"
