"""Which places hold which: communes, and whatever zoning they are all inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Self

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cls_dash.store.secrecy import PLACE

ZONED: Final = ("epci", "departement", "region")


@dataclass(frozen=True)
class Ground:
    """The places of some figures, and how they hold one another."""

    places: pl.DataFrame
    """``place`` (a number), ``level``, ``geography``."""
    members: pl.DataFrame
    inside: pl.DataFrame
    sizes: pl.DataFrame
    """``place`` and ``size``, its communes."""
    unions: pl.DataFrame

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame], figures: pl.DataFrame) -> Self:
        """Return the ground of figures, as the tables of a release say it."""
        places = figures.select(PLACE).unique(maintain_order=True)
        places = places.with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
        members = memberships(frames, places.filter(pl.col("level") == "commune")["geography"])
        return cls(
            places=places,
            members=members,
            inside=held(places, members),
            sizes=members.join(places, on=PLACE).group_by("place").agg(size=pl.len()),
            unions=covered_alike(places, members),
        )


def memberships(frames: Mapping[str, pl.DataFrame], communes: pl.Series) -> pl.DataFrame:
    """
    Return where each commune is known to be: ``commune``, ``level``, ``geography``.

    The code of a commune beyond the reference geography tells its département, and this its
    region; nothing tells its EPCI.
    """
    known = frames["commune"].select("code", *ZONED) if "commune" in frames else _none()
    beyond = pl.DataFrame({"code": communes.unique().sort()}, {"code": pl.String})
    beyond = beyond.join(known, on="code", how="anti").with_columns(
        departement=pl.when(pl.col("code").str.starts_with("97"))
        .then(pl.col("code").str.slice(0, 3))
        .otherwise(pl.col("code").str.slice(0, 2))
    )
    regions = known.unique("departement", maintain_order=True).select("departement", "region")
    beyond = beyond.join(regions, on="departement", how="left", maintain_order="left")
    every = pl.concat([known, beyond], how="diagonal").with_columns(pays=pl.lit("FR"))
    zoned = every.rename({"code": "commune"}).unpivot(
        index="commune", variable_name="level", value_name="geography"
    )
    if "zoning" in frames:
        zoned = pl.concat([zoned, frames["zoning"].select(zoned.columns)])
    return zoned.drop_nulls().unique(maintain_order=True)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(("code", *ZONED), pl.String))


def held(places: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """
    Return which places are wholly in which others: ``part``, ``part_level``, ``whole``.

    Parameters
    ----------
    places
        ``place`` (a number), ``level``, ``geography``.
    members
        What :func:`memberships` returns.
    """
    whole = places.filter(pl.col("level") != "commune")
    inside = members.join(whole, on=PLACE).select("commune", pl.col("place").alias("whole"),
                                                  pl.col("level").alias("whole_level"))  # fmt: skip
    alone = places.filter(pl.col("level") == "commune").select(
        pl.col("place").alias("part"), pl.col("level").alias("part_level"), commune="geography"
    )
    parts = inside.rename({"whole": "part", "whole_level": "part_level"})
    sizes = parts.group_by("part").agg(size=pl.len())
    pairs = parts.join(inside, on="commune").filter(pl.col("part") != pl.col("whole"))
    nested = (
        pairs.group_by("part", "part_level", "whole")
        .agg(shared=pl.len())
        .join(sizes, on="part")
        .filter(pl.col("shared") == pl.col("size"))
    )
    columns = "part", "part_level", "whole"
    return pl.concat([alone.join(inside, on="commune").select(columns), nested.select(columns)])


def unplaced(places: pl.DataFrame, members: pl.DataFrame, level: str) -> pl.Series:
    """Return the places of which a commune, or all, is not known to be in one of a level."""
    sure = members.filter(pl.col("level") == level).select("commune", sure=True).unique()
    inside = pl.concat(
        [
            places.filter(pl.col("level") == "commune").select("place", commune="geography"),
            members.join(places, on=PLACE).select("place", "commune"),
        ]
    ).join(sure, on="commune", how="left")
    placed = inside.group_by("place").agg(pl.col("sure").is_not_null().all()).filter("sure")
    return places.join(placed, on="place", how="anti")["place"]


def covered_alike(places: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """
    Return sets of places of two levels, of which one holds all communes of the other.

    Columns ``union``, ``place`` and ``sign``: 1 for the level that holds, −1 for the other.
    Three bassins de vie may be two EPCI, and none be inside another.
    """
    inside = members.join(places, on=PLACE).select("commune", "level", "place")
    found = [pl.DataFrame(schema={"union": pl.Int64, "place": pl.Int64, "sign": pl.Int64})]
    first = 0
    for one, other in combinations(inside["level"].unique().sort(), 2):
        left, right = (inside.filter(pl.col("level") == level) for level in (one, other))
        pairs = left.join(right, on="commune", suffix="_other")
        if pairs.is_empty():
            continue
        size = int(places["place"].max() or 0) + 1  # type: ignore[arg-type]
        edges = pairs["place"].to_numpy(), pairs["place_other"].to_numpy()
        _, union = connected_components(
            coo_array((np.ones(len(pairs)), edges), shape=(size, size)), directed=False
        )
        both = pl.concat([left.with_columns(sign=1), right.with_columns(sign=-1)])
        labelled = both.with_columns(union=pl.Series(union[both["place"].to_numpy()]))
        kept = labelled.join(_covering(labelled), on="union")
        kept = kept.with_columns(pl.col("sign") * pl.col("covering"))
        kept = kept.select(pl.col("union") + first, "place", "sign").unique(maintain_order=True)
        found.append(kept.cast({"union": pl.Int64, "place": pl.Int64, "sign": pl.Int64}))
        first += size
    return pl.concat(found)


def _covering(labelled: pl.DataFrame) -> pl.DataFrame:
    """Return the unions where one level holds all communes of the other, and its sign."""
    size = pl.col("place").n_unique()
    sides = labelled.group_by("union", "commune").agg(pl.col("sign").unique())
    found = sides.group_by("union").agg(
        first=pl.col("sign").list.contains(1).all(), second=pl.col("sign").list.contains(-1).all()
    )
    several = labelled.group_by("union").agg(places=size).filter(pl.col("places") > 2)
    return found.join(several, on="union").filter(pl.col("first") | pl.col("second")).select(
        "union", covering=pl.when("first").then(1).otherwise(-1)
    )  # fmt: skip
