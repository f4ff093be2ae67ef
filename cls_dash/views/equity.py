"""View model of the page «Équité»: how fair the spread of actions is, and against what."""

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.domain.selection import Selection
from cls_dash.render import charts, maps, spread_charts
from cls_dash.render.html import html_table
from cls_dash.store.readings import Readings
from cls_dash.views import actions_map, balance, gradient, needs, reach, score_card
from cls_dash.views.actions_map import measured
from cls_dash.views.ground import ground
from cls_dash.views.record import record
from cls_dash.views.rows import rows
from cls_dash.views.score_card import UNLIKELY, Chance, ScoreCard
from cls_dash.views.spread import spread

READING: Final = (
    "La **couleur** dit si une commune a plus ou moins d’actions que le hasard n’en donnerait à "
    "une commune de sa taille. Les limites sont à 95 % et 99,8 % ; sur cent communes servies au "
    "hasard, quelques-unes sortent quand même de la première.\n\n"
    "L’**entonnoir** montre la même chose : à gauche, les petites communes, où une seule action "
    "change tout ; à droite, les grandes. Hors des courbes, l’écart dépasse le hasard.\n\n"
    "Une répartition proportionnelle à la population est une norme à discuter : les besoins ne "
    "sont pas les mêmes partout. La comparaison selon le besoin est donnée à côté."
)
BAND_DRAWS: Final = 500
"""Random spreads behind the band of the Lorenz curve: its edges need fewer than a p-value."""


@dataclass(frozen=True)
class EquityView:
    """All that the page shows, ready to be drawn."""

    answer: str
    card: ScoreCard
    facts: tuple[str, ...]
    digest: str
    values: maps.Values
    lorenz: go.Figure | None
    funnel: go.Figure | None
    epci: go.Figure | None
    need: str
    need_note: str
    gradient: gradient.Gradient
    """Actions along the need."""
    generations: str
    axes: str
    publics: str
    balance: go.Figure | None
    balance_said: str
    table: str


def build(
    readings: Readings, selection: Selection, *, need: str, top: int, chance: Chance
) -> EquityView:
    """
    Assemble the page for a selection and a need.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    card = score_card.build(readings, selection, top=top, chance=chance)
    counted = measured(here.communes)
    wanted = needs.need(readings, here, selection.territory, need)
    split = Split(located(readings, selection, here.communes), here.population, chance)
    shares = balance.shares(readings, selection)
    judged = card.conclusive
    return EquityView(
        answer=_answer(counted, card, chance, top),
        card=card,
        facts=(card.answer, *card.facts[1:], *reach.facts(readings, selection, here))
        if judged
        else (),
        digest=readings.asset_digest(selection.territory),
        values=actions_map.values(
            actions_map.on_map(counted, here.everyone), "hasard",
            title=actions_map.reading(counted, "hasard"),
        ),
        lorenz=_lorenz(counted, chance) if judged else None,
        funnel=spread_charts.funnel(counted) if judged else None,
        epci=_epci(counted) if judged else None,
        need=_by_need(counted, wanted, chance) if judged else card.answer,
        need_note=f"{wanted.note} {here.basis}",
        gradient=gradient.build(
            spread(readings, selection), record(readings, selection), wanted, chance, top=top
        ),
        generations=_generations(readings, selection, chance),
        axes=split.table("axis_label", "Axe"),
        publics=split.table("public_reached", "Public touché"),
        balance=charts.balance(shares) if len(shares) else None,
        balance_said=balance.sentence(shares),
        table=actions_map.table(counted),
    )  # fmt: skip


def located(readings: Readings, selection: Selection, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the deployments of the communes that count, with the name of their axis."""
    found = readings.deployments(selection)
    found = found[found["commune"].isin(communes.index)]
    number = found["contract"].map(readings.contracts(selection.territory)["number"])
    return found.assign(axis_label="CLS " + number.astype(str) + " · " + found["axis_title"])


def _answer(counted: pd.DataFrame, card: ScoreCard, chance: Chance, top: int) -> str:
    if not card.conclusive:
        return card.answer
    amount, population = counted["observed"], counted["population"]
    verdict = score_card.against_chance(amount, population, chance)
    found = concentration.top_share(amount, population, k=min(top, len(counted)))
    names = wording.listing(counted.loc[list(found.labels), "name"].tolist())
    head = (
        f"**Les actions sont plus concentrées que par hasard**, surtout à **{names}** "
        f"({wording.percent(found.amount)} des actions, {wording.percent(found.population)} des "
        "habitants). "
        if verdict.p_value < UNLIKELY
        else "**L’écart entre communes peut venir du hasard.** "
    )
    return (
        f"{head}Pour suivre la population, il faudrait en déplacer "
        f"**{wording.number(verdict.hoover * amount.sum())} sur {wording.number(amount.sum())}** ; "
        f"un tirage au sort en demanderait déjà {wording.number(verdict.expected * amount.sum())} "
        f"({wording.p_value(verdict.p_value)})."
    )


def _lorenz(counted: pd.DataFrame, chance: Chance) -> go.Figure:
    amount, population = counted["observed"], counted["population"]
    band = concentration.lorenz_band(
        int(amount.sum()), population, draws=min(chance.draws, BAND_DRAWS), seed=chance.seed
    )
    return spread_charts.lorenz(concentration.lorenz(amount, population), band)


def _epci(counted: pd.DataFrame) -> go.Figure | None:
    """Draw what each EPCI has and would have; one alone has nothing to be compared with."""
    named = counted.assign(name=counted["epci_name"].fillna(wording.NO_EPCI))
    sums = named.groupby("name", as_index=False)[["observed", "expected"]].sum()
    return (
        charts.observed_bars(sums.sort_values("expected", ascending=False))
        if len(sums) > 1
        else None
    )


def _by_need(counted: pd.DataFrame, wanted: needs.Need, chance: Chance) -> str:
    """Say how far the spread is from the population, then from the population by need."""
    amount, people = counted["observed"], counted["population"].astype(float)
    if wanted.flat:
        return "Ici, chaque habitant compte autant : choisissez un besoin pour comparer."
    plain, weighted = (
        score_card.against_chance(amount, by, chance)
        for by in (people, (people * wanted.index).rename("population"))
    )
    total = amount.sum()
    closer = weighted.hoover < plain.hoover
    return (
        f"Selon la population, il faudrait déplacer **{wording.percent(plain.hoover)}** des "
        f"actions (hasard : {wording.percent(plain.expected)}). Selon le besoin "
        f"({wanted.label}), **{wording.percent(weighted.hoover)}** (hasard : "
        f"{wording.percent(weighted.expected)}), soit {wording.number(weighted.hoover * total)} "
        f"sur {wording.number(total)}. La répartition suit "
        f"{'mieux' if closer else 'moins bien'} le besoin que la population."
    )


@dataclass(frozen=True)
class Split:
    """Located deployments, to be judged group by group against the same population."""

    deployments: pd.DataFrame
    population: pd.Series
    chance: Chance

    def table(self, by: str, header: str) -> str:
        """Return one line per group, the most numerous first."""
        groups = self.deployments.groupby(self.deployments[by].fillna("non précisé"))
        ordered = sorted(groups, key=lambda pair: (-len(pair[1]), pair[0]))
        lines = [
            (str(label), *judged(group, self.population, self.chance)) for label, group in ordered
        ]
        return html_table(
            (header, *COLUMNS),
            lines,
            caption=f"Répartition par {header.lower()}",
            numeric={1, 3, 4},
        )


COLUMNS: Final = (
    "Actions localisées",
    "Commune la mieux servie",
    "À déplacer",
    "Hasard",
    "Verdict",
)


def judged(group: pd.DataFrame, population: pd.Series, chance: Chance) -> tuple[str, ...]:
    """Return how many deployments there are, where most are, and what chance says of it."""
    amount = group["commune"].value_counts().reindex(population.index, fill_value=0)
    n = int(amount.sum())
    if not n:
        return "0", "", "", "", "aucune action localisée"
    first = amount.index[amount == amount.max()]
    name = group.loc[group["commune"] == first[0], "commune_name"].iloc[0]
    most = (
        f"{name} ({wording.number(amount.max())})"
        if len(first) == 1
        else f"{len(first)} à égalité ({wording.number(amount.max())})"
    )
    if n < concentration.MIN_LOCATED:
        return wording.number(n), most, "", "", "trop peu pour conclure"
    found = score_card.against_chance(amount, population, chance)
    return (
        wording.number(n),
        most,
        wording.percent(found.hoover),
        wording.percent(found.expected),
        f"plus concentrées que par hasard ({wording.p_value(found.p_value)})"
        if found.p_value < UNLIKELY
        else f"peut venir du hasard ({wording.p_value(found.p_value)})",
    )


def _generations(readings: Readings, selection: Selection, chance: Chance) -> str:
    """Return one line per contract, each in its own perimeter, oldest first."""
    lines = []
    for row in rows(readings.contracts(selection.territory)):
        one = replace(selection, contract=row["contract"], axis=None)
        communes = score_card.spread(readings, one)
        found = located(readings, one, communes)
        lines.append(
            (f"CLS {row['number']}", *judged(found, communes["population"].astype(float), chance))
        )
    return html_table(
        ("Contrat", *COLUMNS),
        lines,
        caption="Chaque contrat, face à la population de son périmètre",
        numeric={1, 3, 4},
    )
