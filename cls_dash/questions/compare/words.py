"""What is said of several territories: never an order without its uncertainty."""

from collections.abc import Hashable
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.analysis.concentration import MIN_LOCATED, MIN_SERIES
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.questions.compare.ground import Ground
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.rates import ACTIONS, YEARLY
from cls_dash.questions.spread.score_card import NO_VERDICT, UNLIKELY

QUESTION: Final = "Comment ces territoires se comparent-ils ?"
ALONE: Final = "**L’atlas ne connaît qu’un territoire** : il n’y a rien à comparer."
UNEQUAL: Final = "Des périmètres inégaux"
EVERYTHING: Final = "Tous les indicateurs"
READING: Final = (
    "Les cartes ont **la même échelle, les mêmes classes et les mêmes couleurs** : agrandir ou "
    "déplacer l’une fait de même des autres. Les classes sont calculées sur toutes les communes "
    "comparées.\n\n"
    "L’**intervalle** entre parenthèses contient le vrai taux dans 95 % des cas (loi de Poisson ; "
    "pour les actions, de séries entières : les séances d’une action dans une commune vont "
    "ensemble). "
    "Deux intervalles qui se recouvrent largement ne permettent pas de ranger deux territoires.\n\n"
    "**Non comparable** : une médiane ne se moyenne pas, et un chiffre connu pour moins de 80 % "
    "des habitants ne vaut pas pour le territoire. Les valeurs publiées de ses intercommunalités "
    "sont alors données telles quelles."
)


def answer(here: Ground, measure: Measure, p: float | None) -> str:
    """Answer the page's question for one measure; ``p`` is what chance would do alone."""
    known = measure.figures["value"].dropna()
    if len(known) < 2 and measure.lacking:
        return (
            f"**{measure.title} : rien à comparer encore.**{_left_out(here, measure)} Il faut "
            f"{MIN_LOCATED} actions localisées, dans {MIN_SERIES} "
            "séries au moins, dans deux territoires."
        )
    if len(known) < 2:
        return (
            f"**{measure.title} : il n’y a pas de chiffre d’ensemble à comparer** "
            f"({measure.basis}). Les cartes montrent les communes, le tableau ce qui est publié "
            "pour les intercommunalités."
        )
    if measure.events is None:
        return _averaged(here, measure, known)
    said = _counted(here, measure, known, p)
    return (measure.record.said(said) if measure.record else said) + _left_out(here, measure)


def _left_out(here: Ground, measure: Measure) -> str:
    """Name the territories that are not compared, and why: nothing recorded is not zero."""
    told = [f"{here.names[slug]} ({why})" for slug, why in measure.lacking.items()]
    return f" Hors de la comparaison : {wording.listing(told)}." if told else ""


def _counted(here: Ground, measure: Measure, known: pd.Series, p: float | None) -> str:
    """Say whether all the territories together differ by more than chance, then each figure."""
    if too_few := _too_few(measure):
        return too_few
    figures = wording.listing([
        f"{here.names[slug]} **{written(measure, known[slug])}**{limits(measure, slug)}"
        for slug in known.sort_values(ascending=False, kind="stable").index
    ])  # fmt: skip
    each = f"Pour chacun, {measure.unit} : {figures}."
    if p is None:
        return f"{measure.title}. {each} {NO_VERDICT}"
    told = (
        f"**pris ensemble, les {len(known)} territoires diffèrent plus que par hasard** : le "
        f"hasard seul en ferait autant {wording.odds(p)} ({wording.p_value(p)})"
        if p < UNLIKELY
        else "**les territoires ne se distinguent pas** : le hasard suffit à l’expliquer "
        f"({wording.p_value(p)})"
    )
    return f"{measure.title} : {told}. {each} Aucun ordre entre deux d’entre eux n’est testé."


def _too_few(measure: Measure) -> str:
    total = 0 if measure.events is None else int(measure.events.sum())
    if total < MIN_LOCATED:
        return (
            f"**Trop peu pour comparer** : {measure.title.lower()}, {total} en tout, il en faut "
            f"au moins {MIN_LOCATED}."
        )
    if measure.record and not measure.record.enough:
        return (
            f"**Trop peu pour comparer** : {measure.title.lower()}, "
            f"{wording.counted(measure.record.series, 'série')} en tout (toutes les séances d’une "
            f"action dans une commune), il en faut au moins {MIN_SERIES}."
        )
    return ""


def _averaged(here: Ground, measure: Measure, known: pd.Series) -> str:
    low, high = known.idxmin(), known.idxmax()
    inside = measure.local.loc[[high]]
    return (
        f"{measure.title} : de **{written(measure, known[low])}** ({here.names[low]}) à "
        f"**{written(measure, known[high])}** ({here.names[high]}) {measure.unit}. Aucun "
        "intervalle n’est publié : un petit écart ne range pas les territoires. Dans le second, "
        f"les communes vont de {written(measure, inside.min())} à {written(measure, inside.max())}."
    )


def warning(here: Ground, measure: Measure) -> str:
    """Say how many of the actions that are compared were made for the demonstration."""
    if measure.code not in {ACTIONS, YEARLY}:
        return ""
    tally = pd.concat(here.tallies.values())
    located = tally[tally["scope"] == "commune"]
    made = located.loc[located["evidence"] == Evidence.ILLUSTRATIVE, "deployments"].sum()
    if not made:
        return ""
    total = located["deployments"].sum()
    verb = wording.agreeing(made, "est illustrative", "sont illustratives")
    return (
        f"Démonstration : sur {wording.counted(total, 'action localisée', 'actions localisées')}, "
        f"{wording.number(made)} {verb}. Cette comparaison montre l’outil, elle n’est pas à citer."
    )


def careful(here: Ground, selection: Selection) -> tuple[str, ...]:
    """Say what makes the territories unequal, and which filters do not hold."""
    said = []
    known = here.years.dropna()
    if len(known) > 1 and known.max() > known.min():
        short, long = known.idxmin(), known.idxmax()
        said.append(
            f"Les années de contrat connues diffèrent : **{wording.number(known[short], 1)}** "
            f"{wording.agreeing(known[short], 'an', 'ans')} à {here.names[short]}, "
            f"**{wording.number(known[long], 1)}** à {here.names[long]}. Les actions par an de "
            "contrat en tiennent compte."
        )
    if selection.contract or selection.axis or selection.perimeter:
        said.append(
            "Le contrat, l’axe et le périmètre choisis en haut sont propres à un territoire : ici, "
            "tous les contrats comptent, dans le périmètre d’aujourd’hui."
        )
    return tuple(said)


def plain(measure: Measure, sentence: str) -> str:
    """Return a caption, begun by what says that it describes no real action."""
    return measure.record.plain(sentence) if measure.record else sentence


def dated(measure: Measure) -> str:
    """Return the title of a measure, with its year."""
    return f"{measure.title} ({measure.year})" if measure.year else measure.title


def note(measure: Measure) -> str:
    """Say how the figures of territories are made."""
    return f"{dated(measure)} : {measure.basis}. {terms.CREDITS}"


def told(measure: Measure, territory: str) -> str:
    """Return the figure of a territory, or why there is none."""
    figure = measure.by_territory[territory]
    if figure["value"] == figure["value"]:
        return f"{written(measure, figure['value'])}{limits(measure, territory)}"
    if reason := measure.lacking.get(territory):
        return reason
    if parts := measure.parts.get(territory):
        return f"non comparable ({parts})"
    if figure["known"] > 0:
        return f"non comparable : connu pour {wording.percent(figure['known'])} des habitants"
    return terms.NO_DATA


def limits(measure: Measure, territory: Hashable) -> str:
    """Return the interval of a figure; nothing where there is none."""
    figure = measure.by_territory[territory]
    if figure["lower"] != figure["lower"]:
        return ""
    return f" ({written(measure, figure['lower'])} à {written(measure, figure['upper'])})"


def written(measure: Measure, value: float) -> str:
    """Return a value as it is read, without its unit."""
    return wording.number(value, measure.digits)
