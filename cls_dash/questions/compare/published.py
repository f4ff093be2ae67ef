"""What producers publish of the territories, each figure made the honest way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.comparison import Average, of_known, overall_density, weighted_mean
from cls_dash.domain.observed import VALUED
from cls_dash.domain.selection import Evidence
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.rates import PER_UNIT, attested, rated
from cls_dash.questions.need import telling
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.questions.rows import rows
from cls_dash.render.classes import decimals
from cls_dash.store.queries import catalogue
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.release import Release

INHABITANTS: Final = "habitants"
"""Unit of a stock that is no count of events: it is the denominator of the others."""
_DENSITY: Final = re.compile(r"^hab\S*\s?(?:par|/)\s?km", re.IGNORECASE)
_MIDDLE: Final = re.compile(r"médian|décile|quartile|quintile|gini", re.IGNORECASE)
"""What the whole's figure cannot be made from its parts'."""


def average(card: Mapping[str, Any]) -> tuple[Average | None, str]:
    """
    Return how the figure of a whole is made of its parts', and how that is said.

    The unit says what a ratio is divided by. Medians, deciles and amounts have no figure of
    the whole.
    """
    unit = str(card["unit"])
    if _DENSITY.search(unit):
        return overall_density, "habitants rapportés à la surface totale"
    if _MIDDLE.search(str(card["title"])):
        return None, "une médiane ou un décile ne se moyenne pas"
    if "habitant" in unit:
        return weighted_mean, "moyenne pondérée par la population, son dénominateur"
    if unit.startswith("%"):
        return weighted_mean, "moyenne pondérée par la population, faute de son dénominateur"
    return None, "aucun dénominateur connu : pas de moyenne"


def indicators(release: Release, here: Ground) -> Iterator[Measure]:
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
    return _completed(_own(group, here), group, here)


def _completed(own: pd.Series, group: pd.DataFrame, here: Ground) -> pd.Series:
    """Return the value of each commune, that of its EPCI where its own is missing."""
    theirs = group[group["level"] == "epci"].set_index("geography")["value"]
    return own.fillna(here.communes["epci"].map(theirs).astype(float))


def _own(group: pd.DataFrame, here: Ground) -> pd.Series:
    """Return the value published of each commune itself."""
    known = group[group["level"] == "commune"].set_index("geography")["value"]
    return pd.Series(known.reindex(here.codes).to_numpy(dtype=float), here.communes.index)


def averaged(values: pd.Series, here: Ground, average: Average | None) -> pd.DataFrame:
    """Return ``value``, missing under :data:`KNOWN`, and ``known``, of each territory."""
    parts, people = values.to_numpy(), here.people.to_numpy()
    found = {
        slug: of_known(parts[cut], people[cut], average, least=KNOWN)
        for slug, cut in here.slices.items()
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=["value", "known"])


def _indicator(
    here: Ground, card: Mapping[str, Any], group: pd.DataFrame, past: pd.DataFrame
) -> Measure:
    own = _own(group, here)
    values = _completed(own, group, here)
    lacking = here.communes.loc[own.isna(), "epci"]
    used = group[(group["level"] == "commune") | group["geography"].isin(lacking)]
    made, basis = average(card)
    overall, _ = of_known(values, here.people, made, least=KNOWN)
    return Measure(
        code=str(card["code"]), title=str(card["title"]), unit=str(card["unit"]),
        higher_is=str(card["higher_is"]), year=span(used["year"]), basis=basis,
        local=values, events=None, sizes=None,
        figures=averaged(values, here, made).assign(lower=float("nan"), upper=float("nan")),
        overall=overall,
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
    found, digits = {}, decimals(known)
    for slug in here.names:
        told = [
            f"{name} : {wording.number(known[epci], digits)}"
            for epci, name in here.epci[slug].items()
            if epci in known.index
        ]
        found[slug] = " ; ".join(told)
    return found


def span(years: pd.Series) -> str:
    """Return the years of observations: one, or the first and the last."""
    known = sorted(set(years))
    return known[0] if len(known) == 1 else f"{known[0]} à {known[-1]}"
