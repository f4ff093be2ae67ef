"""
Chance recomputed on the record of 28 November 2026, against an independent review of it.

``tests/frozen`` holds the located deployments (documented and illustrative), perimeters and
populations as they were shipped that day, before illustrative actions were made again. The
review's figures are those of a statistician with a program of his own; draws are his too.
"""

from datetime import date
from functools import cache, partial
from math import lgamma

import numpy as np
import pandas as pd
import pytest

from cls_dash.analysis.comparison import apart
from cls_dash.analysis.concentration import (
    Series,
    benjamini_hochberg,
    chance_baseline,
    expected,
    hoover,
    top_share,
)
from cls_dash.domain.perimeter import Spell, versions
from cls_dash.questions.spread.spread import open_to
from tests.conftest import ROOT

DRAWS = 4_000
THIERS, OUEST = "thiers-ambert-billom", "ouest-aveyron"


def frozen(name):
    path = ROOT / "tests" / "frozen" / f"{name}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("starts_on", "ends_on"):
        if column in frame:
            frame[column] = [date.fromisoformat(day) if day else None for day in frame[column]]
    return frame


@cache
def record(territory, contract=None):
    """Return located deployments, what each series could have, and inhabitants by commune."""
    contracts = frozen("contracts").set_index("contract")
    spans = {
        row.Index: (
            date(int(row.start_year or 1), 1, 1), date(int(row.end_year or 9999), 12, 31)
        )
        for row in contracts.itertuples()
    }  # fmt: skip
    members = frozen("perimeters")
    members = members[members["territory"] == territory]
    perimeters = versions(
        Spell(row.commune, row.starts_on, row.ends_on, approximate=False)
        for row in members.itertuples()
    )
    first, last = spans.get(contract, (date.min, date.max))
    stayed = pd.Series([day is None or day >= first for day in members["ends_on"]], members.index)
    counted = members[(members["starts_on"] <= last) & stayed]
    people = counted.drop_duplicates("commune").set_index("commune")["population"].astype(float)
    found = frozen("located")
    found = found[(found["territory"] == territory) & found["commune"].isin(people.index)]
    found = found[found["contract"] == contract] if contract else found
    people = people.sort_index()
    return found, open_to(found, perimeters, spans, people.index), people


def counts(found, people):
    return found["commune"].value_counts().reindex(people.index, fill_value=0)


def asked(territory, contract=None, *, unit="series", reference="population"):
    """
    Return what a measure of the record's spread is worth by chance.

    ``unit`` is ``"series"`` (they move whole), ``"draw"`` (each series is one draw, of weight
    1) or ``"session"``; ``"static"`` places series anywhere, whatever their dates.
    """
    found, held, people = record(territory, contract)
    if unit == "draw":
        found = found.drop_duplicates(["action", "commune"])
    sizes = found.groupby(["action", "commune"]).size().reindex(held.index)
    if unit == "session":
        held = held.loc[held.index.repeat(sizes)]
        sizes = pd.Series(1, held.index)
    series = Series(sizes.to_numpy(), held.to_numpy())
    against = people if reference == "population" else expected(series, people)
    amount = counts(found, people)

    def worth(measure):
        chance = chance_baseline(
            series, people, measure=measure, reference=against, draws=DRAWS, seed=1
        )
        observed = float(measure(amount.to_numpy(), np.asarray(against)))
        return chance.expected, chance.p_value(observed), observed

    return worth


def within(review, n=2_000):
    """Return a figure as the review gave it: of some 2,000 draws, and rounded."""
    return pytest.approx(review, abs=3 * np.sqrt(review * (1 - review) / n) + 0.005)


@pytest.mark.parametrize(("number", "p"), [(1, 0.46), (2, 0.30), (3, 0.42)])
def test_one_draw_for_each_action_and_commune(number, p):
    """As the review drew them, each series counted once."""
    contract = f"{THIERS}-{number}"
    assert asked(THIERS, contract, unit="draw")(hoover)[1] == within(p)


@pytest.mark.parametrize(("number", "p"), [(1, 0.41), (2, 0.23), (3, 0.42)])
def test_series_that_move_whole(number, p):
    """
    The pages count deployments, so that a series weighs as many: other figures, same verdict.

    These three are ours, not the review's, which counts each series of a contract once: it
    moves whole series in the pooled figures only.
    """
    assert asked(THIERS, f"{THIERS}-{number}")(hoover)[1] == within(p)


def test_contracts_pooled():
    assert asked(THIERS)(hoover)[1] == within(0.007)
    assert asked(THIERS, reference="dated")(hoover)[1] == within(0.031)
    assert asked(OUEST)(hoover)[1] == within(0.79)


def test_single_sessions_as_pages_counted_them():
    assert asked(THIERS, f"{THIERS}-1", unit="session")(hoover)[1] < 0.001
    assert asked(THIERS, f"{THIERS}-2", unit="session")(hoover)[1] == within(0.006)
    assert asked(THIERS, f"{THIERS}-3", unit="session")(hoover)[1] == within(0.24)
    assert asked(OUEST, unit="session")(hoover)[1] == within(0.09)


def test_what_chance_gives_within_dated_perimeters():
    """Billom, 5 % of the inhabitants, was not in the first contract's perimeter."""
    dated = asked(THIERS, unit="session")
    assert dated(partial(top_share, k=2))[0] == pytest.approx(0.24, abs=0.005)
    assert dated(hoover)[0] == pytest.approx(0.33, abs=0.005)
    found, _, people = record(THIERS)
    everywhere = partial(chance_baseline, len(found), people, draws=DRAWS, seed=1)
    assert everywhere(measure=partial(top_share, k=2)).expected == pytest.approx(0.21, abs=0.005)
    assert everywhere(measure=hoover).expected == pytest.approx(0.30, abs=0.005)


def test_verdicts_shown_together():
    """Seven of single sessions on Équité: «Tous publics» was .03, it is .053 once adjusted."""
    found, _, people = record(THIERS)
    family = []
    for by in ("contract", "axis", "public"):
        for label, group in found.groupby(by):
            if len(group) < 15:
                continue
            here = record(THIERS, label)[2] if by == "contract" else people
            amount = counts(group, here)
            chance = chance_baseline(len(group), here, measure=hoover, draws=DRAWS, seed=1)
            family.append((label, chance.p_value(hoover(amount, here))))
    labels, p = zip(*family, strict=True)
    assert len(p) == 7
    adjusted = dict(zip(labels, benjamini_hochberg(np.array(p)), strict=True))
    assert dict(zip(labels, p, strict=True))["Tous publics"] == within(0.03)
    assert adjusted["Tous publics"] == within(0.053)


def test_territories_compared():
    """The exact p of the four, by a sum over every way to share 307 actions."""
    members = frozen("perimeters")
    now = members[[day is None for day in members["ends_on"]]]
    people = now.astype({"population": float}).groupby("territory")["population"].sum()
    found = frozen("located").merge(now[["territory", "commune"]], on=["territory", "commune"])
    n = found["territory"].value_counts().reindex(people.index)
    total, odds = int(n.sum()), np.log(people / people.sum()).to_numpy()
    logs = np.array([lgamma(k + 1) for k in range(total + 1)])
    rest = np.add.outer(np.arange(total + 1), np.arange(total + 1))
    b, c = np.nonzero(rest <= total)
    exact, gap = 0.0, apart(n, people)
    share = (people / people.sum() * total).to_numpy()
    for a in range(total + 1):
        kept = a + b + c <= total
        ways = np.stack([np.full(kept.sum(), a), b[kept], c[kept], total - a - b[kept] - c[kept]])
        reached = ((ways - share[:, None]) ** 2 / share[:, None]).sum(axis=0) >= gap - 1e-9
        chosen = ways[:, reached]
        exact += np.exp(logs[total] - logs[chosen].sum(axis=0) + odds @ chosen).sum()
    assert exact == pytest.approx(0.036, abs=0.0005)
    drawn = chance_baseline(total, people, measure=apart, draws=DRAWS, seed=1)
    assert drawn.p_value(gap) == within(exact, DRAWS)
