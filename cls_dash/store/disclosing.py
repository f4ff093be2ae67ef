"""
The door of the store: no small count of persons goes out, nor what would give it back.

Every view, export and tooltip is made of frames that went through here. What is withheld
is missing in them, and they say so; nothing made of them can tell it.
"""

from collections.abc import Hashable
from typing import Final

import pandas as pd
from sqlalchemy import Connection, select

from cls_dash.domain.disclosure import THRESHOLD, mask_counts, withheld
from cls_dash.store.asking import answered
from cls_dash.store.tables import CommuneRow, IndicatorRow, ObservationRow

PERSONS: Final = frozenset(
    {"personnes", "patients", "bénéficiaires", "allocataires", "assurés", "cas", "décès"}
)
"""
Units of the indicators that count persons one could point at. Inhabitants are not among
them: the census publishes them whole, down to the commune of one.
"""
LEVELS: Final = ("epci", "departement", "region")
"""Levels whose value is the sum of communes that the reference geography knows."""
HIDDEN: Final = ["value", "lower", "upper"]


def deployments(frame: pd.DataFrame, *, threshold: int = THRESHOLD) -> pd.DataFrame:
    """Return deployments without their small counts of persons; ``withheld`` says which."""
    return mask_counts(frame, threshold=threshold)


def observations(
    connection: Connection, frame: pd.DataFrame, *, threshold: int = THRESHOLD
) -> pd.DataFrame:
    """
    Return observations without small counts of persons, nor the sums that give them back.

    What is withheld depends on all that the store holds of the indicator, not on what was
    asked: two questions cannot be subtracted from each other.
    """
    counted = select(IndicatorRow.code).where(
        IndicatorRow.kind == "stock", IndicatorRow.unit.in_(PERSONS)
    )
    codes = [code for code in connection.scalars(counted) if code in set(frame["indicator"])]
    if not codes:
        return frame
    hidden: set[tuple[str, str, str, str]] = set()
    query = select(
        ObservationRow.indicator, ObservationRow.level, ObservationRow.geography,
        ObservationRow.year, ObservationRow.value,
    ).where(ObservationRow.indicator.in_(codes), ObservationRow.value.is_not(None))  # fmt: skip
    known = answered(connection, query)
    members = _members(connection)
    for (code, year), figures in known.groupby(["indicator", "year"]):
        hidden |= {
            (code, level, geography, year)
            for level, geography in _withheld(figures, members, threshold)
        }
    keys = zip(*(frame[name] for name in ("indicator", "level", "geography", "year")), strict=True)
    out = pd.Series([key in hidden for key in keys], frame.index)
    return frame.assign(
        **{name: frame[name].mask(out) for name in HIDDEN},
        status=frame["status"].mask(out, "withheld"),
    )


def _members(connection: Connection) -> pd.DataFrame:
    query = select(CommuneRow.code, CommuneRow.epci, CommuneRow.departement, CommuneRow.region)
    return answered(connection, query).set_index("code")


def _withheld(figures: pd.DataFrame, members: pd.DataFrame, threshold: int) -> set[tuple[str, str]]:
    """Return the levels and geographies whose figure must not go out."""
    by_level = {level: rows.groupby("geography")["value"].min()
                for level, rows in figures.groupby("level")}  # fmt: skip
    empty = pd.Series(dtype=float)
    communes = by_level.pop("commune", empty).items()
    cells: dict[Hashable, float] = {("commune", code): n for code, n in communes}
    totals: dict[Hashable, list[Hashable]] = {}
    for level, values in by_level.items():
        for geography, total in values.items():
            name = (str(level), str(geography))
            inside = members.index[members[level] == geography] if level in LEVELS else []
            own: list[Hashable] = [
                ("commune", code) for code in inside if ("commune", code) in cells
            ]
            # What a total adds to the communes that are known is a figure like another.
            rest = ("rest", *name)
            cells[rest] = max(0.0, total - sum(cells[label] for label in own))
            totals[name] = [*own, rest]
    if not cells:
        return set()
    labels = pd.Index(list(cells), tupleize_cols=False)
    counts = pd.Series([float(round(n)) for n in cells.values()], labels)
    found = withheld(counts, totals, threshold=threshold)
    return {label for label in (*found.cells, *found.totals) if label[0] != "rest"}
