"""Figures that may tell a need: of the latest year known for most inhabitants, or distances."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.analysis.coverage import time_to_nearest
from cls_dash.analysis.need import HigherIs, proportional_need, ranked_need
from cls_dash.analysis.observations import finest
from cls_dash.domain.need import REMOTE, STANDARD
from cls_dash.domain.observed import VALUED
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.provision.provision import Service, complete
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.observations import observed_around
from cls_dash.store.release import Release, memoised

KNOWN: Final = 0.8
"""Share of the inhabitants whose value must be known, at their commune's level or EPCI's."""
LEVELS: Final = ("commune", "epci")
MINUTES: Final = "minutes"
FAR: Final = "Éloignement des soins"
_NEAR: Final = (("medecins",), ("pharmacies",), ("urgences", "hopitaux"))
"""Services whose distance tells how far care is: of each, the first whose list is complete."""


@dataclass(frozen=True)
class Figure:
    """What tells a need, by commune of a territory."""

    code: str
    word: str
    """What it is called in everyday French."""
    title: str
    year: str
    unit: str
    higher_is: HigherIs
    """``better`` where a low value is a need."""
    by_commune: pd.Series

    @property
    def proportional(self) -> bool:
        """
        Say whether twice the value is twice the need.

        It is on a scale whose zero is none of it and where more is a need: a share, a rate or
        a time, never negative. An index, a class and a lack have ranks alone.
        """
        counted = self.unit.startswith(("%", "‰")) or "pour " in self.unit or self.unit == MINUTES
        return self.higher_is == "worse" and counted and not (self.by_commune < 0).any()

    def weighed(self, population: pd.Series, strength: float) -> pd.Series:
        """Return the need β of communes, some of the territory's."""
        values = self.by_commune.reindex(population.index)
        if self.proportional:
            return proportional_need(values, population)
        return ranked_need(values, population, higher_is=self.higher_is, strength=strength)


def known(values: pd.Series, population: pd.Series) -> float:
    """Return the share of inhabitants whose value is known."""
    people = population.fillna(0)
    return float(people[values.notna()].sum() / people.sum()) if people.sum() else 0.0


@memoised
def figures(release: Release, territory: str) -> dict[str, Figure]:
    """
    Return the indicators that tell a need of a territory, by code, standard ones first.

    An indicator does when its card says which values are worse, or when it is a standard
    one, and when one year is known for most inhabitants: values of several years do not
    compare. Each commune has its own value of that year, else its EPCI's. What is returned is
    shared: it must not be changed.
    """
    communes = communes_of(release, territory)
    seen = observed_around(release, territory)
    seen = seen[
        seen["level"].isin(LEVELS)
        & (seen["higher_is"].isin(["better", "worse"]) | seen["indicator"].isin(list(STANDARD)))
        & seen["status"].isin(VALUED)
        & seen["value"].notna()
    ]
    found = {
        str(code): figure
        for code, rows in seen.groupby("indicator", sort=False)
        if (figure := latest_figure(str(code), rows, communes)) is not None
    }
    return {code: found[code] for code in [*STANDARD, *found] if code in found}


def near(release: Release, territory: str) -> list[Service]:
    """Return the services whose distance tells how far care is, of complete lists alone."""
    lists = complete(release, territory)
    found = (next((lists[code] for code in codes if code in lists), None) for codes in _NEAR)
    return [service for service in found if service is not None]


def remoteness(release: Release, ground: Ground, territory: str) -> Figure:
    """
    Return the mean of the times to the nearest place of each service, by commune.

    A service out of reach is as far as care is looked for; a commune without any time is
    missing.
    """
    services = near(release, territory)
    codes = ground.communes.index
    placed = codes[codes.isin(ground.minutes["origin"])]
    times = pd.DataFrame(
        {
            service.code: time_to_nearest(ground.minutes, service.where, placed)
            for service in services
        }
    )
    names = ", ".join(service.one for service in services)
    return Figure(
        code=REMOTE,
        word=FAR,
        title=f"temps de trajet moyen jusqu’aux plus proches ({names})",
        year=min((service.year for service in services), default=""),
        unit=MINUTES,
        higher_is="worse",
        by_commune=times.fillna(LIMIT_MINUTES).mean(axis=1).reindex(codes),
    )


def latest_figure(code: str, rows: pd.DataFrame, communes: pd.DataFrame) -> Figure | None:
    """
    Return the latest year that is known for most inhabitants and is not all zero.

    Parameters
    ----------
    code
        Of the indicator.
    rows
        Its values, of communes and EPCI, with those of its card.
    communes
        By code: ``epci`` and ``population``.
    """
    # Of a span of years, the last one counts.
    for year in sorted(rows["year"].unique(), key=lambda year: str(year)[-4:], reverse=True):
        values = finest(rows[rows["year"] == year], communes, LEVELS)["value"].astype(float)
        if known(values, communes["population"]) >= KNOWN and values.any():
            first = rows.iloc[0]
            title = str(first["title"])
            return Figure(
                code=code,
                word=STANDARD.get(code, title),
                title=title,
                year=str(year),
                unit=str(first["unit"]),
                higher_is="better" if first["higher_is"] == "better" else "worse",
                by_commune=values,
            )
    return None
