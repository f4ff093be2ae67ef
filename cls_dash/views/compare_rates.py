"""What Comparer measures: one thing in several territories; actions where they are recorded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypedDict

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.rates import clump, rate
from cls_dash.domain.selection import Evidence
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release
from cls_dash.views.choropleth import decimals
from cls_dash.views.compare_ground import Ground
from cls_dash.views.record import Record, counted
from cls_dash.views.recorded import NOT_YET

PER: Final = 10_000
ACTIONS, YEARLY = "actions", "actions_an"
PER_UNIT: Final = f"pour {wording.number(PER)} habitants"
UNDATED: Final = "dates non publiées"
_DOCUMENTED: Final = wording.EVIDENCE[Evidence.DOCUMENTED]

Average = Callable[[pd.Series, pd.Series], float]


class Shared(TypedDict):
    """What both measures of actions have."""

    evidence: str
    higher_is: str
    series: pd.Series
    record: Record
    lacking: Mapping[str, str]


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
    """Of actions: how much is recorded of them in all the territories that have a figure."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Why a territory has no figure, by slug: its events and sizes are then left out."""

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
        if reason := self.lacking.get(territory):
            return reason
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


def actions(release: Release, here: Ground) -> Iterator[Measure]:
    """Return the rates of located actions, of the territories where enough is recorded."""
    few = {slug: _few(one) for slug, one in here.records.items() if not one.enough}
    undated = {slug: UNDATED for slug, n in here.years.items() if not n > 0}
    every, events = _located(release, here), here.communes["deployments"].astype(float)
    yield rated(
        ACTIONS, "Actions localisées", PER_UNIT, events, here.people,
        basis="actions rapportées aux habitants", **_shared(every, few),
    )  # fmt: skip
    years = here.people * here.years.reindex(here.people.index.get_level_values(0)).to_numpy()
    yield rated(
        YEARLY, "Actions localisées par an de contrat", f"{PER_UNIT} et par an", events, years,
        basis="actions rapportées aux habitants et aux années de contrat",
        **_shared(every, undated | few),
    )  # fmt: skip


def _few(record: Record) -> str:
    """Say why so few records make no rate."""
    if not record.begun:
        return NOT_YET
    return f"trop peu saisi : {record.count}"


def _shared(every: pd.DataFrame, lacking: Mapping[str, str]) -> Shared:
    done = every[~every["territory"].isin(list(lacking))]
    series = done.groupby(["territory", "action", "commune"]).size()
    return {
        "evidence": attested(done["evidence"]),
        "higher_is": "neutral",
        "series": series.droplevel(["action", "commune"]),
        "record": counted(done, begun=bool(len(done))),
        "lacking": lacking,
    }


def _located(release: Release, here: Ground) -> pd.DataFrame:
    """Return the deployments of the communes that count, with their ``territory``."""
    found = []
    for slug, selection in here.selections.items():
        done = deployments_of(release, selection)
        inside = done["commune"].isin(here.communes.loc[slug].index)
        found.append(done[(done["scope"] == "commune") & inside].assign(territory=slug))
    return pd.concat(found)


def rated(
    code: str, title: str, unit: str, events: pd.Series, sizes: pd.Series,
    *, basis: str, higher_is: str, year: str = "", evidence: str = _DOCUMENTED,
    series: pd.Series | None = None, record: Record | None = None,
    lacking: Mapping[str, str] = MappingProxyType({}),
) -> Measure:  # fmt: skip
    """
    Return a measure that counts events: its figures have Poisson limits, of whole series.

    Territories where something is ``lacking`` have no figure, which is not zero.
    """
    slugs = events.index.unique("territory")
    told = ~events.index.get_level_values("territory").isin(list(lacking))
    n, size = events[told], sizes[told]
    sums = pd.DataFrame({"n": n, "size": size}).groupby("territory", sort=False).sum()
    together = pd.Series(1.0, sums.index)
    if series is not None:
        together.update(series.groupby("territory").agg(clump))
    figures = rate(sums["n"], sums["size"], multiplier=PER, clump=together).assign(known=1.0)
    return Measure(
        code=code, title=title, unit=unit, higher_is=higher_is, year=year, basis=basis,
        local=(n / size.where(size > 0) * PER).reindex(events.index),
        events=n, sizes=size,
        figures=figures.reindex(slugs).fillna({"known": 0.0}),
        overall=float(sums["n"].sum() / sums["size"].sum() * PER) if len(sums) else float("nan"),
        evidence=evidence, parts={}, series=series, record=record, lacking=dict(lacking),
    )  # fmt: skip


def attested(evidence: pd.Series) -> str:
    """Return the kinds of evidence of some facts, in words."""
    return wording.listing([wording.EVIDENCE[kind] for kind in sorted(set(evidence))])
