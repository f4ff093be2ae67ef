"""Everything that is known of several territories, each figure made the honest way."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypedDict

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.rates import clump, rate
from cls_dash.domain.observed import VALUED
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store import catalogue
from cls_dash.store.readings import Readings
from cls_dash.views import provision, telling
from cls_dash.views.choropleth import decimals
from cls_dash.views.compare_ground import Ground, ground
from cls_dash.views.kept import kept
from cls_dash.views.needs import KNOWN
from cls_dash.views.record import Record
from cls_dash.views.rows import rows

PER: Final = 10_000
ACTIONS, YEARLY = "actions", "actions_an"
INHABITANTS: Final = "habitants"
"""Unit of a stock that is no count of events: it is the denominator of the others."""
_DENSITY: Final = re.compile(r"^hab\S*\s?(?:par|/)\s?km", re.IGNORECASE)
_MIDDLE: Final = re.compile(r"médian|décile|quartile|quintile|gini", re.IGNORECASE)
"""What the whole's figure cannot be made from its parts'."""
_PER_UNIT: Final = f"pour {wording.number(PER)} habitants"

_DOCUMENTED: Final = wording.EVIDENCE[Evidence.DOCUMENTED]

Average = Callable[[pd.Series, pd.Series], float]


class Shared(TypedDict):
    """What both measures of actions have."""

    evidence: str
    higher_is: str
    series: pd.Series
    record: Record


@dataclass(frozen=True)
class Measure:
    """One thing that is compared, in its communes and in its territories."""

    code: str
    title: str
    unit: str
    higher_is: str
    year: str
    basis: str
    """How the figure of a territory is made."""
    local: pd.Series
    """By territory and commune; what maps paint."""
    events: pd.Series | None
    """What rates are made of, by territory and commune."""
    sizes: pd.Series | None
    """What events are divided by: inhabitants, or inhabitants × years."""
    figures: pd.DataFrame
    """By territory: ``value``, ``lower``, ``upper``, and ``known``, a share of inhabitants."""
    overall: float
    """Of all the territories together."""
    evidence: str
    """Whether a source says it, in words; both kinds are named when they are mixed."""
    parts: Mapping[str, str]
    """Values of the EPCI of each territory, in words, where no figure can be made."""
    made: Average | None = None
    """How the figure of a whole is made of its parts', where it can be and is published."""
    past: pd.DataFrame | None = None
    """All that is published of it, oldest first."""
    series: pd.Series | None = None
    """Of actions: how many are in each series, by territory. Chance moves them whole."""
    record: Record | None = None
    """Of actions: how much is recorded of them in all the territories."""

    @property
    def judged(self) -> bool:
        """Say whether it earns a verdict: of actions, enough and all of them real."""
        return self.record is None or self.record.judged

    def plain(self, sentence: str) -> str:
        """Return a caption, begun by what says that it describes no real action."""
        return self.record.plain(sentence) if self.record else sentence

    @property
    def clump(self) -> float:
        """Return how many events come together, on average over events."""
        return 1.0 if self.series is None else clump(self.series)

    @property
    def of(self) -> str:
        """Return what events are divided by, in words."""
        return "Habitants × années de contrat" if self.code == YEARLY else "Habitants"

    @cached_property
    def digits(self) -> int:
        """Decimals of what is written."""
        return decimals(self.figures["value"] if self.figures["value"].any() else self.local)

    def told(self, territory: str) -> str:
        """Return the figure of a territory in words, or why there is none."""
        figure = self.figures.loc[territory]
        if figure["value"] == figure["value"]:
            return f"{self.written(figure['value'])}{self.limits(territory)}"
        if parts := self.parts.get(territory):
            return f"non comparable ({parts})"
        if figure["known"] > 0:
            return f"non comparable : connu pour {wording.percent(figure['known'])} des habitants"
        return wording.NO_DATA

    def limits(self, territory: str) -> str:
        """Return the interval of a figure in words; nothing where there is none."""
        lower, upper = self.figures.loc[territory, ["lower", "upper"]]
        if lower != lower:
            return ""
        return f" ({self.written(lower)} à {self.written(upper)})"

    def written(self, value: float) -> str:
        """Return a value as it is read, without its unit."""
        return wording.number(value, self.digits)


@kept(16)
def measured(
    readings: Readings, selection: Selection, territories: tuple[str, ...]
) -> tuple[Ground, dict[str, Measure]]:
    """
    Return the territories compared, and all that is known of them, by code in the URL.

    Raises
    ------
    UnknownTerritoryError, EmptyPerimeterError
        As :func:`cls_dash.views.compare_ground.ground`.
    """
    here = ground(readings, selection, territories)
    found = (*_actions(readings, here), *_published(readings, here), *_provided(readings, here))
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


def _actions(readings: Readings, here: Ground) -> Iterator[Measure]:
    done = _located(readings, here)
    evidence = attested(done["evidence"])
    events = here.communes["deployments"].astype(float)
    series = done.groupby(["territory", "action", "commune"]).size()
    series = series.droplevel(["action", "commune"])
    made = int((done["evidence"] == Evidence.ILLUSTRATIVE).sum())
    shared: Shared = {
        "evidence": evidence, "higher_is": "neutral", "series": series,
        "record": Record(len(done), len(series), made, begun=bool(len(done))),
    }  # fmt: skip
    yield _rate(
        ACTIONS, "Actions localisées", _PER_UNIT, events, here.people,
        basis="actions rapportées aux habitants", **shared,
    )  # fmt: skip
    years = here.people * here.years.reindex(here.people.index.get_level_values(0)).to_numpy()
    if years.notna().all() and (here.years > 0).all():
        yield _rate(
            YEARLY, "Actions localisées par an de contrat", f"{_PER_UNIT} et par an",
            events, years, basis="actions rapportées aux habitants et aux années de contrat",
            **shared,
        )  # fmt: skip


def _located(readings: Readings, here: Ground) -> pd.DataFrame:
    """Return the deployments of the communes that count, with their ``territory``."""
    found = []
    for slug, selection in here.selections.items():
        done = readings.deployments(selection)
        inside = done["commune"].isin(here.communes.loc[slug].index)
        found.append(done[(done["scope"] == "commune") & inside].assign(territory=slug))
    return pd.concat(found)


def _provided(readings: Readings, here: Ground) -> Iterator[Measure]:
    """Return the services whose list is complete in all the territories, by inhabitant."""
    codes = here.people.index.get_level_values("commune")
    for service in provision.complete(readings, *here.names).values():
        yield _rate(
            f"n.{service.code}", service.label, _PER_UNIT, _at(service.listed, codes, here),
            here.people, higher_is="better", year=service.year,
            basis=f"nombre rapporté aux habitants ; liste complète de {service.year}",
        )  # fmt: skip


def _at(counts: pd.Series, codes: pd.Index, here: Ground) -> pd.Series:
    """Return counts by commune as those of each commune that counts, none being zero."""
    return pd.Series(counts.reindex(codes).fillna(0.0).to_numpy(dtype=float), here.people.index)


def _rate(
    code: str, title: str, unit: str, events: pd.Series, sizes: pd.Series,
    *, basis: str, higher_is: str, year: str = "", evidence: str = _DOCUMENTED,
    series: pd.Series | None = None, record: Record | None = None,
) -> Measure:  # fmt: skip
    """Return a measure that counts events: its figures have Poisson limits, of whole series."""
    sums = pd.DataFrame({"n": events, "size": sizes}).groupby("territory", sort=False).sum()
    together = pd.Series(1.0, sums.index)
    if series is not None:
        together.update(series.groupby("territory").agg(clump))
    return Measure(
        code=code, title=title, unit=unit, higher_is=higher_is, year=year, basis=basis,
        local=events / sizes.where(sizes > 0) * PER,
        events=events, sizes=sizes,
        figures=rate(sums["n"], sums["size"], multiplier=PER, clump=together).assign(known=1.0),
        overall=float(sums["n"].sum() / sums["size"].sum() * PER),
        evidence=evidence, parts={}, series=series, record=record,
    )  # fmt: skip


def _published(readings: Readings, here: Ground) -> Iterator[Measure]:
    """Return the indicators known in some commune or EPCI of the territories, as they tell."""
    seen = _observed(readings, here)
    cards = {row["code"]: row for row in rows(catalogue.cards(readings))}
    by_indicator = dict(tuple(seen.groupby("indicator", sort=False)))
    for code in telling.ranked(telling.known(seen)):
        card, past = cards[code], by_indicator[code]
        group = past.drop_duplicates(["level", "geography"], keep="last")
        if card["kind"] != "stock":
            yield _indicator(here, card, group, past)
        elif card["unit"] != INHABITANTS:
            yield from _stock(here, card, group)


def _observed(readings: Readings, here: Ground) -> pd.DataFrame:
    """Return what is published of the communes compared and of their EPCI, oldest first."""
    codes = [*here.communes.index.unique("commune"), *here.communes["epci"].dropna().unique()]
    seen = readings.observations(codes)
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
        yield _rate(
            str(card["code"]), str(card["title"]), f"{card['unit']} {_PER_UNIT}", values,
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


def attested(evidence: pd.Series) -> str:
    """Return the kinds of evidence of some facts, in words."""
    return wording.listing([wording.EVIDENCE[kind] for kind in sorted(set(evidence))])


def span(years: pd.Series) -> str:
    """Return the years of observations: one, or the first and the last."""
    known = sorted(set(years))
    return known[0] if len(known) == 1 else f"{known[0]} à {known[-1]}"
