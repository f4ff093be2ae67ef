"""Published figures of a commune beside what holds it, those that set it apart first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cls_dash.domain.selection import Evidence
from cls_dash.domain.themes import lower_is_needier, themes_of
from cls_dash.questions.compare.published import INHABITANTS
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.questions.published import published
from cls_dash.questions.rows import rows
from cls_dash.render.classes import decimals
from cls_dash.store.queries import catalogue, zoning
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.districts import parents
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.queries.zoning import BASSIN
from cls_dash.store.release import Release

CITY: Final = "city"
"""Level of what is published of the whole commune of an *arrondissement*."""
WIDER: Final = (CITY, "epci", BASSIN, "departement", "region", "pays")
"""What a commune is compared with, the nearest first."""
MEDIAN: Final = "median"
"""State of a value that is the middle of the communes of an EPCI, for want of a published one."""
LEAST: Final = 5
"""Communes that are known, for a median or a spread of them."""


@dataclass(frozen=True)
class Value:
    """What is known of an indicator in a place."""

    amount: float
    """Missing where it is withheld."""
    status: str
    """As in :mod:`cls_dash.domain.observed`, or :data:`MEDIAN`."""

    @property
    def known(self) -> bool:
        """Say whether it has a value."""
        return self.amount == self.amount


@dataclass(frozen=True)
class LocalFigure:
    """An indicator in a commune, and in what holds it the same year."""

    title: str
    unit: str
    year: str
    digits: int
    """Decimals of its values."""
    here: Value | None
    """``None`` where only wider places have one."""
    beside: Mapping[str, Value]
    """By level of :data:`WIDER`, where it is known."""
    need: bool
    """Whether actions answer it."""
    reference: float
    """What it is set against."""
    national: bool
    """Whether that is its value in France, else the middle of the territory's communes."""
    apart: float
    """How far from it, on the side of need, in spreads; missing where unknown."""


def figures(release: Release, territory: str, code: str) -> tuple[LocalFigure, ...]:
    """Return what is published for a commune and what holds it, the most telling first."""
    communes = communes_of(release, territory)
    seen = published(release, territory)
    seen = seen[seen["evidence"] != Evidence.ILLUSTRATIVE]
    seen = pd.concat([seen, *_of_city(release, code)])
    cards = {row["code"]: row for row in rows(catalogue.cards(release))}
    held = _held(release, communes.loc[code])
    found = [
        figure
        for indicator, group in seen.groupby("indicator", sort=False)
        if not (cards[indicator]["kind"] == "stock" and cards[indicator]["unit"] == INHABITANTS)
        and (figure := _figure(cards[indicator], group, held, communes)) is not None
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.apart != one.apart, -one.apart, not one.need, one.title),
        )
    )


def _of_city(release: Release, code: str) -> Iterator[pd.DataFrame]:
    """Yield the observations of the city of an *arrondissement*, which are not its own."""
    if city := parents(release).get(code):
        found = observations_of(release, [city])
        ours = (found["level"] == "commune") & (found["evidence"] != Evidence.ILLUSTRATIVE)
        yield found[ours].assign(level=CITY)


def _held(release: Release, here: pd.Series) -> dict[str, str]:
    """Return the code of the commune and of what holds it, by level, the finest first."""
    code = str(here.name)
    bassin = str(zoning.bassins(release, [code])[code])
    codes = {
        "commune": code, CITY: parents(release).get(code), BASSIN: bassin, "epci": here["epci"],
        "departement": here["departement"], "region": here["region"], "pays": "FR",
    }  # fmt: skip
    return {level: str(place) for level, place in codes.items() if place}


def _figure(
    card: Mapping[str, Any], group: pd.DataFrame, held: Mapping[str, str], communes: pd.DataFrame
) -> LocalFigure | None:
    mine = group[group["geography"] == group["level"].map(held)]
    mine = mine[mine["value"].notna() | (mine["status"] == "withheld")]
    if mine.empty:
        return None
    level = next(level for level in held if (mine["level"] == level).any())
    latest = mine[mine["level"] == level].iloc[-1]
    same = mine[mine["year"] == latest["year"]].drop_duplicates("level", keep="last")
    own = {row["level"]: Value(row["value"], row["status"]) for row in rows(same)}
    peers = group[(group["level"] == level) & (group["year"] == latest["year"])]
    values = peers.set_index("geography")["value"].dropna()
    local = level == "commune"
    middle = {"epci": Value(_median(values, held, communes), MEDIAN)} if local else {}
    known = {place: value for place, value in (*middle.items(), *own.items()) if value.known}
    national = "pays" in own
    reference = own["pays"].amount if national else float(values.median())
    enough = local and LEAST <= len(values) >= KNOWN * len(communes)
    return LocalFigure(
        title=str(card["title"]),
        unit=str(card["unit"]),
        year=str(latest["year"]),
        digits=decimals(pd.concat([values, same["value"]])),
        here=own.get("commune"),
        beside={wider: known[wider] for wider in WIDER if wider in known},
        need=bool(themes_of(card["themes"])),
        reference=reference,
        national=national,
        apart=_apart(card, latest["value"] - reference, values) if enough else float("nan"),
    )


def _median(values: pd.Series, held: Mapping[str, str], communes: pd.DataFrame) -> float:
    """Return the middle of the EPCI's communes, missing where most of them are unknown."""
    members = communes.index[communes["epci"] == held.get("epci")]
    known = values.reindex(members).dropna()
    enough = len(known) >= LEAST and len(known) >= KNOWN * len(members)
    return float(known.median()) if enough else float("nan")


def _apart(card: Mapping[str, Any], gap: float, values: pd.Series) -> float:
    """Return a gap on the side of need, in spreads of the communes' values."""
    if card["higher_is"] == "neutral" and not themes_of(card["themes"]):
        return float("nan")
    spread = float(values.quantile(0.75) - values.quantile(0.25)) or float(values.std())
    if not spread > 0:
        return float("nan")
    side = -1.0 if lower_is_needier(str(card["higher_is"])) else 1.0
    return side * float(gap) / spread
