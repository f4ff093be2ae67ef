"""View model of the page «Accès aux soins»: how far care is, and how many share it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.accessibility import floating_catchment, nearest
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.questions.forgotten.page import BOUNDS, LABELS
from cls_dash.render import maps, palette
from cls_dash.render.classes import Classes, by_bounds, by_quantiles
from cls_dash.store import completing
from cls_dash.store.readings import Readings
from cls_dash.views import care_words, provision
from cls_dash.views.discs import discs
from cls_dash.views.ground import Ground, ground
from cls_dash.views.kept import kept
from cls_dash.views.painting import painted
from cls_dash.views.provision import Partial, Service
from cls_dash.views.rows import rows

MEASURES: Final = MappingProxyType(
    {"temps": "Temps jusqu’au plus proche", "accessibilite": "Offre accessible par habitant"}
)
SERVICE: Final = Parameter("service", "Service")
MEASURE: Final = Parameter("mesure", "Couleur de la carte", default="temps")
PLACES: Final = "lieux"
"""The only measure of a service whose list is not complete: where the known places are."""
EXPLANATIONS: Final = MappingProxyType(
    {
        "temps": "Couleur : minutes jusqu’au lieu le plus proche, depuis la mairie.",
        "accessibilite": (
            "Couleur : offre à 20 minutes ou moins pour 10 000 habitants, partagée entre tous ceux "
            "qui peuvent s’y rendre ; un lieu compte en entier jusqu’à 10 minutes, pour deux "
            "tiers jusqu’à 15, pour un tiers jusqu’à 20 (E2SFCA, la famille de l’APL de la DREES)."
        ),
        PLACES: "Cercles : lieux connus. Aucune couleur : rien n’est mesuré.",
    }
)
READING: Final = (
    "Chaque **cercle** est un établissement, ou le nombre de professionnels d’une commune. La "
    "**couleur** dit le temps de trajet jusqu’au plus proche, ou l’offre que peut atteindre un "
    "habitant une fois partagée avec ses voisins.\n\n"
    "Une mesure n’est faite que sur une liste complète pour le territoire et pour tout ce qui est "
    "à sa portée, à la date dite. Un lieu proche n’est pas toujours ouvert, ni disponible."
)
NOTHING: Final = (
    "**Aucune liste de lieux de soins** n’est connue autour de ce territoire. Pour une mesure, "
    f"{provision.LOAD}."
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
    """By measure, the first being the one to open on."""
    table: Table


def offered(measured: Iterable[str]) -> Parameter:
    """Return what the colour of the map may say; nothing to choose where nothing is measured."""
    codes = list(measured)
    named = {code: MEASURES[code] for code in codes if code in MEASURES}
    return MEASURE.offering(named) if named else Parameter(MEASURE.key, options={PLACES: ""})


def services(readings: Readings, territory: str) -> dict[str, str]:
    """Return the services around a territory, by code in the URL, those that are whole first."""
    whole = provision.complete(readings, territory)
    others = provision.known(readings, territory)
    return {
        **{code: service.label for code, service in whole.items()},
        **{
            code: f"{partial.label[:1].upper()}{partial.label[1:]} : lieux connus"
            for code, partial in others.items()
        },
    }


def build(readings: Readings, selection: Selection, *, service: str) -> CareView:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    whole = provision.complete(readings, selection.territory)
    if service not in whole:
        partial = provision.known(readings, selection.territory)[service]
        return _places(readings, selection, here, partial)
    offer = whole[service]
    table = _measured(readings, selection.territory, here, offer)
    shared = bool(table["access"].notna().any())
    measures = [code for code in MEASURES if code == "temps" or shared]
    published = care_words.published(readings, here, offer)
    return CareView(
        answer=care_words.answer(table, offer, published),
        facts=care_words.facts(table, offer, here, published),
        note=f"{care_words.listed(readings, offer)} {here.basis}",
        digest=readings.asset_digest(selection.territory),
        values={code: _values(here, table, offer, code) for code in measures},
        table=_table(readings, table, offer, here, published),
    )


def _measured(readings: Readings, territory: str, here: Ground, offer: Service) -> pd.DataFrame:
    """
    Return the communes that count and have a point, with what they reach.

    ``time`` and ``where`` of the nearest, missing beyond the horizon; ``access``, the supply for
    10,000 inhabitants, missing everywhere when it is not shared or not all who do are known.
    """
    to_offer = here.minutes[here.minutes["destination"].isin(offer.where)]
    placed = here.communes.drop(here.unplaced)
    closest = nearest(to_offer).reindex(placed.index)
    access = _access(readings, territory, offer).reindex(placed.index)
    return placed.assign(time=closest["minutes"], where=closest["destination"], access=access)


@kept(16)
def _demand(readings: Readings, territory: str) -> tuple[pd.DataFrame, pd.Series]:
    return readings.demand_around(territory)


def _access(readings: Readings, territory: str, offer: Service) -> pd.Series:
    if not offer.people:
        return pd.Series(dtype=float)
    minutes, population = _demand(readings, territory)
    strangers = ~minutes["origin"].isin(population.index)
    if strangers.any() or population.empty:
        return pd.Series(dtype=float)
    supply = offer.listed[offer.listed > 0]
    return floating_catchment(population, supply, minutes).accessibility * _PER


def _places(readings: Readings, selection: Selection, here: Ground, partial: Partial) -> CareView:
    circles, legend = discs(partial.places[partial.places["longitude"].notna()])
    blank = pd.Series(0.0, here.everyone.index).where(here.everyone["population"].notna())
    values = painted(
        here.everyone,
        by_bounds(blank, (), ("communes du territoire",)),
        (palette.REST,),
        pd.Series(
            {
                row["code"]: (wording.counted(row["population"], "habitant"),)
                for row in rows(here.communes)
            }
        ),
        title=f"Carte : lieux connus, {partial.label}.",
        legend="Lieux connus",
        circles=circles,
        circle_legend=legend,
        circle_style=palette.PROVIDER,
    )
    return CareView(
        answer=care_words.places(partial),
        facts=(),
        note="",
        digest=readings.asset_digest(selection.territory),
        values={PLACES: values},
        table=_known(partial),
    )


def _values(here: Ground, table: pd.DataFrame, offer: Service, measure: str) -> maps.Values:
    shown = table.reindex(here.everyone.index)
    classes, colours = _classes(shown, measure)
    circles, legend = _circles(here, offer)
    return painted(
        here.everyone,
        classes,
        colours,
        pd.Series({row["code"]: _tip(row, here) for row in rows(table)}, dtype=object),
        title=f"Carte : {MEASURES[measure].lower()}, {offer.label} ({offer.year}).",
        legend=f"{MEASURES[measure]} ({offer.year})",
        circles=circles,
        circle_legend=legend,
        circle_style=palette.PROVIDER,
    )


def _classes(shown: pd.DataFrame, measure: str) -> tuple[Classes, tuple[str, ...]]:
    if measure == "accessibilite":
        found = by_quantiles(shown["access"], 5, digits=1, zero="rien à 20 minutes")
        return found, (palette.ZERO, *palette.SEQUENTIAL)
    counted = shown["population"].notna()
    return by_bounds(shown["time"].fillna(999.0).where(counted), BOUNDS, LABELS), palette.SEQUENTIAL


def _circles(here: Ground, offer: Service) -> tuple[list[maps.Circle], dict[str, Any] | None]:
    if len(offer.places):
        return discs(offer.places[offer.places["longitude"].notna()])
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    inside = offer.supply[offer.supply.index.isin(ranks)].sort_values(ascending=False)
    inside = inside[inside > 0]
    largest = float(inside.max()) if len(inside) else 0.0
    drawn: list[maps.Circle] = [
        (ranks[code], maps.radius(n, largest), ()) for code, n in inside.items()
    ]
    return drawn, maps.circle_legend(largest, f"{offer.label} ({offer.year})")


def _tip(row: Mapping[str, Any], here: Ground) -> tuple[str, ...]:
    access = wording.number(row["access"], 1)
    shared = f"Offre partagée : {access} pour 10{wording.NBSP}000 habitants"
    return (
        f"Le plus proche : {here.time(row['time'])}",
        *((shared,) if row["access"] == row["access"] else ()),
        wording.counted(row["population"], "habitant"),
    )


def _table(
    readings: Readings,
    table: pd.DataFrame,
    offer: Service,
    here: Ground,
    published: care_words.Published | None,
) -> Table:
    names = completing.names(readings.connection, list(table["where"].dropna().unique()))
    shared = bool(table["access"].notna().any())
    header = ["Commune", "Habitants", f"{offer.label} ({offer.year})", "Le plus proche", "Où"]
    header += ["Pour 10 000 habitants"] if shared else []
    header += [f"APL ({published.year})"] if published else []
    lines = []
    for row in rows(table.sort_values("time", ascending=False, na_position="first")):
        where = row["where"]
        line = [
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(offer.supply.get(row["code"], 0)),
            here.time(row["time"]),
            names.get(where, "hors de l’atlas") if where == where else "",
        ]
        line += [wording.number(row["access"], 1)] if shared else []
        line += [wording.number(published.local.get(row["code"]), 1)] if published else []
        lines.append(tuple(line))
    return Table.of(
        tuple(header), lines, caption=f"Accès : {offer.label} ({offer.year})",
        numeric={1, 2, 3, *range(5, len(header))},
    )  # fmt: skip


def _known(partial: Partial) -> Table:
    lines = [
        (str(row["name"]), str(row["commune_name"] or "hors de l’atlas"))
        for row in rows(partial.places.sort_values("name"))
    ]
    caption = f"Lieux connus : {partial.label} (liste incomplète)"
    return Table.of(("Établissement", "Commune"), lines, caption=caption)
