"""Published figures of a commune beside what holds it, those that set it apart first."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.observed import DERIVED
from cls_dash.domain.selection import Evidence
from cls_dash.domain.themes import lower_is_needier, themes_of
from cls_dash.page.table import Table
from cls_dash.store.queries import catalogue, zoning
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.zoning import BASSIN
from cls_dash.store.release import Release
from cls_dash.views.choropleth import decimals
from cls_dash.views.compare_measures import INHABITANTS
from cls_dash.views.need_values import KNOWN
from cls_dash.views.published import published
from cls_dash.views.rows import rows

BESIDE: Final = MappingProxyType(
    {
        "epci": "Intercommunalité",
        BASSIN: "Bassin de vie",
        "departement": "Département",
        "region": "Région",
        "pays": "France",
    }
)
"""What a commune is compared with, the nearest first."""
LEAST: Final = 5
"""Communes that are known, for a median or a spread of them."""
MARKED: Final = 0.5
"""Spreads from the middle beyond which a need is marked: about the quarter most in need."""
MOST: Final = 3
RULE: Final = (
    "D’abord ce qui s’écarte le plus de la France, sinon de la commune médiane du territoire, du "
    "côté où le besoin est plus fort, au regard des écarts entre communes. (c) : moyenne calculée "
    "par l’atlas ; (m) : médiane des communes de l’intercommunalité, faute de valeur publiée."
)


@dataclass(frozen=True)
class LocalFigure:
    """An indicator in a commune, and in what holds it the same year."""

    title: str
    unit: str
    year: str
    here: str
    """Its value, why it is hidden, or nothing where only wider places have one."""
    beside: Mapping[str, str]
    """By level, where it is known."""
    need: bool
    """Whether actions answer it."""
    reference: str
    """What it is set against, in words: France, else the middle of the territory's communes."""
    apart: float
    """How far from it, on the side of need, in spreads; missing where unknown."""


def figures(release: Release, territory: str, code: str) -> tuple[LocalFigure, ...]:
    """Return what is published for a commune and what holds it, the most telling first."""
    communes = communes_of(release, territory)
    seen = published(release, territory)
    seen = seen[seen["evidence"] != Evidence.ILLUSTRATIVE]
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


def _held(release: Release, here: pd.Series) -> dict[str, str]:
    """Return the code of the commune and of what holds it, by level, the finest first."""
    code = str(here.name)
    bassin = str(zoning.bassins(release, [code])[code])
    codes = {
        "commune": code, BASSIN: bassin, "epci": here["epci"],
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
    own = {row["level"]: row for row in rows(same)}
    peers = group[(group["level"] == level) & (group["year"] == latest["year"])]
    values = peers.set_index("geography")["value"].dropna()
    digits = decimals(pd.concat([values, same["value"]]))
    beside = {
        wider: _written(own[wider], digits)
        for wider in BESIDE
        if wider in own and own[wider]["value"] == own[wider]["value"]
    }
    if level == "commune" and "epci" not in beside and (middle := _median(values, held, communes)):
        beside["epci"] = f"{wording.number(middle[0], digits)} (m)"
    reference, words = _reference(own, values, digits)
    enough = level == "commune" and LEAST <= len(values) >= KNOWN * len(communes)
    return LocalFigure(
        title=str(card["title"]),
        unit=str(card["unit"]),
        year=str(latest["year"]),
        here=_here(own.get("commune"), digits),
        beside=beside,
        need=bool(themes_of(card["themes"])),
        reference=words,
        apart=_apart(card, latest["value"] - reference, values) if enough else float("nan"),
    )


def _reference(
    own: Mapping[str, Mapping[str, Any]], values: pd.Series, digits: int
) -> tuple[float, str]:
    """Return what a value is set against, and its words."""
    if "pays" in own:
        country = float(own["pays"]["value"])
        return country, f"France : {wording.number(country, digits)}"
    middle = float(values.median()) if len(values) else float("nan")
    return middle, f"médiane du territoire : {wording.number(middle, digits)}"


def _here(row: Mapping[str, Any] | None, digits: int) -> str:
    if row is None:
        return ""
    return _written(row, digits) if row["value"] == row["value"] else wording.STATUSES["withheld"]


def _written(row: Mapping[str, Any], digits: int) -> str:
    made = " (c)" if row["status"] == DERIVED else ""
    return f"{wording.number(row['value'], digits)}{made}"


def _median(
    values: pd.Series, held: Mapping[str, str], communes: pd.DataFrame
) -> tuple[float] | None:
    """Return the middle of the EPCI's communes, where most of them are known."""
    members = communes.index[communes["epci"] == held.get("epci")]
    known = values.reindex(members).dropna()
    enough = len(known) >= LEAST and len(known) >= KNOWN * len(members)
    return (float(known.median()),) if enough else None


def _apart(card: Mapping[str, Any], gap: float, values: pd.Series) -> float:
    """Return a gap on the side of need, in spreads of the communes' values."""
    if card["higher_is"] == "neutral" and not themes_of(card["themes"]):
        return float("nan")
    spread = float(values.quantile(0.75) - values.quantile(0.25)) or float(values.std())
    if not spread > 0:
        return float("nan")
    side = -1.0 if lower_is_needier(str(card["higher_is"])) else 1.0
    return side * float(gap) / spread


def sentence(found: tuple[LocalFigure, ...]) -> str:
    """Say which needs are most marked here, and what they are set against."""
    ranked = [one for one in found if one.apart == one.apart]
    marked = [one for one in ranked if one.apart > MARKED][:MOST]
    if not ranked:
        return ""
    if not marked:
        return (
            "Aucun chiffre publié n’y marque un besoin nettement plus fort qu’en France, ou que "
            "dans la commune médiane du territoire."
        )
    told = [
        f"{one.title}, **{one.here}{wording.NBSP}{one.unit}** ({one.year} ; {one.reference})"
        for one in marked
    ]
    return f"Besoins les plus marqués d’après les chiffres publiés : {' ; '.join(told)}."


def table(found: tuple[LocalFigure, ...], name: str) -> Table | None:
    """Return one line an indicator, and a column for each level that has something to say."""
    levels = [level for level in BESIDE if any(level in one.beside for one in found)]
    lines = [
        (
            wording.titled(one.title, one.unit), one.here,
            *(one.beside.get(level, "") for level in levels), one.year,
        )
        for one in found
    ]  # fmt: skip
    if not lines:
        return None
    return Table.of(
        ("Indicateur", name, *(BESIDE[level] for level in levels), "Année"),
        lines,
        caption=f"Chiffres publiés : {name} et ce qui l’entoure. {RULE}",
        numeric=set(range(1, len(levels) + 2)),
    )
