"""Everything that is known of several territories, each figure made the honest way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.observed import VALUED
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.queries import catalogue
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release, memoised
from cls_dash.views import provision, telling
from cls_dash.views.choropleth import decimals
from cls_dash.views.compare_ground import Ground, ground
from cls_dash.views.compare_rates import (
    ACTIONS,
    PER,
    PER_UNIT,
    YEARLY,
    Average,
    Measure,
    actions,
    attested,
    rated,
)
from cls_dash.views.needs import KNOWN
from cls_dash.views.rows import rows

__all__ = ["ACTIONS", "PER", "YEARLY", "Measure", "average", "by_commune", "figure", "measured"]
INHABITANTS: Final = "habitants"
"""Unit of a stock that is no count of events: it is the denominator of the others."""
_DENSITY: Final = re.compile(r"^hab\S*\s?(?:par|/)\s?km", re.IGNORECASE)
_MIDDLE: Final = re.compile(r"médian|décile|quartile|quintile|gini", re.IGNORECASE)
"""What the whole's figure cannot be made from its parts'."""


@memoised
def measured(
    release: Release, selection: Selection, territories: tuple[str, ...]
) -> tuple[Ground, dict[str, Measure]]:
    """
    Return the territories compared, and all that is known of them, by code in the URL.

    Raises
    ------
    UnknownTerritoryError, EmptyPerimeterError
        As :func:`cls_dash.views.compare_ground.ground`.
    """
    here = ground(release, selection, territories)
    found = (*actions(release, here), *_published(release, here), *_provided(release, here))
    return here, {measure.code: measure for measure in found}


def average(card: Mapping[str, Any]) -> tuple[Average | None, str]:
    """
    Return how the figure of a whole is made of its parts', and how that is said.

    The unit says what a ratio is divided by. Medians, deciles and amounts have no figure of
    the whole.
    """
    unit = str(card["unit"])
    if _DENSITY.search(unit):
        return _density, "habitants rapportés à la surface totale"
    if _MIDDLE.search(str(card["title"])):
        return None, "une médiane ou un décile ne se moyenne pas"
    if "habitant" in unit:
        return _mean, "moyenne pondérée par la population, son dénominateur"
    if unit.startswith("%"):
        return _mean, "moyenne pondérée par la population, faute de son dénominateur"
    return None, "aucun dénominateur connu : pas de moyenne"


def _mean(values: pd.Series, people: pd.Series) -> float:
    return float((values * people).sum() / people.sum())


def _density(values: pd.Series, people: pd.Series) -> float:
    lived = values > 0
    return float(people[lived].sum() / (people[lived] / values[lived]).sum())


def _provided(release: Release, here: Ground) -> Iterator[Measure]:
    """Return the services whose list is complete in all the territories, by inhabitant."""
    codes = here.people.index.get_level_values("commune")
    for service in provision.complete(release, *here.names).values():
        yield rated(
            f"n.{service.code}", service.label, PER_UNIT, _at(service.listed, codes, here),
            here.people, higher_is="better", year=service.year,
            basis=f"nombre rapporté aux habitants ; liste complète de {service.year}",
        )  # fmt: skip


def _at(counts: pd.Series, codes: pd.Index, here: Ground) -> pd.Series:
    """Return counts by commune as those of each commune that counts, none being zero."""
    return pd.Series(counts.reindex(codes).fillna(0.0).to_numpy(dtype=float), here.people.index)


def _published(release: Release, here: Ground) -> Iterator[Measure]:
    """Return the indicators known in some commune or EPCI of the territories, as they tell."""
    seen = _observed(release, here)
    cards = {row["code"]: row for row in rows(catalogue.cards(release))}
    by_indicator = dict(tuple(seen.groupby("indicator", sort=False)))
    for code in telling.ranked(telling.known(seen)):
        card, past = cards[code], by_indicator[code]
        group = past.drop_duplicates(["level", "geography"], keep="last")
        if card["kind"] != "stock":
            yield _indicator(here, card, group, past)
        elif card["unit"] != INHABITANTS:
            yield from _stock(here, card, group)


def _observed(release: Release, here: Ground) -> pd.DataFrame:
    """Return what is published of the communes compared and of their EPCI, oldest first."""
    codes = [*here.communes.index.unique("commune"), *here.communes["epci"].dropna().unique()]
    seen = observations_of(release, codes)
    known = seen["level"].isin(["commune", "epci"]) & seen["status"].isin(VALUED)
    if here.documented_only:
        known &= seen["evidence"] != Evidence.ILLUSTRATIVE
    return seen[known & seen["value"].notna()].sort_values("year", kind="stable")


def by_commune(group: pd.DataFrame, here: Ground) -> pd.Series:
    """Return the value of each commune, else of its EPCI, else nothing."""
    theirs = group[group["level"] == "epci"].set_index("geography")["value"]
    return _own(group, here).fillna(here.communes["epci"].map(theirs).astype(float))


def _own(group: pd.DataFrame, here: Ground) -> pd.Series:
    """Return the value published of each commune itself."""
    known = group[group["level"] == "commune"].set_index("geography")["value"]
    codes = here.communes.index.get_level_values("commune")
    return pd.Series(known.reindex(codes).to_numpy(dtype=float), here.communes.index)


def figure(values: pd.Series, people: pd.Series, made: Average | None) -> pd.Series:
    """Return ``value``, missing under :data:`KNOWN`, and ``known``, of some communes."""
    there = values.notna()
    known = float(people[there].sum() / people.sum())
    value = made(values[there], people[there]) if made and known >= KNOWN else float("nan")
    return pd.Series({"value": value, "known": known})


def _indicator(
    here: Ground, card: Mapping[str, Any], group: pd.DataFrame, past: pd.DataFrame
) -> Measure:
    values, people = by_commune(group, here), here.people
    lacking = here.communes.loc[_own(group, here).isna(), "epci"]
    used = group[(group["level"] == "commune") | group["geography"].isin(lacking)]
    made, basis = average(card)
    figures = pd.DataFrame(
        {slug: figure(values.loc[[slug]], people.loc[[slug]], made) for slug in here.names}
    ).T
    return Measure(
        code=str(card["code"]), title=str(card["title"]), unit=str(card["unit"]),
        higher_is=str(card["higher_is"]), year=span(used["year"]), basis=basis,
        local=values, events=None, sizes=None,
        figures=figures.assign(lower=float("nan"), upper=float("nan")),
        overall=float(figure(values, people, made)["value"]),
        evidence=attested(used["evidence"]), parts={} if made else _parts(here, group),
        made=made, past=past,
    )  # fmt: skip


def _stock(here: Ground, card: Mapping[str, Any], group: pd.DataFrame) -> Iterator[Measure]:
    """Return a count by inhabitant, where it is known in every commune."""
    values = by_commune(group[group["level"] == "commune"], here)
    if values.notna().all():
        yield rated(
            str(card["code"]), str(card["title"]), f"{card['unit']} {PER_UNIT}", values,
            here.people, basis="nombre rapporté aux habitants", higher_is=str(card["higher_is"]),
            year=span(group["year"]), evidence=attested(group["evidence"]),
        )  # fmt: skip


def _parts(here: Ground, group: pd.DataFrame) -> dict[str, str]:
    """Return the values of the EPCI of each territory, in words."""
    known = group[group["level"] == "epci"].set_index("geography")["value"]
    found = {}
    for slug in here.names:
        named = here.communes.loc[slug].dropna(subset="epci").groupby("epci")["epci_name"].first()
        told = [
            f"{name} : {wording.number(known[epci], decimals(known))}"
            for epci, name in named.items()
            if epci in known.index
        ]
        found[slug] = " ; ".join(told)
    return found


def span(years: pd.Series) -> str:
    """Return the years of observations: one, or the first and the last."""
    known = sorted(set(years))
    return known[0] if len(known) == 1 else f"{known[0]} à {known[-1]}"
