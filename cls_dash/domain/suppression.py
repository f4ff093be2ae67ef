"""
Choose which figures to withhold, so that no small count can be worked out of the others.

Figures are tied by links, each a total and its parts. The reader is taken to know every
published figure, every link, and that a withheld figure is at least 1, for zeros are
published. For each small figure f two whole-number tables n′ and n″ agree with all that is
published and differ enough: n″_f − n′_f ≥ threshold − 1, so that f may as well not be small.

Tables are found by linear programming: first among figures that are withheld already, many f
at once; then among the neighbours of f, and farther where they do not suffice, those that
minimise Σ v_g (|n′_g − n_g| + |n″_g − n_g|) over the published figures g, of value v_g. What
changes in either is withheld too. Each table is checked in whole numbers: a solver that errs
withholds too much, never too little.

References
----------
Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular
data with linear constraints. *Management Science* 47(7), 1008-1027.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array

from cls_dash.domain.believable import Booleans, Integers, Neighbours

ANY: Final = 2**40
"""The highest value, where nothing bounds it."""
FEW: Final = 600
"""Figures that are all looked at together."""
SHORT: Final = 3
"""Figures of the shortest sum: a total and two parts."""
ROUNDS: Final = 8
"""Times that figures are looked at together, at no cost."""


@dataclass(frozen=True)
class Figures:
    """Figures that are published or can be worked out, and what ties them."""

    values: Integers
    shown: Booleans
    """Published unless withheld; the others are what a reader makes of differences."""
    links: csr_array
    """A row for each sum: 1 for the total, −1 for its parts."""
    fixed: Booleans
    """Published by others: never withheld."""
    secret: Booleans
    """Not small, but to be protected all the same."""
    most: Integers
    """The highest value that a reader may believe."""
    near: Sequence[Integers] = field(default=())
    """For each width of neighbourhood, closest first, which one each figure is in, or −1."""


def withheld_figures(figures: Figures, *, threshold: int) -> Booleans:
    """Say which shown figures are withheld; those that are 0 never are."""
    found = np.zeros(len(figures.values), dtype=bool)
    someone = np.flatnonzero(figures.values > 0)
    if len(someone):
        table = _Table(figures, someone, threshold)
        table.protect()
        found[someone] = table.hidden & figures.shown[someone]
    return found


class _Table:
    """Positive figures, what is withheld of them, and the values a reader may believe."""

    def __init__(self, figures: Figures, someone: Integers, threshold: int) -> None:
        links = csr_array(figures.links)[:, someone]
        self.links = csc_array(links[np.diff(links.indptr) > 0])
        self.values, self.most = figures.values[someone], figures.most[someone]
        self.shown, self.fixed = figures.shown[someone], figures.fixed[someone]
        self.width = threshold - 1
        small = (self.values <= self.width) & ~self.fixed
        self.guarded = small | (figures.secret[someone] & ~self.fixed)
        self.hidden = (self.guarded | ~self.shown) & ~self.fixed
        self.low, self.high = self.values.copy(), self.values.copy()
        self.draw = np.random.default_rng(0)
        everyone = np.zeros(len(someone), dtype=np.int64)
        close = () if len(someone) <= FEW else figures.near
        self.near = [*(labels[someone] for labels in close), everyone]

    def narrow(self, figures: Integers | slice = slice(None)) -> Booleans:
        """Say whether each is a guarded figure that the tables found so far give back."""
        return self.guarded[figures] & (self.high[figures] - self.low[figures] < self.width)

    def protect(self) -> None:
        """Withhold more, until each guarded figure may be anywhere in the width."""
        # One that nothing ties to others needs none of them.
        lone = np.diff(self.links.indptr) == 0
        self.high[lone] = np.maximum(self.high[lone], self.values[lone] + self.width)
        if len(self.values) > FEW:
            self.pool()
            self.never_alone()
        for members in self.neighbourhoods(self.near[-2:][0]):
            hidden = members[self.hidden[members]]
            self.look(self.neighbours(hidden), hidden, ROUNDS)
        for labels in self.near:
            for members in self.neighbourhoods(labels):
                self.hide(members)
        for figure in np.flatnonzero(self.narrow()):
            # Nothing hides it: nothing that is tied to it is published.
            self.hidden[self._tied(int(figure))] = True

    def pool(self) -> None:
        """
        Let figures that are parts of the same totals hide one another, smallest first.

        With k of them withheld, of sum S, each may be anything from 1 to S − k + 1.
        """
        apart = self.fixed | ~self.shown | (self.most < ANY)
        labels = np.where(apart, -1, self.alike())
        several = np.bincount(labels[~apart], minlength=len(labels)) > 1
        for members in _groups(np.where(several[labels], labels, -1)):
            kept = members[np.argsort(self.values[members], kind="stable")]
            guarded = self.guarded[kept]
            last = np.flatnonzero(guarded)
            if not len(last) or not self.narrow(kept).any():
                continue
            hide = guarded | self.hidden[kept]
            sums = self.values[kept] - 1
            if hide.sum() < 2 or sums[hide].sum() < self.width:
                more = np.flatnonzero(~hide)
                if not len(more):
                    continue
                hide[more[0]] = True
            if hide.sum() > 1 and (slack := int(sums[hide].sum())) >= self.width:
                chosen = kept[hide]
                self.hidden[chosen] = True
                self.low[chosen] = 1
                self.high[chosen] = np.maximum(self.high[chosen], 1 + slack)

    def alike(self) -> Integers:
        """Return a number for each figure, the same for those that are parts of the same totals."""
        weights = np.random.default_rng(0).integers(1, 2**40, self.links.shape[0])
        marks = np.asarray(self.links.T @ weights, dtype=np.int64)
        return np.unique(marks, return_inverse=True)[1].astype(np.int64)

    def never_alone(self) -> None:
        """Withhold the smaller of two figures whose sum, or difference, is a guarded one."""
        links = csr_array(self.links)
        first = links.indptr[:-1][np.diff(links.indptr) == SHORT]
        sums = links.indices[first[:, None] + np.arange(SHORT)]
        hidden = self.hidden[sums]
        sums = sums[(hidden & self.guarded[sums]).any(axis=1) & (hidden.sum(axis=1) == 1)]
        taken = self.hidden[sums] | self.fixed[sums]
        least = np.where(taken, ANY, self.values[sums]).argmin(axis=1)[:, None]
        found = np.take_along_axis(sums, least, 1)[~np.take_along_axis(taken, least, 1)]
        self.hidden[found] = True

    def neighbourhoods(self, labels: Integers) -> Iterator[Integers]:
        """Yield the figures of each label that has some to hide, but for those never withheld."""
        wanted = np.isin(labels, labels[self.narrow()]) & ~self.fixed
        return _groups(np.where(wanted, labels, -1))

    def neighbours(self, members: Integers) -> Neighbours:
        """Return the programmes of some figures."""
        return Neighbours(
            self.values[members], self.most[members], csc_array(self.links[:, members]),
            asked=np.flatnonzero(self.narrow(members)), width=self.width,
        )  # fmt: skip

    def hide(self, members: Integers) -> None:
        """Hide figures among their neighbours, smallest first."""
        near = self.neighbours(members)
        order = np.argsort(self.values[members], kind="stable")
        for figure in order[self.narrow(members[order])]:
            if not self.narrow(members[[figure]]).any():
                continue
            price = np.where(self.hidden[members], 1.0, self.values[members])
            for change in near.apart(figure, price) or ():
                self.believe(members, change)
            if len(members) <= FEW:
                self.look(near, members, 1)

    def look(self, near: Neighbours, members: Integers, rounds: int) -> None:
        """Show of many figures at once that what is withheld already hides them."""
        for turn in range(rounds):
            narrow = self.narrow(members)
            if not narrow.any():
                break
            # Two that hide each other go opposite ways: which do is left to chance, then reversed.
            if turn % 2 == 0:
                ways = self.draw.choice([-1, 1], len(members))
            asked = (-ways if turn % 2 else ways) * narrow
            low = np.where(narrow, self.high[members], self.values[members]) - self.width
            high = np.where(narrow, self.low[members], self.values[members]) + self.width
            if (change := near.change(self.hidden[members], asked, low, high)) is not None:
                self.believe(members, change)

    def believe(self, members: Integers, change: Integers) -> None:
        """Make another table as likely as the true one: withhold all that it alters."""
        self.hidden[members] |= change != 0
        self.low[members] = np.minimum(self.low[members], self.values[members] + change)
        self.high[members] = np.maximum(self.high[members], self.values[members] + change)

    def _tied(self, figure: int) -> Booleans:
        """Say which figures a chain of links ties to one."""
        tied = np.zeros(len(self.values), dtype=bool)
        tied[figure] = True
        ties, before = abs(self.links), 0
        while tied.sum() > before:
            before = tied.sum()
            tied = (ties.T @ (ties @ tied)) > 0
            tied[figure] = True
        return tied & ~self.fixed


def _groups(labels: Integers) -> Iterator[Integers]:
    """Yield the ranks of each label, those of −1 left out."""
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
