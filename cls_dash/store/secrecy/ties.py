"""Tie the counts of a release to one another: by places, by groups of persons, by years."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from cls_dash.domain.persons import Words, of_ages, parts, words, years
from cls_dash.domain.suppression import ANY, Figures, withheld_figures
from cls_dash.store.secrecy import KEY, PLACE
from cls_dash.store.secrecy.dividing import Sum, divided
from cls_dash.store.secrecy.grid import Booleans, Grid, Integers
from cls_dash.store.secrecy.nesting import Nest, balanced, fill, nested
from cls_dash.store.secrecy.places import Ground, unplaced

MOST: Final = 40
"""Groups among which sums are looked for."""
ENOUGH: Final = 5
"""Places and years where a sum must hold to be one."""


def given_back(
    frames: Mapping[str, pl.DataFrame], counted: pl.DataFrame, threshold: int
) -> pl.Series:
    """
    Return the rows to withhold so that no difference gives a small count of persons back.

    Two rows of one figure (a count and its rate, two sources) are withheld together. Whatever
    may be a part of another is taken for one: by the words of titles, by years, by places; what
    is withheld where places are not known to be in others takes away the totals of such places.
    """
    known = counted.filter(pl.col("n").is_not_null())
    figures = known.group_by(KEY, maintain_order=True).agg(
        n=pl.col("n").min(), rates=pl.col("rate").all(), whole=pl.col("whole").any(),
        small=pl.col("small").any(),
    )  # fmt: skip
    ground = Ground.of(frames, figures)
    figures = figures.join(ground.places, on=PLACE, maintain_order="left")
    groups = {name: words(name) for name in figures["words"].unique(maintain_order=True)}
    sums = _sums(figures)
    hidden = [
        _withheld(family, groups, sums, ground, threshold)
        for family in _families(figures, groups, sums)
    ]
    return counted.join(pl.concat([figures.select(KEY).clear(), *hidden]), on=KEY, how="semi")[
        "row"
    ]


def _families(
    figures: pl.DataFrame, groups: Mapping[str, Words], sums: Sequence[Sum]
) -> Iterator[pl.DataFrame]:
    """Yield the figures that may be tied: groups of one stem, years that overlap."""
    family = {name: name for name in groups}
    named = {words: name for name, words in groups.items()}
    tied = [[named[whole], *(named[part] for part in division)]
            for whole, division in parts(list(named))]  # fmt: skip
    for one, *others in [*tied, *sums, *of_ages(groups, groups)]:
        for other in others:
            family[_root(family, other)] = _root(family, one)
    roots = {name: _root(family, name) for name in family}
    tagged = figures.with_columns(
        family=pl.col("words").replace_strict(roots, return_dtype=pl.String)
    )
    for _, group in tagged.group_by("family", maintain_order=True):
        spans = [years(period) for period in group["year"].unique()]
        if sum(map(len, spans)) == len(frozenset().union(*spans)):
            yield from (rows for _, rows in group.group_by("year", maintain_order=True))
        else:
            yield group


def _sums(figures: pl.DataFrame) -> list[Sum]:
    """Return the groups that are the sum of two others, whatever their names."""
    if not 2 < figures["words"].n_unique() <= MOST:
        return []
    table = figures.pivot("words", index=["place", "year"], values="n").drop("place", "year")
    return exact_sums(table)


def exact_sums(table: pl.DataFrame) -> list[Sum]:
    """Return the columns that are the sum of two others, wherever all three are known."""
    values = table.cast(pl.Float64).to_numpy()
    found = []
    for one, other in combinations(range(values.shape[1]), 2):
        both = values[:, one] + values[:, other]
        with np.errstate(invalid="ignore"):
            apart = np.nan_to_num(np.abs(values - both[:, None]))
        three = np.isfinite(values) & np.isfinite(both)[:, None]
        some = np.nan_to_num(np.minimum(values[:, one], values[:, other])) > 0
        sums = (apart.sum(axis=0) == 0) & ((three & some[:, None]).sum(axis=0) >= ENOUGH)
        found += [
            (table.columns[whole], table.columns[one], table.columns[other])
            for whole in np.flatnonzero(sums)
            if whole not in (one, other)
        ]
    return found


def _root(family: Mapping[str, str], name: str) -> str:
    while family[name] != name:
        name = family[name]
    return name


def _withheld(
    figures: pl.DataFrame,
    groups: Mapping[str, Words],
    sums: Sequence[Sum],
    ground: Ground,
    threshold: int,
) -> pl.DataFrame:
    """Return the keys of the figures of a family to withhold."""
    mine = {name: groups[name] for name in figures["words"].unique(maintain_order=True)}
    own = [each for each in sums if mine.keys() >= set(each)]
    grid = Grid(figures)
    nest = Nest(grid, ground.inside, ground.sizes)
    fill(grid, nest)
    divided(grid, mine, own, np.arange(len(grid.places)))
    complete = nested(grid, nest)
    balanced(grid, ground.unions)
    divided(grid, mine, own, np.arange(len(grid.places), len(grid.number)))
    size, every = figures.height, len(grid.values)
    whole = np.zeros(every, dtype=bool)
    whole[:size] = grid.whole
    values = np.rint(grid.values).astype(np.int64)
    here = ground.places.filter(pl.col("place").is_in(pl.Series(grid.places).implode()))
    tied = Figures(
        values, np.arange(every) < size, grid.links(), fixed=np.zeros(every, dtype=bool),
        secret=whole, most=np.where(whole, values, ANY),
        near=_neighbourhoods(grid, here, ground.members),
    )  # fmt: skip
    gone = withheld_figures(tied, threshold=threshold)[:size]
    gone |= _uncertain(grid, gone, complete, here, ground.members)
    return figures.select(KEY).filter(pl.Series(gone))


def _neighbourhoods(grid: Grid, here: pl.DataFrame, members: pl.DataFrame) -> list[Integers]:
    """Return the EPCI, the département and the region of each figure, as numbers; −1 for wider."""
    communes = here.filter(pl.col("level") == "commune").select("place", commune="geography")
    every = pl.concat([communes, members.join(here, on=PLACE).select("place", "commune")])
    found = []
    for level, among in (("epci", communes), ("departement", every), ("region", every)):
        inside = members.filter(pl.col("level") == level).select("commune", "geography")
        one = among.join(inside, on="commune").group_by("place").agg(
            pl.col("geography").first(), different=pl.col("geography").n_unique()
        ).filter(pl.col("different") == 1)  # fmt: skip
        labels = one.with_columns(label=pl.col("geography").rank("dense").cast(pl.Int64))
        by_place = np.full(int(grid.places.max()) + 1, -1)
        by_place[labels["place"].to_numpy()] = labels["label"].to_numpy()
        found.append(grid.by_figure(by_place[grid.places]))
    return found


def _uncertain(
    grid: Grid, gone: Booleans, complete: Booleans, here: pl.DataFrame, members: pl.DataFrame
) -> Booleans:
    """
    Say which totals are withheld as well, because nobody here knows what they hold.

    Where something withheld may be in any place of a level, no place of this level that is
    not made of known communes alone is published.
    """
    level = dict(here.select("place", "level").iter_rows())
    row, column = grid.row[: len(gone)], grid.column
    at = grid.places[row]
    more = np.zeros(len(gone), dtype=bool)
    for wide in set(level.values()) - {"commune", "pays"}:
        lost = unplaced(here, members, wide).to_numpy()
        if np.isin(at[gone], lost).any():
            mine = np.array([level[place] == wide for place in at])
            more |= mine & ~complete[row, column] & (grid.values[: len(gone)] > 0)
    return more
