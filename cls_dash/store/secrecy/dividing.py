"""Tie the counts of groups of persons, and of periods, to those that are parts of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import numpy as np

from cls_dash.domain.persons import Words, of_ages, parts, spans, years
from cls_dash.store.secrecy.grid import Grid, Integers

Sum = tuple[str, str, str]
"""A group that is two others."""
Pieces = dict[str, tuple[int, frozenset[int]]]
"""Spans of years that are known, by name: their column and their years."""


def divided(grid: Grid, groups: Mapping[str, Words], sums: Sequence[Sum], rows: Integers) -> None:
    """Work out, in some rows, periods from periods and groups from groups; tie them."""
    if not len(rows):
        return
    periods = {period for _, period in grid.columns}
    for group in dict.fromkeys(group for group, _ in grid.columns):
        _split_years(grid, group, periods, rows)
    divisions = list(_divisions(grid, groups, sums)) if len(groups) > 1 else []
    for period in dict.fromkeys(period for _, period in grid.columns):
        for whole, division in divisions:
            _split_groups(grid, whole, division, period, rows)


def _patterns(
    grid: Grid, ranks: Sequence[int], rows: Integers
) -> Iterator[tuple[list[int], Integers]]:
    """Yield which of some columns are known, and in which rows."""
    known = grid.number[rows][:, np.array(ranks, dtype=np.int64)] >= 0
    for pattern in np.unique(known, axis=0):
        if pattern.any():
            have = [rank for rank, has in zip(ranks, pattern, strict=True) if has]
            yield have, rows[(known == pattern).all(axis=1)]


def _sum(grid: Grid, total: int, members: Sequence[int], rows: Integers) -> None:
    """Tie a column to others, in some rows; parts may lack."""
    rows = rows[grid.number[rows, total] >= 0]
    numbers = grid.number[rows][:, np.array(members, dtype=np.int64)]
    rows = rows[(numbers >= 0).any(axis=1)]
    if not len(rows):
        return
    numbers = grid.number[rows][:, np.array(members, dtype=np.int64)]
    which = np.broadcast_to(np.arange(len(rows))[:, None], numbers.shape)
    there = numbers >= 0
    grid.tie(
        np.concatenate([np.arange(len(rows)), which[there]]),
        np.concatenate([grid.number[rows, total], numbers[there]]),
        np.repeat([1, -1], [len(rows), there.sum()]),
        total,
    )


def _split_years(grid: Grid, group: str, asked: set[str], rows: Integers) -> None:
    """Work out of periods that overlap the years in which they differ."""
    ranks = [at for at, (name, _) in enumerate(grid.columns) if name == group]
    for have, here in list(_patterns(grid, ranks, rows)):
        periods = [grid.columns[at][1] for at in have]
        pieces = spans(periods)
        if set(pieces) == set(periods):
            sure = {name: (have[periods.index(name)], span) for name, span in pieces.items()}
        else:
            sure = _pieces(grid, group, have, here)
        for period in sorted({*periods, *asked}):
            _of_years(grid, (group, period), sure, here)


def _pieces(grid: Grid, group: str, have: list[int], rows: Integers) -> Pieces:
    """Work out the spans of years that the periods determine."""
    pieces = spans([grid.columns[at][1] for at in have])
    covers = np.array(
        [[span <= years(grid.columns[at][1]) for span in pieces.values()] for at in have],
        dtype=float,
    )
    inverse = np.linalg.pinv(covers)
    determined = np.isclose(inverse @ covers, np.eye(len(pieces))).all(axis=1)
    sure = {}
    for rank, (name, span) in enumerate(pieces.items()):
        if determined[rank]:
            at = grid.ranked((group, name), like=grid.columns[have[0]])
            grid.work_out(at, rows, grid.told(rows, have) @ inverse[rank])
            sure[name] = at, span
    return sure


def _of_years(grid: Grid, column: tuple[str, str], sure: Pieces, rows: Integers) -> None:
    """Tie a period to the spans of years in it; work it out where they make it whole."""
    span = years(column[1])
    inner = {at: piece for name, (at, piece) in sure.items() if piece <= span and name != column[1]}
    if not inner:
        return
    at = grid.ranked(column, like=grid.columns[next(iter(inner))])
    if frozenset().union(*inner.values()) == span:
        grid.work_out(at, rows, grid.told(rows, inner).sum(axis=1))
    _sum(grid, at, list(inner), rows)


def _divisions(
    grid: Grid, groups: Mapping[str, Words], sums: Sequence[Sum]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups that others are parts of; parts that overlap come one by one."""
    names = {words: name for name, words in groups.items()}
    for whole, division in parts(list(names)):
        found = [names[part] for part in division]
        if _overlap(grid, names[whole], found):
            yield from ((names[whole], [part]) for part in found)
            yield from _within(grid, found)
        else:
            yield names[whole], found
    yield from ((whole, [one, other]) for whole, one, other in sums)
    for same in of_ages(list(groups), groups):
        yield from _within(grid, same)


def _within(grid: Grid, groups: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each group that is nowhere more than another: it may be a part of it."""
    for whole, part in permutations(groups, 2):
        if not _overlap(grid, whole, [part]):
            yield whole, [part]


def _overlap(grid: Grid, whole: str, division: list[str]) -> bool:
    """Say whether parts add to more than their whole somewhere."""
    for period in {period for _, period in grid.columns}:
        ranks = [grid.rank((name, period)) for name in (whole, *division)]
        known = [rank for rank in ranks if rank is not None]
        if len(known) == len(ranks):
            told = grid.told(np.arange(len(grid.places)), known)
            with np.errstate(invalid="ignore"):
                if (told[:, 1:].sum(axis=1) > told[:, 0]).any():
                    return True
    return False


def _split_groups(grid: Grid, whole: str, division: list[str], period: str, rows: Integers) -> None:
    """Tie a group to its parts in one period; work out the one that lacks."""
    named = (whole, *division)
    like = next((each for each in grid.columns if each[1] == period and each[0] in named), None)
    if like is None:
        return
    total, *ranks = (grid.ranked((name, period), like=like) for name in named)
    for have, here in list(_patterns(grid, [total, *ranks], rows)):
        there = [rank for rank in ranks if rank in have]
        lacking = [rank for rank in ranks if rank not in have]
        if len(ranks) > 1 and there:
            known = grid.told(here, there).sum(axis=1)
            if total in have and len(lacking) == 1:
                grid.work_out(lacking[0], here, grid.value(total, here) - known)
            elif total not in have and not lacking:
                grid.work_out(total, here, known)
        if there:
            _sum(grid, total, ranks, here)
