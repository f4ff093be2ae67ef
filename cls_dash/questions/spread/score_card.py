"""The score card: what the spread of actions says, against chance, in sentences."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis import concentration
from cls_dash.analysis.concentration import MIN_LOCATED, MIN_SERIES
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions import choices
from cls_dash.questions.spread.record import Record, record
from cls_dash.questions.spread.spread import Spread, spread
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.release import Release, memoised

WELL_KNOWN: Final = 0.8
"""Under this share of located and dated actions, the card is greyed."""
NAMED: Final = 2
"""Most communes that an answer names."""
MOSTLY: Final = 0.6
"""Share of an inequality that is most of it."""
CHANCE: Final = "L’écart peut venir du hasard."
NOT_CHANCE: Final = "Le hasard ne l’explique pas."
NO_VERDICT: Final = "Pas de verdict : des actions illustratives sont comptées."
_EMPTY: Final = "**Aucune action** n’est encore saisie pour ce territoire."


@dataclass(frozen=True)
class ScoreCard:
    """Sentences for an elected official; figures between ``**`` are in bold."""

    answer: str
    warning: str
    """How much of it is illustrative, hence not to be quoted; empty when nothing is."""
    facts: tuple[str, ...]
    known: str
    """How many actions are located and dated, and in how many series."""
    faded: bool
    conclusive: bool
    """Whether there are enough located actions and series to describe their spread."""
    method: str
    """Why these figures: what was compared with what, in the words of the method."""


@memoised
def build(release: Release, selection: Selection, *, chance: Chance) -> ScoreCard:
    """Assemble the score card of a selection."""
    found, tally = spread(release, selection), tally_of(release, selection)
    known, share_known = _known(tally, found)
    scope, recorded = choices.scope(release, selection), found.record
    facts: tuple[str, ...] = ()
    if not recorded.enough:
        begun = bool(recorded.located) or record(release, selection).begun
        answer = recorded.said(_too_few(recorded, scope) if begun else _EMPTY)
    else:
        answer = recorded.said(f"{_in(scope)}{_top(found, chance)}")
        sentences = (*_to_move(found, chance), _without(found), _between_epci(found))
        facts = tuple(map(recorded.said, sentences))
    return ScoreCard(
        answer=answer,
        warning=_warning(tally),
        facts=facts,
        known=known,
        faded=recorded.enough and share_known < WELL_KNOWN,
        conclusive=recorded.enough,
        method=recorded.said(_method(found, chance)) if recorded.enough else "",
    )


def brief(found: Spread, label: str, *, chance: Chance) -> str:
    """Say in one line how the actions of a contract are spread, without any verdict."""
    recorded = found.record
    if not recorded.enough:
        return recorded.said(f"{label} : {recorded.count}, trop peu pour conclure.")
    first = most(found, chance)
    return recorded.said(
        f"{label} : {first.said}. Le hasard donnerait {wording.percent(first.expected)}."
    )


def verdict(p_value: float) -> str:
    """Say whether chance explains a gap."""
    return CHANCE if p_value >= wording.UNLIKELY else NOT_CHANCE


def _in(scope: str) -> str:
    return f"{scope}, " if scope else ""


def _too_few(found: Record, scope: str) -> str:
    if found.located == 0:
        return (
            f"**Aucune action située** ne correspond à ce choix{_of(scope)}. "
            "Élargissez la période, l’axe, le contrat ou les preuves."
        )
    n = wording.counted(found.located, "action située", "actions situées")
    head = f"**Trop peu d’actions pour conclure**{_of(scope)} :"
    if found.located < MIN_LOCATED:
        return f"{head} {n} pour ce choix, il en faut au moins {MIN_LOCATED}."
    return (
        f"{head} {n}, mais {wording.counted(found.series, 'série')} de séances, il en faut au "
        f"moins {MIN_SERIES}."
    )


def _of(scope: str) -> str:
    return f", {wording.within(scope)}" if scope else ""


@dataclass(frozen=True)
class Most:
    """The communes that have most of the actions, against what chance gives as many."""

    said: str
    """Which, their share of the actions and that of the inhabitants."""
    expected: float
    """Share that chance gives the ``top`` best served, on average."""
    p_value: float


def most(found: Spread, chance: Chance) -> Most:
    """Compare the best served communes with the best served of random spreads."""
    k = min(chance.top, len(found.communes))
    first = concentration.top_share(found.amount, found.population, k)
    by_chance = found.baseline(partial(concentration.top_share, k=k), chance)
    names = [str(found.communes.loc[code, "name"]) for code in first.labels]
    there = wording.at_each(names) if k <= NAMED else f"dans {wording.counted(k, 'commune')}"
    gather = wording.agreeing(k, "qui réunit", "qui réunissent")
    return Most(
        f"**{wording.percent(first.amount)}** des actions situées sont **{there}**, {gather} "
        f"**{wording.percent(first.population)}** des habitants",
        by_chance.expected,
        by_chance.p_value(first.amount),
    )


def _top(found: Spread, chance: Chance) -> str:
    first = most(found, chance)
    return f"{first.said}. {verdict(first.p_value)}" if found.record.judged else f"{first.said}."


def _to_move(found: Spread, chance: Chance) -> tuple[str, str]:
    """Say how many actions would be elsewhere, and whether chance explains it."""
    total = found.record.located
    gap = found.against(chance)
    overall = verdict(gap.p_value).replace("L", "l", 1)
    return (
        f"Il faudrait déplacer **{wording.number(gap.hoover * total)}** des "
        f"{wording.counted(total, 'action')} pour suivre la population ; le seul hasard en "
        f"déplacerait **{wording.number(gap.expected * total)}**.",
        f"Pour l’ensemble des communes : {overall}" if found.record.judged else NO_VERDICT,
    )


def _method(found: Spread, chance: Chance) -> str:
    """Say in the words of the method what the sentences of the card say in everyday ones."""
    gap, first = found.against(chance), most(found, chance)
    actions = concentration.effective_number(found.amount)
    people = concentration.effective_number(found.population)
    head = (
        f"**Population** : celle de {found.year}. **Part à déplacer** (indice de Hoover) : "
        f"{wording.percent(gap.hoover)} des actions ; par hasard, en moyenne, "
        f"{wording.percent(gap.expected)}. Par hasard, les communes les mieux servies auraient "
        f"environ {wording.percent(first.expected)} des actions."
    )
    judged = (
        f" Chances d’un écart aussi grand par hasard : {wording.p_value(gap.p_value)} pour la part "
        f"à déplacer, {wording.p_value(first.p_value)} pour les communes les mieux servies."
        if found.record.judged
        else ""
    )
    shared = (
        f" **Nombre équivalent de communes** : {wording.number(actions, 1)} pour les actions, "
        f"{wording.number(people, 1)} pour la population."
    )
    return f"{head}{judged}{shared}{_theil(found)}"


def _parts(found: Spread) -> concentration.TheilDecomposition | None:
    """Return what of the inequality is within EPCI and between them, where it can be parted."""
    epci = found.communes["epci_name"].fillna(terms.NO_EPCI)
    if len(set(epci)) == 1:
        return None
    try:
        return concentration.theil_decomposition(found.amount, found.expected(), epci)
    except UndefinedMeasureError:
        return None


def _theil(found: Spread) -> str:
    parts = _parts(found)
    if parts is None or parts.total == 0:
        return ""
    within, between = (
        wording.percent(part / parts.total) for part in (parts.within, parts.between)
    )
    return (
        f" **Indice de Theil** : {within} de l’inégalité entre communes d’une même "
        f"intercommunalité, {between} entre intercommunalités."
    )


def _between_epci(found: Spread) -> str:
    if len(set(found.communes["epci_name"].fillna(terms.NO_EPCI))) == 1:
        return "Une seule intercommunalité : tout l’écart est entre ses communes."
    parts = _parts(found)
    if parts is None:
        return "Une commune sans habitant a des actions : l’inégalité ne se partage pas."
    if parts.total == 0:
        return "Les actions suivent exactement la population."
    within = parts.within / parts.total
    if within >= MOSTLY:
        return "L’écart est surtout entre communes d’une même intercommunalité."
    if within <= 1 - MOSTLY:
        return "L’écart est surtout d’une intercommunalité à l’autre."
    return "L’écart est à la fois entre intercommunalités et à l’intérieur de chacune."


def _without(found: Spread) -> str:
    table = found.communes
    none = table[table["deployments"] == 0]
    share = none["population"].sum() / table["population"].sum()
    return (
        f"**{wording.number(len(none))}** {wording.agreeing(len(none), 'commune', 'communes')} "
        f"sur {wording.number(len(table))} {wording.agreeing(len(none), 'n’a', 'n’ont')} aucune "
        f"action située ; **{wording.percent(share)}** des habitants y vivent."
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
        f"Démonstration : sur {wording.counted(total, 'action située', 'actions situées')}, "
        f"{wording.number(made)} {verb}. Ce chiffre montre l’outil, il n’est pas à citer."
    )


def _known(tally: pd.DataFrame, found: Spread) -> tuple[str, float]:
    total = int(tally["deployments"].sum())
    if total == 0:
        return "", 1.0
    good = (tally["scope"] == "commune") & (tally["dated"] == 1)
    dated = int(tally.loc[good, "deployments"].sum())
    share = dated / total
    careful = "" if share >= WELL_KNOWN else " Sous 80 %, à lire avec prudence."
    moved = (
        f" Le hasard place {wording.counted(found.record.series, 'série')} (toutes les séances "
        "d’une action dans une commune) dans les périmètres en vigueur à leurs dates."
        if found.record.enough
        else ""
    )
    return (
        f"Actions situées dans une commune et datées : {wording.percent(share)} "
        f"({wording.number(dated)} sur {wording.number(total)}).{careful}{moved}"
    ), share
