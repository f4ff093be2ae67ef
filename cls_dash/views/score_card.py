"""The score card: what the spread of actions says, against chance, in sentences."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.store.readings import Readings
from cls_dash.views.spread import Chance

__all__ = ["Chance", "ScoreCard", "build", "spread"]

UNLIKELY: Final = 0.05
WELL_KNOWN: Final = 0.8
"""Under this share of located and dated actions, the card is greyed."""


_EMPTY: Final = "**Aucune action** n’est encore saisie pour ce territoire."


@dataclass(frozen=True)
class ScoreCard:
    """Sentences for an elected official; figures between ``**`` are in bold."""

    answer: str
    warning: str
    """How much of it is illustrative, hence not to be quoted; empty when nothing is."""
    facts: tuple[str, ...]
    known: str
    """How many actions are located and dated."""
    faded: bool
    conclusive: bool
    """Whether there are enough located actions for a verdict."""


def build(readings: Readings, selection: Selection, *, top: int, chance: Chance) -> ScoreCard:
    """Assemble the score card of a selection."""
    table = spread(readings, selection)
    tally = readings.tally(selection)
    known, share_known = _known(tally)
    total = int(table["deployments"].sum())
    if total < concentration.MIN_LOCATED:
        return ScoreCard(
            answer=_too_few(total) if _has_actions(readings, selection) else _EMPTY,
            warning=_warning(tally),
            facts=(),
            known=known,
            faded=False,
            conclusive=False,
        )
    amount, population = table["deployments"], table["population"]
    return ScoreCard(
        answer=_top(table, top, chance),
        warning=_warning(tally),
        facts=(
            _verdict(amount, population, chance),
            _effective(amount, population),
            _between_epci(table),
            _without(table),
        ),
        known=known,
        faded=share_known < WELL_KNOWN,
        conclusive=True,
    )


def spread(readings: Readings, selection: Selection) -> pd.DataFrame:
    """
    Return the communes that count, with their number of located deployments.

    Communes outside the contract's perimeter and communes whose population is not
    known are left out. Columns are those of :meth:`Readings.communes`, and
    ``deployments``.
    """
    communes = readings.communes(selection.territory, selection.contract, selection.perimeter)
    located = readings.located(selection)
    communes = communes.assign(
        deployments=located.reindex(communes.index, fill_value=0).astype(int)
    )
    return communes[communes["inside"] & communes["population"].notna()]


def _has_actions(readings: Readings, selection: Selection) -> bool:
    whole = replace(selection.everything(), documented_only=False, perimeter=None)
    return bool(readings.tally(whole)["deployments"].sum())


def _too_few(total: int) -> str:
    if total == 0:
        return (
            "**Aucune action localisée** ne correspond à ce choix. "
            "Élargissez la période, l’axe, le contrat ou les preuves."
        )
    found = wording.counted(total, "action localisée", "actions localisées")
    return (
        f"**Trop peu d’actions pour conclure** : {found} pour ce choix, "
        f"il en faut au moins {concentration.MIN_LOCATED}."
    )


def _top(table: pd.DataFrame, top: int, chance: Chance) -> str:
    amount, population = table["deployments"], table["population"]
    k = min(top, len(table))
    found = concentration.top_share(amount, population, k)
    baseline = concentration.chance_baseline(
        int(amount.sum()),
        population,
        measure=partial(concentration.top_share, k=k),
        draws=chance.draws,
        seed=chance.seed,
    )
    names = wording.listing([table.loc[code, "name"] for code in found.labels])
    gathers = wording.agreeing(k, "qui réunit", "qui réunissent")
    served = (
        "à la commune la mieux servie"
        if k == 1
        else f"aux {k}{wording.NBSP}communes les mieux servies"
    )
    return (
        f"**{wording.percent(found.amount)}** des actions localisées se déroulent à "
        f"**{names}**, {gathers} **{wording.percent(found.population)}** de la population. "
        f"Le seul hasard donnerait environ **{wording.percent(baseline.expected)}** {served}."
    )


@dataclass(frozen=True)
class AgainstChance:
    """How far actions are from the population, and what chance would make of it."""

    hoover: float
    expected: float
    """Mean of random spreads."""
    p_value: float


def against_chance(amount: pd.Series, population: pd.Series, chance: Chance) -> AgainstChance:
    """Compare Hoover's index with that of random spreads of as many actions."""
    hoover = concentration.hoover(amount, population)
    baseline = concentration.chance_baseline(
        int(amount.sum()),
        population,
        measure=concentration.hoover,
        draws=chance.draws,
        seed=chance.seed,
    )
    return AgainstChance(hoover, baseline.expected, baseline.p_value(hoover))


def _verdict(amount: pd.Series, population: pd.Series, chance: Chance) -> str:
    total = int(amount.sum())
    found = against_chance(amount, population, chance)
    verdict = (
        f"Un tel écart se produirait par hasard **{wording.odds(found.p_value)}** "
        f"({wording.p_value(found.p_value)})."
        if found.p_value < UNLIKELY
        else f"L’écart **peut venir du hasard** ({wording.p_value(found.p_value)})."
    )
    return (
        f"Il faudrait déplacer **{wording.percent(found.hoover)}** des actions "
        f"({wording.number(found.hoover * total)} sur {wording.number(total)}) pour une "
        f"répartition proportionnelle à la population ; le seul hasard en donnerait "
        f"**{wording.percent(found.expected)}**. {verdict}"
    )


def _effective(amount: pd.Series, population: pd.Series) -> str:
    actions = concentration.effective_number(amount)
    people = concentration.effective_number(population)
    spread_out = wording.agreeing(
        round(actions),
        "une seule** commune les avait toutes",
        f"{wording.number(actions)}** communes se les partageaient à égalité",
    )
    return (
        f"Les actions sont réparties comme si **{spread_out} ; la population, comme si elle "
        f"vivait dans **{wording.number(people)}**."
    )


def _between_epci(table: pd.DataFrame) -> str:
    epci = table["epci_name"].fillna(wording.NO_EPCI)
    if len(set(epci)) == 1:
        return "Une seule intercommunalité : tout l’écart est entre ses communes."
    try:
        parts = concentration.theil_decomposition(table["deployments"], table["population"], epci)
    except UndefinedMeasureError:
        return "Une commune sans habitant a des actions : l’inégalité ne se partage pas."
    if parts.total == 0:
        return "Les actions suivent exactement la population."
    return (
        f"**{wording.percent(parts.within / parts.total)}** de l’inégalité se joue entre communes "
        f"d’une même intercommunalité, **{wording.percent(parts.between / parts.total)}** entre "
        "intercommunalités."
    )


def _without(table: pd.DataFrame) -> str:
    none = table[table["deployments"] == 0]
    share = none["population"].sum() / table["population"].sum()
    return (
        f"**{wording.number(len(none))}** {wording.agreeing(len(none), 'commune', 'communes')} "
        f"sur {wording.number(len(table))} {wording.agreeing(len(none), 'n’a', 'n’ont')} aucune "
        f"action localisée ; **{wording.percent(share)}** des habitants y vivent."
    )


def _warning(tally: pd.DataFrame) -> str:
    """Say how many located actions were made for the demonstration."""
    located = tally[tally["scope"] == "commune"]
    total = int(located["deployments"].sum())
    made = int(located.loc[located["evidence"] == Evidence.ILLUSTRATIVE, "deployments"].sum())
    if made == 0:
        return ""
    verb = wording.agreeing(made, "est illustrative", "sont illustratives")
    return (
        f"Démonstration : sur {wording.counted(total, 'action localisée', 'actions localisées')}, "
        f"{wording.number(made)} {verb}. Ce chiffre montre l’outil, il n’est pas à citer."
    )


def _known(tally: pd.DataFrame) -> tuple[str, float]:
    total = int(tally["deployments"].sum())
    if total == 0:
        return "", 1.0
    good = (tally["scope"] == "commune") & (tally["dated"] == 1)
    found = int(tally.loc[good, "deployments"].sum())
    share = found / total
    careful = "" if share >= WELL_KNOWN else " Sous 80 %, à lire avec prudence."
    return (
        f"Actions localisées dans une commune et datées : {wording.percent(share)} "
        f"({wording.number(found)} sur {wording.number(total)}).{careful}"
    ), share
