"""View model of the page «Accès aux soins»: how far care is, and how many share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.accessibility import floating_catchment, nearest, population_within
from cls_dash.analysis.coverage import neediest
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.render import maps, palette
from cls_dash.render.classes import Classes, by_bounds, by_quantiles
from cls_dash.render.html import html_table
from cls_dash.store.readings import Readings
from cls_dash.views.discs import discs
from cls_dash.views.forgotten import BOUNDS, LABELS, NEAR, median_minutes
from cls_dash.views.ground import Ground, ground
from cls_dash.views.needs import CARE
from cls_dash.views.painting import painted
from cls_dash.views.rows import rows

FIRST: Final = "soins"
MEASURES: Final = MappingProxyType(
    {"temps": "Temps jusqu’au plus proche", "accessibilite": "Offre accessible par habitant"}
)
EXPLANATIONS: Final = MappingProxyType(
    {
        "temps": "Couleur : minutes jusqu’au lieu le plus proche, depuis la mairie.",
        "accessibilite": (
            "Couleur : offre à 20 minutes ou moins pour 10 000 habitants, partagée entre tous ceux "
            "qui peuvent s’y rendre ; un lieu compte en entier jusqu’à 10 minutes, pour deux "
            "tiers jusqu’à 15, pour un tiers jusqu’à 20 (E2SFCA, la famille de l’APL de la DREES)."
        ),
    }
)
READING: Final = (
    "Chaque **cercle** est un établissement recensé, ou le nombre de professionnels d’une commune. "
    "La **couleur** dit le temps de trajet jusqu’au plus proche, ou l’offre que peut atteindre un "
    "habitant une fois partagée avec ses voisins.\n\n"
    "Un lieu proche n’est pas toujours ouvert, ni disponible ; un lieu absent de la liste existe "
    "peut-être. Un lieu hors de l’atlas compte pour le temps de trajet, pas pour l’offre par "
    "habitant, car on ne sait pas entre combien de personnes il se partage : près des limites, "
    "cette offre est sous-estimée."
)
_PER: Final = 10_000


@dataclass(frozen=True)
class CareView:
    """All that the page shows, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    note: str
    digest: str
    values: Mapping[str, maps.Values]
    """By measure."""
    table: str


@dataclass(frozen=True)
class Offer:
    """What a service offers, commune by commune."""

    label: str
    supply: pd.Series
    """Places or professionals, by commune that has any."""
    places: pd.DataFrame
    """Places with a point, to be drawn; empty when only counts are known."""
    counted: str
    """What a unit of the supply is, in the plural."""


def services(readings: Readings, territory: str) -> dict[str, str]:
    """Return the services that are known around a territory, by code in the URL."""
    found = _active(readings, territory)
    categories = [code for code in wording.PROVIDERS if (found["category"] == code).any()]
    counts = readings.counts_around(territory)
    titles = counts.drop_duplicates("category").set_index("category")
    return {
        **({FIRST: "Hôpitaux, urgences, centres et maisons de santé"} if
           found["category"].isin(CARE).any() else {}),
        **{
            str(code): f"{row['title']} (nombre, {row['year']})"
            for code, row in titles.iterrows()
        },
        **{code: wording.PROVIDERS[code].capitalize() for code in categories},
    }  # fmt: skip


def build(readings: Readings, selection: Selection, *, service: str) -> CareView:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    offer = _offer(readings, selection.territory, service)
    to_offer = here.minutes[here.minutes["destination"].isin(offer.supply.index)]
    closest = nearest(to_offer).reindex(here.communes.index)
    table = here.communes.assign(
        time=closest["minutes"],
        where=closest["destination"],
        access=_access(readings, selection.territory, offer).reindex(here.communes.index),
    )
    return CareView(
        answer=_answer(table, to_offer, offer, here),
        facts=_facts(table, offer),
        note=here.basis,
        digest=readings.asset_digest(selection.territory),
        values={code: _values(here, table, offer, code) for code in MEASURES},
        table=_table(table, offer, readings.communes(selection.territory)),
    )


def _active(readings: Readings, territory: str) -> pd.DataFrame:
    found = readings.providers_around(territory)
    return found[found["status"] == "active"]


def _offer(readings: Readings, territory: str, service: str) -> Offer:
    if ":" in service:
        counts = readings.counts_around(territory)
        counts = counts[counts["category"] == service]
        supply = counts.groupby("commune")["n"].sum()
        title = str(counts["title"].iloc[0])
        return Offer(title, supply[supply > 0], pd.DataFrame(), f"« {title.lower()} »")
    found = _active(readings, territory)
    chosen = found[found["category"].isin(CARE if service == FIRST else [service])]
    label = services(readings, territory)[service]
    return Offer(
        label, chosen["commune"].value_counts().sort_index(),
        chosen[chosen["longitude"].notna()], "lieux",
    )  # fmt: skip


def _access(readings: Readings, territory: str, offer: Offer) -> pd.Series:
    """
    Return the supply for 10,000 inhabitants that each commune reaches, neighbours counted.

    Of communes whose inhabitants are known: elsewhere a place would seem to be there for the
    few of ours who reach it.
    """
    minutes, population = readings.demand_around(territory)
    shared = offer.supply[offer.supply.index.isin(population.index)].astype(float)
    return floating_catchment(population, shared, minutes).accessibility * _PER


def _answer(table: pd.DataFrame, to_offer: pd.DataFrame, offer: Offer, here: Ground) -> str:
    share = population_within(to_offer, NEAR, population=here.population) / here.population.sum()
    name = f"« {offer.label} »"
    left_out = table[~(table["time"] <= NEAR)].sort_values("population", ascending=False)
    said = (
        f"**{wording.percent(share)}** des habitants sont à {wording.number(NEAR)} minutes ou "
        f"moins d’un lieu recensé : {name}."
    )
    if left_out.empty:
        return said
    names = list(left_out["name"].head(3))
    n = len(left_out)
    return (
        f"{said} **{wording.counted(n, 'commune')}** "
        f"{wording.agreeing(n, 'en est', 'en sont')} plus loin, "
        f"{'dont ' if n > len(names) else ''}{wording.listing(names)}."
    )


def _facts(table: pd.DataFrame, offer: Offer) -> tuple[str, ...]:
    people = table["population"].astype(float)
    half = median_minutes(table["time"], people)
    farthest = table.sort_values("time", na_position="last").iloc[-1]
    least = _least(table, people)
    mean = float((table["access"] * people).sum() / people.sum())
    facts = [
        f"La moitié des habitants sont à **{_time(half)}** ou moins.",
        f"La commune la plus éloignée : **{farthest['name']}**, {_time(farthest['time'])}.",
        f"Un habitant a accès en moyenne à **{wording.number(mean, 1)}** {offer.counted} pour "
        f"10{wording.NBSP}000 habitants, une fois l’offre partagée.",
    ]
    if len(least) and mean > 0:
        low = float((least["access"] * least["population"]).sum() / least["population"].sum())
        facts.append(
            f"Le cinquième d’habitants le moins bien servi n’a accès qu’à "
            f"**{wording.number(low, 1)}**, dans {wording.counted(len(least), 'commune')}."
        )
    return tuple(facts)


def _least(table: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Return the communes of the fifth of inhabitants that have least; none if all have as much."""
    try:
        return table[neediest(-table["access"], people)]
    except UndefinedMeasureError:
        return table.iloc[:0]


def _time(minutes: float) -> str:
    if minutes != minutes or minutes == float("inf"):
        return "hors de portée"
    return wording.counted(round(minutes), "minute")


def _values(here: Ground, table: pd.DataFrame, offer: Offer, measure: str) -> maps.Values:
    shown = table.reindex(here.everyone.index)
    classes, colours = _classes(shown, measure)
    circles, legend = _circles(here, offer)
    return painted(
        here.everyone,
        classes,
        colours,
        pd.Series({row["code"]: _tip(row) for row in rows(table)}),
        title=f"Carte : {MEASURES[measure].lower()}, {offer.label}.",
        legend=MEASURES[measure],
        circles=circles,
        circle_legend=legend,
        circle_style=palette.PROVIDER,
    )


def _classes(shown: pd.DataFrame, measure: str) -> tuple[Classes, tuple[str, ...]]:
    if measure == "accessibilite":
        found = by_quantiles(shown["access"], 5, digits=1, zero="hors de portée")
        return found, (palette.ZERO, *palette.SEQUENTIAL)
    counted = shown["population"].notna() & shown["access"].notna()
    return by_bounds(shown["time"].fillna(999.0).where(counted), BOUNDS, LABELS), palette.SEQUENTIAL


def _circles(here: Ground, offer: Offer) -> tuple[list[maps.Circle], dict[str, Any] | None]:
    if len(offer.places):
        return discs(offer.places)
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    inside = offer.supply[offer.supply.index.isin(ranks)].sort_values(ascending=False)
    largest = float(inside.max()) if len(inside) else 0.0
    drawn: list[maps.Circle] = [
        (ranks[code], maps.radius(n, largest), ()) for code, n in inside.items()
    ]
    return drawn, maps.circle_legend(largest, offer.label)


def _tip(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"Le plus proche : {_time(row['time'])}",
        f"Offre partagée : {wording.number(row['access'], 1)} pour 10{wording.NBSP}000 habitants",
        wording.counted(row["population"], "habitant"),
    )


def _table(table: pd.DataFrame, offer: Offer, everyone: pd.DataFrame) -> str:
    lines = [
        (
            str(row["name"]),
            wording.number(row["population"]),
            _time(row["time"]),
            str(everyone["name"].get(row["where"], "hors du territoire"))
            if row["where"] == row["where"]
            else "",
            wording.number(row["access"], 1),
        )
        for row in rows(table.sort_values("time", ascending=False, na_position="first"))
    ]
    return html_table(
        ("Commune", "Habitants", "Le plus proche", "Où", "Pour 10 000 habitants"),
        lines, caption=f"Accès : {offer.label}", numeric={1, 2, 4},
    )  # fmt: skip
