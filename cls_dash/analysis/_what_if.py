"""What a scenario would change: the deployments it makes, and every score of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cls_dash.analysis import concentration
from cls_dash.analysis._reach import DECAY, Decay
from cls_dash.analysis._shares import non_negative, share
from cls_dash.analysis.coverage import coverage, neediest, time_to_nearest
from cls_dash.domain.scenario import Change, Move
from cls_dash.errors import InvalidInputError, UndefinedMeasureError


@dataclass(frozen=True)
class Scores:
    """What is said of a spread of actions. Missing (``nan``) where it has no value."""

    actions: int
    to_move: float
    """Hoover's index: the share of actions to move to follow the population."""
    top: float
    """Share of actions in the communes that have most."""
    covered: float
    """Share of the need that actions cover."""
    near: float
    """Share of inhabitants that have an action near."""
    far: int
    """Communes that have none near."""
    neediest: float
    """Share of actions where the neediest fifth of the inhabitants live."""


def what_if(deployments: pd.Series, moves: Iterable[Move]) -> pd.Series:
    """
    Return the deployments of each commune once a scenario is carried out.

    Parameters
    ----------
    deployments
        Number of deployments, by commune.
    moves
        Carried out one after the other.

    Returns
    -------
    pandas.Series
        ``deployments``, by code; communes that end with none are left out.

    Raises
    ------
    InvalidInputError
        If a move takes a deployment from a commune that has none left, or a number is
        missing, negative or not whole.
    """
    counts = non_negative(deployments, "deployments")
    if (counts != np.round(counts)).any() or not deployments.index.is_unique:
        raise InvalidInputError("a number of deployments is not whole, or a commune is there twice")
    after = dict(zip(deployments.index, counts.astype(int).tolist(), strict=True))
    for move in moves:
        if move.change is not Change.ADD:
            if not after.get(move.commune):
                raise InvalidInputError(f"no deployment is left in {move.commune}")
            after[move.commune] -= 1
        gains = {Change.ADD: move.commune, Change.SHIFT: move.to}.get(move.change)
        if gains:
            after[gains] = after.get(gains, 0) + 1
    left = {code: n for code, n in sorted(after.items()) if n}
    return pd.Series(left, dtype="int64", name="deployments").rename_axis(deployments.index.name)


def scores(
    population: pd.Series,
    need: pd.Series,
    minutes: pd.DataFrame,
    deployments: pd.Series,
    *,
    decay: Decay = DECAY,
    near: float = 20.0,
    top: int = 2,
) -> Scores:
    """
    Measure a spread of actions on every score, so that two of them compare.

    Parameters
    ----------
    population, need
        Inhabitants and need index β, by commune, in one order.
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once.
    deployments
        Number of deployments, by commune; those of other communes are left out.
    near
        Minutes up to which an action is near.
    top
        How many communes «those that have most» are.

    Raises
    ------
    InvalidInputError
        If codes, pairs or values do not hold.
    UndefinedMeasureError
        If nobody lives there.
    """
    amount = deployments.reindex(population.index, fill_value=0).rename("deployments")
    people = share(non_negative(population, "population"), "population")
    mass = people * non_negative(need, "need")
    covered = coverage(amount, minutes, population.index, decay=decay).to_numpy()
    times = time_to_nearest(minutes, amount.index[amount > 0], population.index)
    is_near = (times <= near).to_numpy()
    total = int(amount.sum())
    return Scores(
        actions=total,
        to_move=concentration.hoover(amount, population) if total else np.nan,
        top=concentration.top_share(amount, population, min(top, len(amount))).amount
        if total
        else np.nan,
        covered=float(mass @ covered / mass.sum()) if mass.sum() else np.nan,
        near=float(people[is_near].sum()),
        far=int((~is_near).sum()),
        neediest=_for_the_neediest(amount, need, population),
    )


def _for_the_neediest(amount: pd.Series, need: pd.Series, population: pd.Series) -> float:
    try:
        chosen = neediest(need, population)
    except UndefinedMeasureError:
        return np.nan
    return float(amount[chosen].sum() / amount.sum()) if amount.sum() else np.nan
