"""What published figures say of the needs that themes answer, against a wider place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.observations import finest
from cls_dash.domain.observed import VALUED
from cls_dash.domain.selection import Selection
from cls_dash.domain.themes import lower_is_needier, reason, themes_of
from cls_dash.questions.need.need_values import KNOWN
from cls_dash.questions.rows import rows
from cls_dash.store.queries import zoning
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.queries.observations import observed_around
from cls_dash.store.queries.zoning import BASSIN
from cls_dash.store.release import Release, memoised

LEVELS: Final = {
    "commune": "commune",
    BASSIN: "bassin de vie",
    "epci": "intercommunalité",
    "departement": "département",
}
"""Levels at which a value tells something of a commune, the finest first."""
MARGIN: Final = 0.05
"""Gap to the wider place, as a share of its value, under which here is as elsewhere."""
YEARS: Final = 5
"""Years before the latest known fact after which a value is old."""
HALF: Final = 0.5
"""Share of the comparable inhabitants from which a need is stronger here."""
_NAMED: Final = 2
_HELD: Final = (BASSIN, "epci", "departement", "region")
_PLACE: Final = ("level", "name", "value", "year", "reference", "wider")
_RANK: Final = ("stronger", "not_stronger", "uncompared")


@dataclass(frozen=True)
class NeedHere:
    """What an indicator says of a territory. Shares are of its inhabitants."""

    indicator: str
    title: str
    themes: tuple[str, ...]
    reason: str
    verdict: str
    """One of :data:`cls_dash.domain.relevance.VERDICTS`."""
    reservations: tuple[str, ...]
    fine: float
    """Whose commune's own value is known."""
    known: float
    compared: float
    worse: float
    """Of the inhabitants whose value is compared."""
    said: str


@memoised
def here(release: Release, selection: Selection) -> tuple[NeedHere, ...]:
    """
    Return the needs that figures tell of a perimeter, the most finely known first.

    A need is an indicator that its card links to a theme.

    Each commune has its latest value, or that of its bassin de vie, EPCI or département, compared
    with that of its region, else of the country, for the same year and no other.
    """
    communes = communes_in_scope(release, selection)
    bassins = zoning.bassins(release, list(communes.index))
    communes = communes.assign(**{BASSIN: bassins})
    seen = observed_around(release, selection.territory)
    seen = seen[seen["status"].isin(VALUED) & seen["value"].notna() & _of(communes, seen)]
    latest = release.latest_fact
    told = [
        _need(str(code), group, communes, latest.year)
        for code, group in seen.groupby("indicator", sort=False)
        if themes_of(group["themes"].iloc[0])
    ]
    needs = [need for need in told if need is not None]
    return tuple(sorted(needs, key=lambda need: (-need.fine, need.title)))


def of_theme(needs: Sequence[NeedHere], theme: str) -> NeedHere | None:
    """Return the need that tells most of a theme: stronger here, then compared, then known."""
    mine = [need for need in needs if theme in need.themes]
    order = {need.indicator: rank for rank, need in enumerate(needs)}
    return min(
        mine,
        key=lambda need: (_RANK.index(need.verdict), len(need.reservations), order[need.indicator]),
        default=None,
    )


def _need(code: str, seen: pd.DataFrame, communes: pd.DataFrame, today: int) -> NeedHere | None:
    own = finest(seen.sort_values("year", kind="stable"), communes, LEVELS)
    if own["value"].isna().all():
        return None
    card, people = seen.iloc[0], communes["population"].fillna(0).astype(float)
    own = own.join(_references(seen, own, communes)).assign(people=people)
    compared = own["reference"].notna()
    gap = (own["value"] - own["reference"]) * (-1 if lower_is_needier(card["higher_is"]) else 1)
    weight = float(people[compared].sum())
    worse = (
        float(people[compared & (gap > own["reference"].abs() * MARGIN)].sum()) / weight
        if weight
        else 0.0
    )
    verdict = "uncompared" if not weight else "stronger" if worse >= HALF else "not_stronger"
    total = float(people.sum()) or 1.0
    known = own["value"].notna()
    judged = compared if weight else known
    reservations = [
        *(["partial"] if float(people[judged].sum()) / total < KNOWN else []),
        *(["coarse"] if (own.loc[judged, "level"] == "departement").any() else []),
        # Of a span of years, the last one counts.
        *(["old"] if own.loc[judged, "year"].str[-4:].astype(int).max() < today - YEARS else []),
    ]
    themes = themes_of(card["themes"])
    fine = known & (own["level"] == "commune")
    return NeedHere(
        code, str(card["title"]), themes, reason(themes), verdict, tuple(reservations),
        fine=float(people[fine].sum()) / total,
        known=float(people[known].sum()) / total, compared=weight / total, worse=worse,
        said=_said(own[judged], str(card["unit"]), worse if weight else None),
    )  # fmt: skip


def _of(communes: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
    """Say which observations are of communes, or of what holds them or is beside them."""
    places = [communes.index, *(communes[level].dropna().unique() for level in _HELD), ["FR"]]
    return seen["geography"].isin({code for codes in places for code in codes})


def _references(seen: pd.DataFrame, own: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return ``reference`` and ``wider``, the value and name of what each is compared with."""
    wide = seen[seen["level"].isin(["region", "pays"])]
    known = {(row["geography"], row["year"]): (row["value"], row["name"]) for row in rows(wide)}
    nothing = (float("nan"), None)
    found = [
        known.get((region, year), known.get(("FR", year), nothing))
        for region, year in zip(communes["region"], own["year"], strict=True)
    ]
    return pd.DataFrame(found, own.index, ["reference", "wider"])


def _said(own: pd.DataFrame, unit: str, worse: float | None) -> str:
    """Name the places whose value is known, or say how many inhabitants are worse off."""
    people = dict[tuple[Any, ...], float]()
    for place in rows(own[[*_PLACE, "people"]]):
        said = tuple(None if pd.isna(place[column]) else place[column] for column in _PLACE)
        people[said] = people.get(said, 0.0) + place["people"]
    places = sorted(people, key=lambda place: -people[place])
    if worse is not None and len(places) > _NAMED:
        return (
            f"{wording.percent(worse)} des habitants comparés vivent où la valeur est plus "
            "défavorable que dans leur région ou en France la même année"
        )
    if len(places) > _NAMED:
        ends = [wording.measured(end, unit) for end in (own["value"].min(), own["value"].max())]
        years = wording.listing(sorted(set(own["year"])))
        return (
            f"de {ends[0]} à {ends[1]} dans {wording.counted(len(places), 'lieu', 'lieux')}, "
            f"{years}, sans point de comparaison la même année"
        )
    return " ; ".join(_place(dict(zip(_PLACE, place, strict=True)), unit) for place in places)


def _place(row: dict[str, Any], unit: str) -> str:
    said = f"{row['name']}, {row['year']} : {wording.measured(row['value'], unit)}"
    if pd.isna(row["reference"]):
        return f"{said}, sans point de comparaison la même année"
    return f"{said}, contre {wording.measured(row['reference'], unit)} ({row['wider']})"
