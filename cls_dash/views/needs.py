"""What a need is: an indicator that was loaded, the distance to care, or the same for all."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import need_index, time_to_nearest
from cls_dash.domain.observed import VALUED
from cls_dash.store.readings import Readings
from cls_dash.views.ground import Ground

EQUAL: Final = "egal"
REMOTE: Final = "eloignement"
KNOWN: Final = 0.8
"""Share of the inhabitants whose value must be known, at their commune's level or EPCI's."""
CARE: Final = ("hospital", "emergency", "health_centre", "group_practice")
_LABELS: Final = {
    REMOTE: "Éloignement des soins",
    EQUAL: "Le même besoin pour chaque habitant",
}


@dataclass(frozen=True)
class Need:
    """A need, by commune that counts."""

    code: str
    label: str
    index: pd.Series
    """β, of mean 1 over inhabitants."""
    note: str
    """What it is made of, and how much is known."""

    @property
    def flat(self) -> bool:
        """Say whether every commune has the same need."""
        return self.code == EQUAL or bool(self.index.max() - self.index.min() < 1e-9)


def offered(readings: Readings, territory: str) -> dict[str, str]:
    """
    Return the needs that the data of a territory allow, by code, the best known first.

    An indicator is offered when it has a direction and is known, in the commune or else
    in its EPCI, for most inhabitants; distance to care when places of care are known.
    """
    communes = readings.communes(territory)
    found = {
        str(code): str(rows["title"].iloc[0])
        for code, rows in _observed(readings, communes).groupby("indicator", sort=False)
        if _known(_finest(rows, communes), communes) >= KNOWN
    }
    if not _care(readings, territory).empty:
        found[REMOTE] = _LABELS[REMOTE]
    return {**found, EQUAL: _LABELS[EQUAL]}


def need(readings: Readings, ground: Ground, territory: str, code: str) -> Need:
    """Return a need by commune; one that the data do not allow is the same for all."""
    if code == REMOTE:
        return _remote(readings, ground, territory)
    observed = _observed(readings, ground.communes)
    observed = observed[observed["indicator"] == code]
    if observed.empty:
        flat = pd.Series(1.0, ground.communes.index, name="need")
        return Need(EQUAL, _LABELS[EQUAL], flat, "Chaque habitant compte pour un.")
    values = _finest(observed, ground.communes)
    first = observed.iloc[0]
    share = wording.percent(_known(values, ground.communes))
    return Need(
        code=code,
        label=str(first["title"]),
        index=need_index(values, ground.population, higher_is=first["higher_is"]),
        note=(
            f"Besoin : {first['title'].lower()}, dernière valeur publiée de la commune, sinon de "
            f"son intercommunalité ; connue pour {share} des habitants, moyenne ailleurs."
        ),
    )


def _remote(readings: Readings, ground: Ground, territory: str) -> Need:
    places = pd.Index(_care(readings, territory)["commune"].unique())
    times = time_to_nearest(ground.minutes, places, ground.communes.index)
    return Need(
        code=REMOTE,
        label=_LABELS[REMOTE],
        index=need_index(times, ground.population, higher_is="worse"),
        note=(
            "Besoin : temps de trajet jusqu’au premier hôpital, service d’urgences, centre ou "
            "maison de santé recensé ; la liste est incomplète."
        ),
    )


def _care(readings: Readings, territory: str) -> pd.DataFrame:
    providers = readings.providers_around(territory)
    return providers[providers["category"].isin(CARE) & (providers["status"] == "active")]


def _observed(readings: Readings, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the latest values that have a direction, of communes and of their EPCI."""
    codes = [*communes.index, *communes["epci"].dropna().unique()]
    seen = readings.observations(codes)
    seen = seen[
        seen["level"].isin(["commune", "epci"])
        & seen["higher_is"].isin(["better", "worse"])
        & seen["status"].isin(VALUED)
        & seen["value"].notna()
    ]
    return seen.sort_values("year").drop_duplicates(
        ["indicator", "level", "geography"], keep="last"
    )


def _finest(observed: pd.DataFrame, communes: pd.DataFrame) -> pd.Series:
    """Return the value of each commune, else of its EPCI, else nothing."""
    by_level = {
        level: observed[observed["level"] == level].set_index("geography")["value"]
        for level in ("commune", "epci")
    }
    own = by_level["commune"].reindex(communes.index)
    theirs = communes["epci"].map(by_level["epci"])
    return own.fillna(theirs).astype(float)


def _known(values: pd.Series, communes: pd.DataFrame) -> float:
    people = communes["population"].fillna(0)
    return float(people[values.notna()].sum() / people.sum()) if people.sum() else 0.0
