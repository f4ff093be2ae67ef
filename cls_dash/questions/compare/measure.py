"""One thing that is compared, in its communes and in its territories."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cls_dash.analysis.comparison import Average
from cls_dash.analysis.rates import clump
from cls_dash.questions.spread.record import Record
from cls_dash.render.classes import decimals


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

    @property
    def clump(self) -> float:
        """Return how many events come together, on average over events."""
        return 1.0 if self.series is None else clump(self.series)

    @cached_property
    def digits(self) -> int:
        """Decimals of what is written."""
        return decimals(self.figures["value"] if self.figures["value"].any() else self.local)

    @cached_property
    def by_territory(self) -> Mapping[Hashable, Mapping[Hashable, float]]:
        """Return :attr:`figures` as numbers, by territory then column."""
        found: dict[Hashable, dict[Hashable, float]] = self.figures.to_dict("index")
        return found
