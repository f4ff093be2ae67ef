"""The score card: what the spread of actions says, against chance, in sentences."""

from dataclasses import dataclass
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
from cls_dash.questions.spread.spread import AgainstChance, Spread
from cls_dash.questions.spread.spread import spread as spread_of
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.queries.deployments import located_by_commune, tally_of
from cls_dash.store.release import Release, memoised

__all__ = ["AgainstChance", "ScoreCard", "brief", "build", "judged_odds", "spread"]

UNLIKELY: Final = 0.05
WELL_KNOWN: Final = 0.8
"""Under this share of located and dated actions, the card is greyed."""
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


@memoised
def build(release: Release, selection: Selection, *, chance: Chance) -> ScoreCard:
    """Assemble the score card of a selection."""
    found, tally = spread_of(release, selection), tally_of(release, selection)
    known, share_known = _known(tally, found)
    scope, recorded = choices.scope(release, selection), found.record
    facts: tuple[str, ...] = ()
    if not recorded.enough:
        begun = bool(recorded.located) or record(release, selection).begun
        answer = recorded.said(_too_few(recorded, scope) if begun else _EMPTY)
    else:
        answer = recorded.said(f"{_in(scope)}{_top(found, chance)}")
        sentences = (
            _verdict(found, chance), _effective(found), _between_epci(found), _without(found)
        )  # fmt: skip
        facts = tuple(map(recorded.said, sentences))
    return ScoreCard(
        answer=answer,
        warning=_warning(tally),
        facts=facts,
        known=known,
        faded=recorded.enough and share_known < WELL_KNOWN,
        conclusive=recorded.enough,
    )


def brief(found: Spread, label: str, *, chance: Chance) -> str:
    """Say in one line how the actions of a contract are spread, without any verdict."""
    recorded = found.record
    if not recorded.enough:
        return recorded.said(f"{label} : {recorded.count}, trop peu pour conclure.")
    k = min(chance.top, len(found.communes))
    first = concentration.top_share(found.amount, found.population, k)
    names = wording.listing([found.communes.loc[code, "name"] for code in first.labels])
    return recorded.said(
        f"{label} : **{wording.percent(first.amount)}** des actions localisées à {names}, "
        f"**{wording.percent(first.population)}** des habitants (hasard : environ "
        f"{wording.percent(found.top(k, chance))})."
    )


@memoised
def spread(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Return the communes that count, with their number of located deployments.

    Communes outside the contract's perimeter and communes whose population is not
    known are left out. Columns are those of :func:`communes_of`, and
    ``deployments``.
    """
    communes = communes_in_scope(release, selection)
    located = located_by_commune(release, selection)
    communes = communes.assign(
        deployments=located.reindex(communes.index, fill_value=0).astype(int)
    )
    return communes[communes["population"].notna()]


def judged_odds(found: AgainstChance) -> str:
    """Say how often chance alone would make as wide a gap."""
    p = wording.p_value(found.p_value)
    if found.p_value < UNLIKELY:
        return f"Un tel écart se produirait par hasard **{wording.odds(found.p_value)}** ({p})."
    return f"L’écart **peut venir du hasard** ({p})."


def _in(scope: str) -> str:
    return f"{scope}, " if scope else ""


def _too_few(found: Record, scope: str) -> str:
    if found.located == 0:
        return (
            f"**Aucune action localisée** ne correspond à ce choix{_of(scope)}. "
            "Élargissez la période, l’axe, le contrat ou les preuves."
        )
    n = wording.counted(found.located, "action localisée", "actions localisées")
    head = f"**Trop peu d’actions pour conclure**{_of(scope)} :"
    if found.located < MIN_LOCATED:
        return f"{head} {n} pour ce choix, il en faut au moins {MIN_LOCATED}."
    return (
        f"{head} {n} mais {wording.counted(found.series, 'série')} (toutes les séances d’une "
        f"action dans une commune), il en faut au moins {MIN_SERIES}."
    )


def _of(scope: str) -> str:
    return f", {scope[0].lower()}{scope[1:]}" if scope else ""


def _top(found: Spread, chance: Chance) -> str:
    k = min(chance.top, len(found.communes))
    first = concentration.top_share(found.amount, found.population, k)
    names = wording.listing([found.communes.loc[code, "name"] for code in first.labels])
    gathers = wording.agreeing(k, "qui réunit", "qui réunissent")
    served = (
        "à la commune la mieux servie"
        if k == 1
        else f"aux {k}{wording.NBSP}communes les mieux servies"
    )
    return (
        f"**{wording.percent(first.amount)}** des actions localisées se déroulent à "
        f"**{names}**, {gathers} **{wording.percent(first.population)}** de la population "
        f"de {found.year}. Le seul hasard donnerait environ "
        f"**{wording.percent(found.top(k, chance))}** {served}."
    )


def _verdict(found: Spread, chance: Chance) -> str:
    total = found.record.located
    gap = found.against(chance)
    verdict = judged_odds(gap) if found.record.judged else NO_VERDICT
    return (
        f"Il faudrait déplacer **{wording.percent(gap.hoover)}** des actions "
        f"({wording.number(gap.hoover * total)} sur {wording.number(total)}) pour une "
        f"répartition proportionnelle à la population de {found.year} ; le seul hasard en "
        f"donnerait **{wording.percent(gap.expected)}**. {verdict}"
    )


def _effective(found: Spread) -> str:
    actions = concentration.effective_number(found.amount)
    people = concentration.effective_number(found.population)
    spread_out = wording.agreeing(
        round(actions),
        "une seule** commune les avait toutes",
        f"{wording.number(actions)}** communes se les partageaient à égalité",
    )
    return (
        f"Les actions sont réparties comme si **{spread_out} ; la population, comme si elle "
        f"vivait dans **{wording.number(people)}**."
    )


def _between_epci(found: Spread) -> str:
    epci = found.communes["epci_name"].fillna(terms.NO_EPCI)
    if len(set(epci)) == 1:
        return "Une seule intercommunalité : tout l’écart est entre ses communes."
    try:
        parts = concentration.theil_decomposition(found.amount, found.expected(), epci)
    except UndefinedMeasureError:
        return "Une commune sans habitant a des actions : l’inégalité ne se partage pas."
    if parts.total == 0:
        return "Les actions suivent exactement la population."
    within, between = (
        wording.percent(part / parts.total) for part in (parts.within, parts.between)
    )
    return (
        f"**{within.capitalize()}** de l’inégalité se joue entre communes d’une même "
        f"intercommunalité, **{between}** entre intercommunalités."
    )


def _without(found: Spread) -> str:
    table = found.communes
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
        f"Actions localisées dans une commune et datées : {wording.percent(share)} "
        f"({wording.number(dated)} sur {wording.number(total)}).{careful}{moved}"
    ), share
