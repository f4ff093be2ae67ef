"""
What a publication withholds: small counts of persons, and what would give them back.

It is done once, on all that is published: what is withheld is in no store, hence in no file,
no role's answer, no export. All that is computed of a store tells no more than it holds.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.domain.persons import PERSON_UNITS, THRESHOLD, group_of, is_rate, per_inhabitant
from cls_dash.errors import PublicationError

PLACE: Final = ("level", "geography")
KEY: Final = (*PLACE, "words", "year")
"""What a figure is of: a place, a group of persons, a period."""
WIDE: Final = ("departement", "region", "pays")
"""Levels where a rate of persons whose counts are not known is published."""
NONE: Final = pl.Series(dtype=pl.UInt32)
_VALUES: Final = ("value", "lower", "upper")
_PERSONS: Final = pl.col("counts").is_null() | (pl.col("counts") == "persons")


def without_small_counts(
    frames: Mapping[str, pl.DataFrame], *, threshold: int = THRESHOLD
) -> dict[str, pl.DataFrame]:
    """
    Return the tables of a release as they may be published.

    Deployments lose their counts of 1 to ``threshold`` − 1 persons, row by row, and bear
    ``withheld``. So do observations of what may count persons, with others that would give
    them back by difference; rates of persons go with their counts, and those whose counts
    are not known stay where places are wide (:data:`WIDE`).
    """
    made = dict(frames)
    if "deployment" in made:
        few = _small_deployments(threshold)
        made["deployment"] = made["deployment"].with_columns(
            count=pl.when(~few).then("count"), withheld=pl.col("withheld") | few
        )
    hidden = _given_back(made, threshold)
    # Of what is left, nothing may read as a small count: a rate, once its decimals are gone.
    while hidden.len():
        made["observation"] = _without(made["observation"], hidden)
        counted = counted_rows(made, threshold)
        hidden = NONE if counted is None else counted.filter("small")["row"]
    return made


def withheld(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> int:
    """Return how many values a publication takes out."""
    places = (("deployment", "count"), ("observation", "value"))
    there = [(table, column) for table, column in places if table in before]
    counts = (
        after[table][column].null_count() - before[table][column].null_count()
        for table, column in there
    )
    return sum(counts)


def refuse_small_counts(frames: Mapping[str, pl.DataFrame], *, threshold: int = THRESHOLD) -> None:
    """
    Refuse tables that still hold a small count of persons, from wherever they come.

    Raises
    ------
    PublicationError
        Naming the table, and how many rows.
    """
    found = {}
    if "deployment" in frames:
        found["deployment"] = frames["deployment"].filter(_small_deployments(threshold))
    if (counted := counted_rows(frames, threshold)) is not None:
        found["observation"] = counted.filter("small")
    for table, rows in found.items():
        if rows.height:
            raise PublicationError(f"{table}: {rows.height} small counts of persons")


def _small_deployments(threshold: int) -> pl.Expr:
    """Say which counts are small; one without a unit may be of persons."""
    persons = pl.col("count_unit").is_null() | pl.col("count_unit").is_in(list(PERSON_UNITS))
    return (persons & pl.col("count").is_between(1, threshold - 1)).fill_null(value=False)


def _given_back(frames: Mapping[str, pl.DataFrame], threshold: int) -> pl.Series:
    """Return the ranks of the observations to withhold."""
    counted = counted_rows(frames, threshold)
    if counted is None:
        return NONE
    # numpy and scipy take a while to import: only those who count persons wait for them.
    from cls_dash.store.secrecy.ties import given_back

    parted = pl.col("geography").is_in(list(PARENTS)) & (pl.col("level") == "commune")
    tied = given_back(frames, counted.filter(~parted), threshold)
    hidden = counted.filter(pl.col("small") | pl.col("row").is_in(tied.implode()))
    return pl.concat([hidden["row"], _of_parted_cities(counted.filter(parted), hidden)]).unique()


def _of_parted_cities(parts: pl.DataFrame, hidden: pl.DataFrame) -> pl.Series:
    """
    Return all the rows of the *arrondissements* of a city of which a count is withheld.

    The others, with the city's, would give it back by difference.
    """
    city = pl.col("geography").replace(dict(PARENTS))
    told = hidden.filter(pl.col("level") == "commune", pl.col("n").is_not_null()).select(city)
    return parts.filter(city.is_in(told["geography"].implode()))["row"]


def _without(rows: pl.DataFrame, hidden: pl.Series) -> pl.DataFrame:
    gone = pl.int_range(pl.len()).is_in(hidden.implode())
    return rows.with_columns(
        *(pl.when(~gone).then(name).alias(name) for name in _VALUES),
        status=pl.when(gone).then(pl.lit("withheld")).otherwise("status"),
    )


def counted_rows(frames: Mapping[str, pl.DataFrame], threshold: int) -> pl.DataFrame | None:
    """
    Return the observations that may count persons and have a value, ``None`` without any.

    Columns ``row``, ``level``, ``geography``, ``year``; ``words``, the group of persons; ``n``,
    those that are counted, missing where a rate does not tell; ``rate``; ``whole``, where it is
    of all (100 %); ``small``, where it is not to be published for what it is by itself.
    """
    if not {"observation", "indicator"} <= set(frames):
        return None
    cards = frames["indicator"].filter(_PERSONS).select("code", "title", "unit")
    rows = frames["observation"].with_row_index("row")
    rows = rows.filter(pl.col("value").is_not_null()).join(
        cards, left_on="indicator", right_on="code", maintain_order="left"
    )
    if rows.is_empty():
        return None
    rows = _counted(rows, _populations(frames))
    few = pl.col("n").is_between(1, threshold - 1)
    unknown = pl.col("n").is_null() & ~pl.col("level").is_in(WIDE)
    nobody_or_all = pl.col("rate") & ((pl.col("value") == 0) | pl.col("whole"))
    scarce = pl.col("rate") & (pl.col("people") < threshold)
    small = pl.any_horizontal(few, unknown, nobody_or_all, scarce).fill_null(value=False)
    return rows.with_columns(small=small)


def _counted(rows: pl.DataFrame, populations: pl.DataFrame) -> pl.DataFrame:
    """Add the persons that each row counts, as its rate or the count of the same title says."""
    units = rows.group_by("indicator").agg(pl.col("unit").first(), pl.col("value"))
    rates = {code: is_rate(unit, values) for code, unit, values in units.iter_rows()}
    bases = {code: per_inhabitant(unit) if rates[code] else None
             for code, unit, _ in units.iter_rows()}  # fmt: skip
    groups = {title: group_of(title) for title in rows["title"].unique()}
    rows = rows.join(populations, on=PLACE, how="left", maintain_order="left").with_columns(
        words=pl.col("title").replace_strict(groups, return_dtype=pl.String),
        rate=pl.col("indicator").replace_strict(rates, return_dtype=pl.Boolean),
        base=pl.col("indicator").replace_strict(bases, return_dtype=pl.Int64),
    )
    people = (pl.col("value") * pl.col("people") / pl.col("base")).round()
    told = pl.when("rate").then(people).otherwise("value").cast(pl.Int64)
    hundred = pl.col("unit").str.contains("%") & (pl.col("value") == 100)
    counts = pl.col("n").filter(~pl.col("rate")).min().over(KEY)
    return rows.with_columns(n=told, whole=pl.col("rate") & hundred).with_columns(
        n=pl.when("rate").then(pl.coalesce(counts, "n")).otherwise("n")
    )


def _populations(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many people live in communes and EPCI, by level and code."""
    asked = {"commune": "code", "epci": "epci"}
    return pl.concat(
        [
            pl.DataFrame(schema={"level": pl.String, "geography": pl.String, "people": pl.Float64}),
            *(
                frames[level].select(
                    level=pl.lit(level), geography=code,
                    people=pl.col("population").cast(pl.Float64),
                )
                for level, code in asked.items() if level in frames
            ),
        ]
    )  # fmt: skip
