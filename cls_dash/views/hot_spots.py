"""View model of the page «Points chauds»: where need is high and actions lack, beyond chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import TIE, coverage
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.questions.forgotten.asked import WINDOWS
from cls_dash.render import maps
from cls_dash.render.classes import Classes, by_bounds
from cls_dash.store.readings import Readings
from cls_dash.views import needs, recorded
from cls_dash.views.ground import Ground, Recent, ground, recent, whole
from cls_dash.views.painting import painted
from cls_dash.views.pictures import (
    LEVELS,
    PICTURES,
    Asked,
    Picture,
    cells_of,
    clustering,
    crossing,
    names,
)
from cls_dash.views.record import record
from cls_dash.views.rows import rows

READING: Final = (
    "**Besoin et manque d’actions** : chaque commune est rangée par tiers, selon le besoin "
    "(A faible, B moyen, C fort) et selon le manque d’actions proches (1 parmi les mieux "
    "couvertes, 2 entre les deux, 3 parmi les moins couvertes). **C3** réunit les deux : c’est là "
    "qu’il faut regarder d’abord.\n\n"
    "**Regroupements d’actions** : une commune et ses voisines ont-elles ensemble plus d’actions "
    "par habitant, ou moins, que le hasard n’en mettrait côte à côte ? (Gi* de Getis et Ord.)\n\n"
    "**Communes et voisines** : une commune ressemble-t-elle à ses voisines, ou en est-elle à "
    "part ? (I de Moran local.)\n\n"
    "Les taux des petites communes sont d’abord rapprochés de la moyenne (lissage bayésien), et "
    "les seuils tiennent compte du nombre de communes examinées : sur cent communes, cinq "
    "sortiraient sinon par pur hasard. Une commune sans voisine n’est pas jugée."
)


@dataclass(frozen=True)
class HotSpotsView:
    """All that the page shows, ready to be drawn."""

    answer: str
    facts: tuple[str, ...]
    note: str
    digest: str
    values: maps.Values
    meanings: Table | None
    """What each class says, with how many communes and inhabitants."""
    priorities: Table | None
    table: Table
    known: Table | None = None
    """What is recorded, where it is too little to conclude."""


def build(readings: Readings, selection: Selection, asked: Asked) -> HotSpotsView:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    wanted = needs.need(readings, here, selection.territory, asked.need)
    found = recent(readings, selection, here, int(asked.window))
    if not found.record.enough:
        return _unsaid(readings, selection, here, wanted, found)
    told = found.record.said
    table = _measured(here, wanted, found)
    cells = {level: cells_of(_at(table, level)) for level in LEVELS}
    shown = _at(table, asked.level)
    if asked.picture == "besoin":
        picture = crossing(cells[asked.level], shown)
        facts = [told(_agreement(cells, here)), told(_named_hot(cells["commune"], table))]
    else:
        picture = clustering(readings, selection, shown, asked, record(readings, selection))
        facts = [picture.said]
    values = _values(here, shown, picture, asked, found)
    return HotSpotsView(
        answer=told(_answer(cells["commune"], table, wanted, asked)),
        facts=tuple(facts),
        note=f"{wanted.note} {here.basis} {found.note}",
        digest=readings.asset_digest(selection.territory),
        values=values if picture.kinds.notna().any() else recorded.actions(here, found),
        meanings=_meanings(picture, here, found),
        priorities=_priorities(_priority(table, cells["commune"], wanted), found),
        table=_table(shown, picture, found),
    )


def _unsaid(
    readings: Readings, selection: Selection, here: Ground, wanted: needs.Need, found: Recent
) -> HotSpotsView:
    """Show need, and what is recorded, where that is too little to cross them."""
    told = whole(readings, selection, here)
    return HotSpotsView(
        answer=found.record.lacking("pour dire où l’action manque", found.when),
        facts=recorded.facts(here, wanted),
        note=f"{wanted.note} {found.note}".strip(),
        digest=readings.asset_digest(selection.territory),
        values=recorded.need(here, told, wanted),
        meanings=None,
        priorities=None,
        table=recorded.needs_table(here, told, wanted),
        known=recorded.table(told),
    )


def _measured(here: Ground, wanted: needs.Need, found: Recent) -> pd.DataFrame:
    covered = coverage(found.located, here.minutes, here.communes.index)
    return here.communes.assign(
        need=wanted.index,
        lack=1 - covered,
        recent=found.located.reindex(here.communes.index, fill_value=0),
        uncovered=here.population * wanted.index * (1 - covered),
    )


def _at(table: pd.DataFrame, level: str) -> pd.DataFrame:
    """Give each commune the values of its EPCI, weighted by inhabitants, at that level."""
    if level == "commune":
        return table
    group = table["epci"].fillna(table.index.to_series())
    people = table["population"].groupby(group).transform("sum")
    weighted = {
        name: (table[name] * table["population"]).groupby(group).transform("sum") / people
        for name in ("need", "lack")
    }
    return table.assign(**weighted)


def _answer(cells: pd.Series, table: pd.DataFrame, wanted: needs.Need, asked: Asked) -> str:
    if table["lack"].max() < TIE:
        return (
            f"**Toutes les communes** sont entièrement couvertes par les actions des "
            f"{WINDOWS[asked.window]} : aucune n’est oubliée."
        )
    worst = _priority(table, cells, wanted)
    label = wanted.label
    if worst.empty:
        return (
            f"**Aucune commune** n’est à la fois parmi celles où le besoin est le plus fort "
            f"({label}) et parmi les moins couvertes par les actions récentes."
        )
    share = worst["population"].sum() / table["population"].sum()
    n = len(worst)
    if wanted.flat:
        return (
            f"**{wording.counted(n, 'commune')}** {wording.agreeing(n, 'est', 'sont')} parmi les "
            f"moins couvertes par les actions récentes : {names(table, worst.index)}. "
            f"**{wording.percent(share).capitalize()}** des habitants y vivent."
        )
    return (
        f"**{wording.counted(n, 'commune')}** "
        f"{wording.agreeing(n, 'est', 'sont')} à la fois parmi celles où le besoin est le plus "
        f"fort ({label}) et parmi les moins couvertes par les actions récentes : "
        f"{names(table, worst.index)}. "
        f"**{wording.percent(share).capitalize()}** des habitants y vivent."
    )


def _priority(table: pd.DataFrame, cells: pd.Series, wanted: needs.Need) -> pd.DataFrame:
    """Return the communes to look at first: high need, little covered."""
    return table[cells == ("B3" if wanted.flat else "C3")]


def _named_hot(cells: pd.Series, table: pd.DataFrame) -> str:
    """Say where actions are while need is low: what could be moved."""
    spare = table[(cells == "A1") & (table["recent"] > 0)]
    if spare.empty:
        return "Aucune commune n’a d’actions récentes là où le besoin est faible et déjà couvert."
    done = wording.counted(int(spare["recent"].sum()), "action récente", "actions récentes")
    return (
        f"À l’inverse, {done} "
        f"{wording.agreeing(spare['recent'].sum(), 'a eu lieu', 'ont eu lieu')} où le besoin est "
        f"faible et déjà bien couvert : {names(table, spare.index)}."
    )


def _agreement(cells: Mapping[str, pd.Series], here: Ground) -> str:
    """Say how much the picture depends on the level."""
    own, group = cells["commune"], cells["epci"]
    if here.communes["epci"].nunique() < 2:
        return "Une seule intercommunalité : l’échelle ne change pas l’image."
    moved = here.population[own != group].sum() / here.population.sum()
    return (
        f"Vue à l’échelle des intercommunalités, l’image change de classe pour "
        f"**{wording.percent(moved)}** des habitants : une moyenne cache ses communes."
    )


def _values(
    here: Ground, shown: pd.DataFrame, picture: Picture, asked: Asked, found: Recent
) -> maps.Values:
    keys = list(picture.meanings)
    ranks = picture.kinds.map({key: rank for rank, key in enumerate(keys)}).astype(float)
    classes: Classes = by_bounds(
        ranks.reindex(here.everyone.index),
        [float(rank) for rank in range(len(keys) - 1)],
        [_short(picture.meanings[key][0]) for key in keys],
    )
    return painted(
        here.everyone,
        classes,
        [picture.meanings[key][1] for key in keys],
        pd.Series(
            {row["code"]: _tip(row, picture) for row in rows(shown.assign(kind=picture.kinds))}
        ),
        title=found.record.plain(
            f"Carte : {PICTURES[asked.picture].lower()}, par {LEVELS[asked.level]}."
        ),
        legend=found.record.plain(PICTURES[asked.picture]),
        gap="hors périmètre ou non jugé",
    )


def _short(meaning: str) -> str:
    """Return what fits in the legend of a map; the table beside it says it whole."""
    return meaning.replace("besoin ", "")


def _tip(row: Mapping[str, Any], picture: Picture) -> tuple[str, ...]:
    meaning = picture.meanings.get(row["kind"], ("non jugée",))[0]
    return (
        meaning,
        f"Besoin {wording.number(row['need'], 2)} (moyenne 1), couverte à "
        f"{wording.percent(1 - row['lack'])}",
        wording.counted(row["population"], "habitant"),
    )


def _meanings(picture: Picture, here: Ground, found: Recent) -> Table | None:
    if picture.kinds.isna().all():
        return None
    lines = [
        (
            meaning,
            wording.number((picture.kinds == key).sum()),
            wording.number(here.population[picture.kinds == key].sum()),
        )
        for key, (meaning, _) in reversed(list(picture.meanings.items()))
    ]
    return Table.of(
        ("Classe", "Communes", "Habitants"), lines, numeric={1, 2},
        caption=found.record.plain("Ce que dit chaque couleur"),
    )  # fmt: skip


def _priorities(worst: pd.DataFrame, found: Recent) -> Table | None:
    ordered = worst.sort_values("uncovered", ascending=False)
    lines = [
        (
            str(row["name"]),
            str(row["epci_name"] or wording.NO_EPCI),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.percent(1 - row["lack"]),
            wording.number(row["uncovered"]),
        )
        for row in rows(ordered)
    ]
    if not lines:
        return None
    header = (
        "Commune", "Intercommunalité", "Habitants", "Besoin (moyenne 1)", "Couverte", "Score",
    )  # fmt: skip
    return Table.of(header, lines, numeric={2, 3, 4, 5}, caption=found.record.plain(recorded.SCORE))


def _table(shown: pd.DataFrame, picture: Picture, found: Recent) -> Table:
    lines = [
        (
            str(row["name"]),
            wording.number(row["population"]),
            wording.number(row["need"], 2),
            wording.percent(1 - row["lack"]),
            picture.meanings.get(row["kind"], ("non jugée",))[0],
        )
        for row in rows(shown.assign(kind=picture.kinds).sort_values("name"))
    ]
    header = ("Commune", "Habitants", "Besoin (moyenne 1)", "Couverte", "Classe")
    caption = found.record.plain("Classe de chaque commune")
    return Table.of(header, lines, caption=caption, numeric={1, 2, 3})
