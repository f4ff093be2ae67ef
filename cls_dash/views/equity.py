"""View model of the page «Équité»: how fair the spread of actions is, and against what."""

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.page.table import Table
from cls_dash.render import charts, maps, spread_charts
from cls_dash.store.readings import Readings
from cls_dash.views import (
    actions_map,
    balance,
    gradient,
    needs,
    otherwise,
    reach,
    score_card,
    verdicts,
)
from cls_dash.views.generations import beside, by, generations
from cls_dash.views.ground import ground, whole
from cls_dash.views.record import joined
from cls_dash.views.recorded import need as need_known
from cls_dash.views.score_card import UNLIKELY, ScoreCard
from cls_dash.views.spread import Spread, measured, spread

NEED_READING: Final = (
    "La **couleur** dit où le besoin est fort ou faible ; un **cercle**, où une action est connue. "
    "Trop peu d’actions sont connues pour les comparer au hasard."
)
READING: Final = (
    "La **couleur** dit si une commune a plus ou moins d’actions que le hasard n’en donnerait à "
    "une commune de sa taille. Les limites sont à 95 % et 99,8 % ; sur cent communes servies au "
    "hasard, quelques-unes sortent quand même de la première.\n\n"
    "Le **hasard** place d’un bloc toutes les séances d’une action menées dans une commune : elles "
    "ne sont pas indépendantes. Il les place dans le périmètre en vigueur à leurs dates.\n\n"
    "L’**entonnoir** montre la même chose : à gauche, les petites communes, où une seule action "
    "change tout ; à droite, les grandes. Hors des courbes, l’écart dépasse le hasard. Le tireté "
    "est la cible : autant d’actions que la part de la commune dans la population.\n\n"
    "Quand plusieurs verdicts se lisent ensemble, leurs p sont **ajustées** à leur nombre "
    "(Benjamini–Hochberg) : sans cela, un sur vingt serait faux.\n\n"
    "Une répartition proportionnelle à la population est une norme à discuter : les besoins ne "
    "sont pas les mêmes partout. La comparaison selon le besoin est donnée à côté."
)


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
    charts_said: str
    """What stands before what charts measure, where illustrative actions are drawn."""
    need: str
    need_note: str
    gradient: gradient.Gradient
    """Actions along the need."""
    beside: tuple[str, ...]
    """What other contracts show."""
    generations: Table
    axes: Table
    publics: Table
    balance: go.Figure | None
    balance_said: str
    table: Table
    reading: str
    """What the map shows, in words."""


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
    found = spread(readings, selection)
    recorded, counted = found.record, measured(found)
    wanted = needs.need(readings, here, selection.territory, need)
    shares = balance.shares(readings, selection)
    others = beside(readings, selection, top=top, chance=chance)
    contracts, axes, publics = _tables(readings, selection, found, chance)
    # What is near is so whichever contract it is of.
    recent = selection if selection.axis else replace(selection, contract=None)
    judged = recorded.enough
    return EquityView(
        answer=_answer(found, card, chance, top) if judged else joined(card.answer, *others[:1]),
        card=card,
        facts=(
            card.answer,
            *card.facts[1:],
            *reach.facts(readings, recent, here),
        )
        if judged
        else otherwise.facts(readings, selection),
        digest=readings.asset_digest(selection.territory),
        values=mapped(readings, selection, need=need),
        lorenz=spread_charts.lorenz(found.lorenz(), found.band(chance)) if judged else None,
        funnel=spread_charts.funnel(counted, found.funnel()) if judged else None,
        epci=_epci(counted) if judged else None,
        charts_said=recorded.prefix,
        need=recorded.said(_by_need(found, wanted, chance)) if judged else card.answer,
        need_note=f"{wanted.note} {here.basis}",
        gradient=gradient.build(found, recorded, wanted, chance, top=top),
        beside=others,
        generations=contracts,
        axes=axes,
        publics=publics,
        balance=charts.balance(shares) if len(shares) else None,
        balance_said=balance.sentence(shares),
        table=actions_map.table(counted, found),
        reading=READING if judged else NEED_READING,
    )


def mapped(readings: Readings, selection: Selection, *, need: str) -> maps.Values:
    """Return the map of what chance explains; under the floor, of need and what is known."""
    found = spread(readings, selection)
    if found.record.enough:
        return actions_map.painted(readings, selection, found, "hasard")
    here = ground(readings, selection)
    wanted = needs.need(readings, here, selection.territory, need)
    return need_known(here, whole(readings, selection, here), wanted)


def _tables(
    readings: Readings, selection: Selection, found: Spread, chance: Chance
) -> tuple[Table, ...]:
    """Return the tables of contracts, of axes and of publics, whose verdicts are one family."""
    done = found.deployments
    number = done["contract"].map(readings.contracts(selection.territory)["number"])
    contracts = [
        verdicts.Line(each.label, each.found, aside=each.contract is None)
        for each in generations(readings, selection)
    ]
    axis = "CLS " + number.astype(str) + " · " + done["axis_title"]
    return verdicts.tables(
        {
            ("Contrat", "Chaque contrat, face à la population de son périmètre"): contracts,
            ("Axe", "Répartition par axe"): [verdicts.Line(*pair) for pair in by(found, axis)],
            ("Public touché", "Répartition par public touché"): [
                verdicts.Line(*pair) for pair in by(found, done["public_reached"])
            ],
        },
        chance,
    )


def _answer(found: Spread, card: ScoreCard, chance: Chance, top: int) -> str:
    recorded, gap = found.record, found.against(chance)
    if not recorded.judged:
        return card.answer
    amount, n = found.amount, recorded.located
    first = concentration.top_share(amount, found.population, k=min(top, len(amount)))
    names = wording.listing(found.communes.loc[list(first.labels), "name"].tolist())
    head = (
        f"**Les actions sont plus concentrées que par hasard**, surtout à **{names}** "
        f"({wording.percent(first.amount)} des actions, {wording.percent(first.population)} des "
        f"habitants de {found.year}). "
        if gap.p_value < UNLIKELY
        else "**L’écart entre communes peut venir du hasard.** "
    )
    return (
        f"{head}Pour suivre la population, il faudrait en déplacer "
        f"**{wording.number(gap.hoover * n)} sur {wording.number(n)}** ; "
        f"un tirage au sort en demanderait déjà {wording.number(gap.expected * n)} "
        f"({wording.p_value(gap.p_value)})."
    )


def _epci(counted: pd.DataFrame) -> go.Figure | None:
    """Draw what each EPCI has and would have; one alone has nothing to be compared with."""
    named = counted.assign(name=counted["epci_name"].fillna(wording.NO_EPCI))
    sums = named.groupby("name", as_index=False)[["observed", "expected"]].sum()
    return (
        charts.observed_bars(sums.sort_values("expected", ascending=False))
        if len(sums) > 1
        else None
    )


def _by_need(found: Spread, wanted: needs.Need, chance: Chance) -> str:
    """Say how far the spread is from the population, then from the population by need."""
    if wanted.flat:
        return "Ici, chaque habitant compte autant : choisissez un besoin pour comparer."
    people = found.population
    plain, weighted = (
        found.against(chance, by) for by in (None, (people * wanted.index).rename("population"))
    )
    total = found.record.located
    closer = weighted.hoover < plain.hoover
    return (
        f"Selon la population, il faudrait déplacer **{wording.percent(plain.hoover)}** des "
        f"actions (hasard : {wording.percent(plain.expected)}). Selon le besoin "
        f"({wanted.label}), **{wording.percent(weighted.hoover)}** (hasard : "
        f"{wording.percent(weighted.expected)}), soit {wording.number(weighted.hoover * total)} "
        f"sur {wording.number(total)}. La répartition suit "
        f"{'mieux' if closer else 'moins bien'} le besoin que la population."
    )
