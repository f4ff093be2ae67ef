"""Actions along a need: do they go where it is strong? In plain words, beside chance."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.analysis._shares import Vector
from cls_dash.analysis.rates import PER
from cls_dash.domain.chance import Chance
from cls_dash.errors import UndefinedMeasureError
from cls_dash.page.table import Table
from cls_dash.questions.equity import reach
from cls_dash.questions.need.needs import Need
from cls_dash.questions.spread.record import Record
from cls_dash.questions.spread.score_card import CHANCE, NOT_CHANCE
from cls_dash.questions.spread.spread import Spread
from cls_dash.render import spread_charts

CLOSER: Final = 0.02
"""Shares to move that differ by less say the same."""
PARTS: Final = ("le plus fort", "fort", "moyen", "faible", "le plus faible")


@dataclass(frozen=True)
class Gradient:
    """All that is said of actions along a need; nothing where nothing can be."""

    said: tuple[str, ...] = ()
    draw: Callable[[], go.Figure] | None = None
    measured: str = ""
    """What the chart measures."""
    table: Table | None = None


def build(found: Spread, recorded: Record, wanted: Need, chance: Chance) -> Gradient:
    """Return how actions go along a need, where enough is recorded and needs differ."""
    if not recorded.enough or wanted.flat:
        return Gradient()
    try:
        scale = _scale(found, wanted)
        fifths = concentration.by_part(scale.amount, scale.people, -scale.need)
        verdict = scale.against(chance) if recorded.judged else None
        said = (
            _ends(fifths["rate"], verdict),
            reach.for_the_neediest(found, recorded, wanted),
            beside(found, wanted, top=chance.top),
        )
    except UndefinedMeasureError:
        # No action where somebody lives, or all of them alike.
        return Gradient()
    measured = (
        f"Actions pour {wording.number(PER)} habitants, du cinquième des habitants où le besoin "
        f"({wanted.label}) est le plus fort à celui où il est le plus faible. Trait : moyenne."
    )
    return Gradient(
        said=tuple(map(recorded.said, said)),
        draw=partial(spread_charts.gradient, fifths["rate"] * PER, PARTS),
        measured=recorded.plain(f"{measured} {_indices(scale, verdict)}"),
        table=_table(fifths, scale, recorded, wanted),
    )


def beside(found: Spread, wanted: Need, *, top: int) -> str:
    """
    Say whether what looks concentrated against population answers need.

    It stands beside a verdict against population: neither norm is the truth.
    """
    if wanted.flat or not found.amount.sum():
        return ""
    need = _along(found, wanted)
    first = found.amount.sort_values(ascending=False, kind="stable").index[:top]
    ranks = need.rank(ascending=False, method="min").astype(int)
    places = wording.listing(
        [f"{found.communes['name'][code]} ({wording.ordinal(ranks[code])})" for code in first]
    )
    plain, weighted = (
        concentration.hoover(found.amount, found.expected(by))
        for by in (None, (found.population * need).rename("population"))
    )
    if plain - weighted > CLOSER:
        verdict = "Une part de ce qui paraît concentré répond au besoin"
    elif weighted - plain > CLOSER:
        verdict = "Ce besoin n’explique pas ce qui paraît concentré"
    else:
        verdict = "Compter le besoin n’y change presque rien"
    return (
        f"Rang de besoin des plus servies, sur {wording.number(len(need))} : {places}. {verdict}."
    )


@dataclass(frozen=True)
class _Verdict:
    """Where chance leaves the concentration index, either side of 0, 39 times out of 40."""

    upper: float
    p_value: float


@dataclass(frozen=True)
class _Scale:
    """Communes where somebody lives, along a need."""

    found: Spread
    communes: pd.DataFrame
    people: pd.Series
    amount: pd.Series
    need: pd.Series

    @property
    def rates(self) -> pd.Series:
        """Actions per inhabitant of each commune."""
        return self.amount / self.people

    def index(self, amount: Vector, people: Vector) -> float:
        """Return the concentration index of actions by commune: below 0, they go to need."""
        inside = people > 0
        return concentration.concentration_index(
            amount[inside] / people[inside], people[inside], -self.need.to_numpy()
        )

    def against(self, chance: Chance) -> _Verdict:
        """Compare the index with what it is when whole series fall at random."""
        people = self.found.population
        baseline = concentration.chance_baseline(
            self.found.series, people, draws=chance.draws, seed=chance.seed,
            measure=lambda amount, reference: abs(self.index(amount, reference)),
        )  # fmt: skip
        index = abs(self.index(self.found.amount.to_numpy(float), people.to_numpy()))
        return _Verdict(baseline.upper, baseline.p_value(index))


def _scale(found: Spread, wanted: Need) -> _Scale:
    inhabited = found.population > 0
    return _Scale(
        found,
        communes=found.communes[inhabited],
        people=found.population[inhabited],
        amount=found.amount[inhabited].astype(float),
        need=_along(found, wanted)[inhabited],
    )


def _along(found: Spread, wanted: Need) -> pd.Series:
    return wanted.index.reindex(found.communes.index).fillna(1.0)


def _ends(fifths: pd.Series, against: _Verdict | None) -> str:
    """
    Say how many actions those most and least in need have: the first and the last bar.

    Not the ratio on the fitted line: its ends are further apart than any fifth that is seen.
    """
    first, last = (rate * PER for rate in (fifths.iloc[0], fifths.iloc[-1]))
    verdict = ""
    if against is not None:
        verdict = f" {NOT_CHANCE if against.p_value < wording.UNLIKELY else CHANCE}"
    actions = wording.agreeing(round(first, 1), "action", "actions")
    return (
        f"Au besoin le plus fort (un cinquième des habitants), **{wording.number(first, 1)} "
        f"{actions} pour {wording.number(PER)} habitants** ; au plus faible, "
        f"**{wording.number(last, 1)}**."
        f"{verdict}"
    )


def _indices(scale: _Scale, against: _Verdict | None) -> str:
    """Give the slope index and the concentration index, with their meaning."""
    slope = concentration.slope_index(scale.rates, scale.people, -scale.need)
    index = concentration.concentration_index(scale.rates, scale.people, -scale.need)
    gap = -slope.sii * PER
    limits = (
        f" Le hasard seul le laisse, 39 fois sur 40, entre −{wording.number(against.upper, 2)} et "
        f"{wording.number(against.upper, 2)} ({wording.p_value(against.p_value)})."
        if against
        else ""
    )
    actions = wording.agreeing(round(abs(gap), 1), "action", "actions")
    # Where the line goes below zero at one end, its ends have no ratio.
    ratio = (
        f" ; rapport de ses deux bouts (indice relatif d’inégalité) : "
        f"{wording.number(1 / slope.rii, 1)}"
        if slope.rii > 0
        else ""
    )
    return (
        f"Du besoin le plus faible au plus fort : {wording.number(abs(gap), 1)} {actions} de "
        f"{'plus' if gap > 0 else 'moins'} pour {wording.number(PER)} habitants, sur une "
        f"droite ajustée (indice de pente){ratio}. Indice de "
        f"concentration : {'−' if index < 0 else ''}{wording.number(abs(index), 2)} ; −1 si tout "
        f"allait où le besoin est le plus fort, 1 où il est le plus faible, 0 sans lien.{limits}"
    )


def _table(fifths: pd.DataFrame, scale: _Scale, recorded: Record, wanted: Need) -> Table:
    """Write the chart's figures, with the largest communes of each fifth."""
    ordered = scale.need.sort_values(ascending=False, kind="stable").index
    people = scale.people[ordered]
    middles = (people.cumsum() - people / 2) / people.sum()
    part = np.minimum((middles * len(fifths)).astype(int), len(fifths) - 1)
    lines = [
        (
            f"Besoin {PARTS[rank]}",
            wording.number(row.rate * PER, 1),
            wording.percent(row.share),
            wording.first_of(_largest(scale, part.index[part == rank]), 3)
            or "une même commune s’étend sur plusieurs cinquièmes",
        )
        for rank, row in enumerate(fifths.itertuples(index=False))
    ]
    return Table.of(
        ("Cinquième des habitants", f"Actions pour {wording.number(PER)} habitants",
         "Part des actions", "Communes"),
        lines, numeric={1, 2},
        caption=recorded.plain(
            f"Actions selon le besoin ({wanted.label}), par cinquième des habitants"
        ),
    )  # fmt: skip


def _largest(scale: _Scale, codes: pd.Index) -> list[str]:
    ordered = scale.people[codes].sort_values(ascending=False, kind="stable").index
    return [str(name) for name in scale.communes["name"][ordered]]
