"""The communes that have the most: how few, and how much they hold."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cls_dash.analysis._shares import Vector, labels, non_negative, share, shares
from cls_dash.errors import InvalidInputError


def herfindahl(amount: ArrayLike) -> float:
    """
    Compute the Herfindahl-Hirschman index, Σ a².

    Parameters
    ----------
    amount
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        1/n (n equal communes) to 1 (one commune has everything). It ignores population:
        set it beside that of the population itself.

    Raises
    ------
    UndefinedMeasureError
        If the total amount is zero.
    InvalidInputError
        If a value is negative, missing or infinite.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. *American Economic Review*
    54(5), 761-762.
    """
    a = share(non_negative(amount, "amount"), "amount")
    return float(a @ a)


def effective_number(amount: ArrayLike) -> float:
    """
    Compute the effective number of communes, 1 / Σ a².

    Parameters
    ----------
    amount
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        How many equal communes would be as concentrated, from 1 to n.

    Raises
    ------
    UndefinedMeasureError
        If the total amount is zero.
    InvalidInputError
        If a value is negative, missing or infinite.

    References
    ----------
    Laakso, M. and Taagepera, R. (1979). "Effective" number of parties. *Comparative
    Political Studies* 12(1), 3-27. doi:10.1177/001041407901200101
    """
    return 1 / herfindahl(amount)


@dataclass(frozen=True)
class TopShare:
    """What the communes with the most actions have, and who lives there."""

    amount: float
    """Their share of the amount, 0 to 1; also what ``float()`` gives."""
    population: float
    """Their share of the population, 0 to 1."""
    labels: tuple[Hashable, ...]
    """Their labels (positions where the inputs have no index), largest amount first."""

    def __float__(self) -> float:
        """Return the share of the amount: the measure that chance is asked about."""
        return self.amount


def top_share(amount: ArrayLike, population: ArrayLike, k: int) -> TopShare:
    """
    Add up the shares of the ``k`` communes that have the most actions.

    Of communes with equal amounts, the more populous comes first, so that the sentence
    « 50 % des actions dans 2 communes, 24 % de la population » never overstates; then
    the smaller label. Where fewer than ``k`` communes have any, the rest have none.

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.
    k
        Number of communes, from 1 to n.

    Raises
    ------
    UndefinedMeasureError
        If the total amount or the total population is zero.
    InvalidInputError
        If ``k`` is not between 1 and n, lengths or indices differ, or a value is
        negative, missing or infinite.

    References
    ----------
    The concentration ratio CR_k of industrial economics, here beside population.
    """
    a, p = shares(amount, population)
    if not 1 <= k <= len(a):
        raise InvalidInputError(f"k is {k} for {len(a)} communes")
    names = labels(amount, population)
    by_label = names.argsort()
    top = by_label[np.lexsort((-p[by_label], -a[by_label]))[:k]]
    return TopShare(
        amount=float(a[top].sum()),
        population=float(p[top].sum()),
        labels=tuple(names[top].tolist()),
    )


def top_kernel(a: Vector, p: Vector, k: int) -> Vector:
    """Return the share of the ``k`` largest over the last axis; ``a`` may hold draws as rows."""
    if not 1 <= k <= p.size:
        raise InvalidInputError(f"k is {k} for {p.size} communes")
    return np.asarray(np.partition(a, p.size - k, axis=-1)[..., p.size - k :].sum(axis=-1))
