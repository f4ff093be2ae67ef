"""What is said of several territories: never an order without its uncertainty."""

from collections.abc import Hashable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.analysis.comparison import funnel_rate, overdispersion
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.release import Release
from cls_dash.views.compare_ground import Ground
from cls_dash.views.compare_measures import ACTIONS, PER, YEARLY, Measure
from cls_dash.views.score_card import NO_VERDICT, UNLIKELY

PRECISE: Final = 5
"""Times as many draws as elsewhere: there are few territories, and one p-value alone."""
EXPECTED: Final = 5
"""Least expected count for a z-score to mean something."""
SERIES: Final = (
    "Les séances d’une même action dans une commune ne sont pas indépendantes : les courbes sont "
    "celles de séries entières, et l’écart entre territoires est jugé en haut de la page, tous "
    "ensemble. Celui des communes d’un territoire l’est dans « Équité »."
)


def answer(here: Ground, measure: Measure, chance: Chance) -> str:
    """Answer the page's question for one measure."""
    known = measure.figures["value"].dropna()
    if len(known) < 2 and measure.lacking:
        return (
            f"**{measure.title} : rien à comparer encore.**{_left_out(here, measure)} Il faut "
            f"{concentration.MIN_LOCATED} actions localisées, dans {concentration.MIN_SERIES} "
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
    said = _counted(here, measure, known, chance)
    return (measure.record.said(said) if measure.record else said) + _left_out(here, measure)


def _left_out(here: Ground, measure: Measure) -> str:
    """Name the territories that are not compared, and why: nothing recorded is not zero."""
    told = [f"{here.names[slug]} ({why})" for slug, why in measure.lacking.items()]
    return f" Hors de la comparaison : {wording.listing(told)}." if told else ""


def _counted(here: Ground, measure: Measure, known: pd.Series, chance: Chance) -> str:
    """Say whether all the territories together differ by more than chance, then each figure."""
    if too_few := _too_few(measure):
        return too_few
    figures = wording.listing([
        f"{here.names[slug]} **{measure.written(known[slug])}** ({_interval(measure, slug)})"
        for slug in known.sort_values(ascending=False, kind="stable").index
    ])  # fmt: skip
    each = f"Pour chacun, {measure.unit} : {figures}."
    if not measure.judged:
        return f"{measure.title}. {each} {NO_VERDICT}"
    p = p_value(measure, chance)
    told = (
        f"**pris ensemble, les {len(known)} territoires diffèrent plus que par hasard** : le "
        f"hasard seul en ferait autant {wording.odds(p)} ({wording.p_value(p)})"
        if p < UNLIKELY
        else "**les territoires ne se distinguent pas** : le hasard suffit à l’expliquer "
        f"({wording.p_value(p)})"
    )
    return f"{measure.title} : {told}. {each} Aucun ordre entre deux d’entre eux n’est testé."


def _too_few(measure: Measure) -> str:
    if measure.events is None:
        return ""
    total = int(measure.events.sum())
    if total < concentration.MIN_LOCATED:
        return (
            f"**Trop peu pour comparer** : {measure.title.lower()}, {total} en tout, il en faut "
            f"au moins {concentration.MIN_LOCATED}."
        )
    if measure.record and not measure.record.enough:
        return (
            f"**Trop peu pour comparer** : {measure.title.lower()}, "
            f"{wording.counted(measure.record.series, 'série')} en tout (toutes les séances d’une "
            f"action dans une commune), il en faut au moins {concentration.MIN_SERIES}."
        )
    return ""


def _interval(measure: Measure, slug: Hashable) -> str:
    lower, upper = (measure.written(measure.figures.loc[slug, side]) for side in ("lower", "upper"))
    return f"{lower} à {upper}"


def _averaged(here: Ground, measure: Measure, known: pd.Series) -> str:
    low, high = known.idxmin(), known.idxmax()
    inside = measure.local.loc[[high]]
    return (
        f"{measure.title} : de **{measure.written(known[low])}** ({here.names[low]}) à "
        f"**{measure.written(known[high])}** ({here.names[high]}) {measure.unit}. Aucun intervalle "
        "n’est publié : un petit écart ne range pas les territoires. Dans le second, les communes "
        f"vont de {measure.written(inside.min())} à {measure.written(inside.max())}."
    )


def p_value(measure: Measure, chance: Chance) -> float:
    """
    Return how often chance alone would part the territories as much, all of them together.

    Series are placed whole, in proportion to sizes. Territories are taken in the order of their
    codes, so that every page that compares them says the same.
    """
    sums = pd.DataFrame({"n": measure.events, "size": measure.sizes})
    sums = sums.groupby("territory", sort=True).sum()
    placed: int | concentration.Series = round(sums["n"].sum())
    if measure.series is not None:
        weights = np.sort(measure.series.to_numpy())
        placed = concentration.Series(weights, np.ones((weights.size, len(sums)), dtype=bool))
    baseline = concentration.chance_baseline(
        placed, sums["size"], measure=apart, draws=PRECISE * chance.draws, seed=chance.seed
    )
    return baseline.p_value(apart(sums["n"].to_numpy(), sums["size"].to_numpy()))


def apart(events: ArrayLike, sizes: ArrayLike) -> float:
    """Return the chi-squared distance of counts from those that their sizes would give."""
    observed, shares = np.asarray(events, dtype=float), np.asarray(sizes, dtype=float)
    expected = observed.sum() * shares / shares.sum()
    return float(((observed - expected) ** 2 / expected).sum())


def warning(release: Release, here: Ground, measure: Measure) -> str:
    """Say how many of the actions that are compared were made for the demonstration."""
    if measure.code not in {ACTIONS, YEARLY}:
        return ""
    tally = pd.concat([tally_of(release, one) for one in here.selections.values()])
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


def scatter(measure: Measure) -> tuple[str, ...]:
    """Say whether territories, then communes, differ more than chance would have them."""
    if measure.events is None or measure.sizes is None:
        return ("Ce chiffre n’est pas un décompte : il n’a pas d’entonnoir.",)
    if not measure.events.sum():
        return ("Rien n’est encore compté : il n’y a pas d’entonnoir.",)
    if measure.record is not None:
        return (measure.record.said(SERIES),)
    pairs = {"Entre territoires": "territory", "Entre communes": "commune"}
    said = []
    for where, level in pairs.items():
        keys = "territory" if level == "territory" else ["territory", "commune"]
        sums = pd.DataFrame({"n": measure.events, "size": measure.sizes}).groupby(keys).sum()
        said.append(f"{where}{wording.NBSP}: {_overdispersed(sums)}")
    return tuple(said)


def _overdispersed(sums: pd.DataFrame) -> str:
    expected = sums["size"] / sums["size"].sum() * sums["n"].sum()
    z = funnel_rate(sums["n"], sums["size"], multiplier=PER)["z"][expected >= EXPECTED]
    if len(z) < 2:
        return "trop peu de lieux où l’on en attend cinq pour juger."
    found = overdispersion(z)
    told = (
        "l’écart est plus grand que le hasard"
        if found.p_value < UNLIKELY
        else "le hasard suffit à expliquer l’écart"
    )
    return (
        f"{told} (surdispersion φ = {wording.number(found.phi, 1)}, "
        f"{wording.p_value(found.p_value)}, {len(z)} lieux où l’on en attend cinq ou plus)."
    )
