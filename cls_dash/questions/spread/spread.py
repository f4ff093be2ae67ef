"""How the actions of a selection are spread, in series that chance places whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from cls_dash.analysis import concentration
from cls_dash.analysis.concentration import ChanceBaseline, Series
from cls_dash.analysis.rates import PER
from cls_dash.domain.chance import Chance
from cls_dash.domain.perimeter import Version, members
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.record import Record, begun
from cls_dash.store.queries import people
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.queries.territories import contracts_of, perimeters_of
from cls_dash.store.release import Release, memoised

BAND_DRAWS: Final = 500
"""Random spreads behind the band of a Lorenz curve: its edges need fewer than a p-value."""


Span: TypeAlias = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class AgainstChance:
    """How far actions are from the population, and what chance would make of it."""

    hoover: float
    expected: float
    """Mean of random spreads."""
    p_value: float


@dataclass(frozen=True)
class Spread:
    """Located deployments in the communes that count, and what chance may do with them."""

    communes: pd.DataFrame
    """Those that count, with ``deployments``; ``population`` is of ``population_year``."""
    deployments: pd.DataFrame
    """One row each, those of these communes."""
    open_to: pd.DataFrame
    """By action and commune of each series: whether each commune could have had it."""
    begun: bool = True
    """Whether the territory has any deployment at all of the evidence shown."""

    @property
    def amount(self) -> pd.Series:
        """Number of located deployments of each commune."""
        return self.communes["deployments"]

    @property
    def population(self) -> pd.Series:
        """Inhabitants of each commune."""
        return self.communes["population"].astype(float)

    @property
    def year(self) -> str:
        """Year of the population."""
        years = self.communes["population_year"].dropna()
        return f"{int(years.max())}" if len(years) else ""

    @property
    def record(self) -> Record:
        """How much is recorded here, hence whether a verdict is earned."""
        made = self.deployments["evidence"] == Evidence.ILLUSTRATIVE
        return Record(len(self.deployments), len(self.open_to), int(made.sum()), begun=self.begun)

    @cached_property
    def series(self) -> Series:
        """What chance places, each as a whole."""
        sizes = self.deployments.groupby(["action", "commune"]).size()
        return Series(sizes.reindex(self.open_to.index).to_numpy(), self.open_to.to_numpy())

    def expected(self, weights: pd.Series | None = None) -> pd.Series:
        """
        Return the number of actions that each commune would have in proportion to inhabitants.

        ``weights``, such as inhabitants × need, replace inhabitants.
        """
        by = self.population if weights is None else weights
        if not len(self.open_to):
            return pd.Series(0.0, self.communes.index)
        return pd.Series(concentration.expected(self.series, by), self.communes.index)

    def part(self, kept: pd.Series) -> "Spread":
        """Return the spread of some of the deployments alone: those that a mask keeps."""
        chosen = self.deployments[kept]
        amount = chosen["commune"].value_counts().reindex(self.communes.index, fill_value=0)
        series = pd.MultiIndex.from_frame(chosen[["action", "commune"]].drop_duplicates())
        return Spread(
            self.communes.assign(deployments=amount),
            chosen,
            self.open_to[self.open_to.index.isin(series)],
        )

    def baseline(self, measure: concentration.Measure, chance: Chance) -> ChanceBaseline:
        """Return what a measure is worth by chance, against what each commune could have had."""
        return concentration.chance_baseline(
            self.series, self.population, measure=measure, reference=self.expected(),
            draws=chance.draws, seed=chance.seed,
        )  # fmt: skip

    def top(self, k: int, chance: Chance) -> float:
        """Return the share of the ``k`` communes that have most, on average by chance."""
        return self.baseline(partial(concentration.top_share, k=k), chance).expected

    def against(self, chance: Chance, weights: pd.Series | None = None) -> AgainstChance:
        """Compare Hoover's index with that of random spreads; see :meth:`expected`."""
        reference = self.expected(weights)
        by = self.population if weights is None else weights
        hoover = concentration.hoover(self.amount, reference)
        found = concentration.chance_baseline(
            self.series, by, measure=concentration.hoover, reference=reference,
            draws=chance.draws, seed=chance.seed,
        )  # fmt: skip
        return AgainstChance(hoover, found.expected, found.p_value(hoover))

    def by_commune(self) -> pd.DataFrame:
        """
        Return what each commune has and would have: see :func:`concentration.observed_chance`.

        Too little is flagged ``"undefined"``: it has no verdict.
        """
        if not len(self.open_to):
            nothing = {"ratio": None, "least": 0, "most": 0, "flag": "undefined"}
            return pd.DataFrame({"observed": self.amount, "expected": 0.0}).assign(**nothing)
        found = concentration.observed_chance(self.amount, self.series, self.population)
        return found if self.record.enough else found.assign(flag="undefined")

    def funnel(self) -> pd.DataFrame:
        """Return the limits of a funnel of communes: see :func:`concentration.chance_funnel`."""
        sizes = np.geomspace(1, 1.1 * self.population.max(), 90)
        return concentration.chance_funnel(self.series, self.population, sizes)

    def lorenz(self) -> pd.DataFrame:
        """Return the Lorenz curve of actions against what each commune could have had."""
        return concentration.lorenz(self.amount, self.expected())

    def band(self, chance: Chance) -> pd.DataFrame:
        """Return where 95 % of the Lorenz curves of random spreads pass."""
        return concentration.lorenz_band(
            self.series, self.population, reference=self.expected(),
            draws=min(chance.draws, BAND_DRAWS), seed=chance.seed,
        )  # fmt: skip


@memoised
def spread(release: Release, selection: Selection) -> Spread:
    """
    Return how the located deployments of a selection are spread, and where chance may put them.

    Communes outside the selection's perimeter, and those whose population is not known, are
    left out. The population is that of the census year nearest to the deployments.
    """
    found = deployments_of(release, selection)
    located = found[(found["scope"] == "commune") & found["commune"].notna()]
    communes = communes_in_scope(release, selection)
    counted = people.nearest(release, communes, people.middle(located["starts_on"].dropna()))
    located = located[located["commune"].isin(counted.index)]
    amount = located["commune"].value_counts().reindex(counted.index, fill_value=0).astype(int)
    return Spread(
        counted.assign(deployments=amount),
        located,
        _open_to(release, selection.territory, located, counted.index),
        begun=begun(release, selection),
    )


def measured(found: Spread) -> pd.DataFrame:
    """
    Return what each commune has, what chance would give it, and its rate.

    Columns are those of the communes that count, ``observed``, ``expected``, ``ratio``,
    ``least``, ``most`` and ``flag`` (:meth:`Spread.by_commune`), and ``rate``, for 10,000
    inhabitants. Without any action, ratios are missing.
    """
    population = found.population
    rate = (found.amount / population.where(population > 0) * PER).rename("rate")
    return found.communes.join(found.by_commune()).join(rate)


def _open_to(
    release: Release, territory: str, located: pd.DataFrame, codes: pd.Index
) -> pd.DataFrame:
    known = contracts_of(release, territory)
    spans = {
        row["contract"]: (
            date.min if pd.isna(row["start_year"]) else date(int(row["start_year"]), 1, 1),
            date.max if pd.isna(row["end_year"]) else date(int(row["end_year"]), 12, 31),
        )
        for row in rows(known)
    }
    return open_to(located, perimeters_of(release, territory), spans, codes)


def open_to(
    located: pd.DataFrame,
    perimeters: Sequence[Version],
    contracts: Mapping[str, Span],
    codes: pd.Index,
) -> pd.DataFrame:
    """
    Return whether each commune could have had each series, by action and commune.

    Parameters
    ----------
    located
        One row per deployment: ``action``, ``commune``, ``contract``, ``starts_on`` and
        ``ends_on`` (missing where no date is known).
    perimeters
        Successive ones, oldest first.
    contracts
        First and last day of each contract, which stand for dates that are not known.
    codes
        Communes that count.

    Returns
    -------
    pandas.DataFrame
        A series could have been where the perimeter was at each of its dates, and where it was.
    """
    dates: dict[tuple[str, str], set[Span]] = {}
    owners: dict[tuple[str, str], str] = {}
    for row in rows(located[["action", "commune", "contract", "starts_on", "ends_on"]]):
        series = (row["action"], row["commune"])
        owners[series] = row["contract"]
        known = dates.setdefault(series, set())
        if not pd.isna(row["starts_on"]):
            known.add((row["starts_on"], row["ends_on"]))
    ranks = {code: rank for rank, code in enumerate(codes)}
    held = np.zeros((len(dates), len(codes)), dtype=bool)
    within = cache(partial(members, perimeters))
    for line, (series, spans) in zip(held, sorted(dates.items()), strict=True):
        places = [within(*span) for span in spans or [contracts[owners[series]]]]
        common = {*frozenset.intersection(*places), series[1]}
        line[[ranks[code] for code in common if code in ranks]] = True
    index = pd.MultiIndex.from_tuples(sorted(dates), names=["action", "commune"])
    return pd.DataFrame(held, index=index, columns=codes)
