"""What is said of several territories: never an order without its uncertainty."""

from collections.abc import Hashable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.analysis.comparison import funnel_rate, overdispersion
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.readings import Readings
from cls_dash.views.compare_ground import Ground
from cls_dash.views.compare_measures import ACTIONS, PER, YEARLY, Measure
from cls_dash.views.score_card import UNLIKELY, Chance

EXPECTED: Final = 5
"""Least expected count for a z-score to mean something."""


def answer(here: Ground, measure: Measure, chance: Chance) -> str:
    """Answer the page's question for one measure."""
    known = measure.figures["value"].dropna()
    if len(known) < 2:
        return (
            f"**{measure.title} : il n’y a pas de chiffre d’ensemble à comparer** "
            f"({measure.basis}). Les cartes montrent les communes, le tableau ce qui est publié "
            "pour les intercommunalités."
        )
    if measure.events is None:
        return _averaged(here, measure, known)
    total = int(measure.events.sum())
    if total < concentration.MIN_LOCATED:
        return (
            f"**Trop peu pour comparer** : {measure.title.lower()}, {total} en tout, il en faut "
            f"au moins {concentration.MIN_LOCATED}."
        )
    return _counted(here, measure, known, _p_value(measure, chance))


def _counted(here: Ground, measure: Measure, known: pd.Series, p_value: float) -> str:
    low, high = known.idxmin(), known.idxmax()
    least, most = (measure.written(known[slug]) for slug in (low, high))
    if p_value >= UNLIKELY:
        return (
            f"{measure.title} : **les territoires ne se distinguent pas**, de {least} à {most} "
            f"{measure.unit} ; le hasard suffit à l’expliquer ({wording.p_value(p_value)})."
        )
    return (
        f"{measure.title} : de **{least}** ({here.names[low]} ; {_interval(measure, low)}) à "
        f"**{most}** ({here.names[high]} ; {_interval(measure, high)}) {measure.unit}. Le hasard "
        f"seul en ferait autant **{wording.odds(p_value)}** ({wording.p_value(p_value)})."
        f"{_overlap(measure, low, high)}"
    )


def _overlap(measure: Measure, low: Hashable, high: Hashable) -> str:
    """Say that the order of two territories among others is not known: their intervals meet."""
    apart = measure.figures.loc[low, "upper"] < measure.figures.loc[high, "lower"]
    if apart or len(measure.figures) == 2:
        return ""
    return " Les intervalles de ces deux-là se recouvrent : leur ordre n’est pas sûr."


def _interval(measure: Measure, slug: Hashable) -> str:
    lower, upper = (measure.written(measure.figures.loc[slug, side]) for side in ("lower", "upper"))
    return f"entre {lower} et {upper}"


def _averaged(here: Ground, measure: Measure, known: pd.Series) -> str:
    low, high = known.idxmin(), known.idxmax()
    inside = measure.local.loc[[high]]
    return (
        f"{measure.title} : de **{measure.written(known[low])}** ({here.names[low]}) à "
        f"**{measure.written(known[high])}** ({here.names[high]}) {measure.unit}. Aucun intervalle "
        "n’est publié : un petit écart ne range pas les territoires. Dans le second, les communes "
        f"vont de {measure.written(inside.min())} à {measure.written(inside.max())}."
    )


def _p_value(measure: Measure, chance: Chance) -> float:
    """Return how often chance alone would part the territories as much."""
    sums = pd.DataFrame({"n": measure.events, "size": measure.sizes})
    sums = sums.groupby("territory", sort=False).sum()
    baseline = concentration.chance_baseline(
        round(sums["n"].sum()), sums["size"], measure=apart, draws=chance.draws, seed=chance.seed
    )
    return baseline.p_value(apart(sums["n"].to_numpy(), sums["size"].to_numpy()))


def apart(events: ArrayLike, sizes: ArrayLike) -> float:
    """Return the chi-squared distance of counts from those that their sizes would give."""
    observed, shares = np.asarray(events, dtype=float), np.asarray(sizes, dtype=float)
    expected = observed.sum() * shares / shares.sum()
    return float(((observed - expected) ** 2 / expected).sum())


def warning(readings: Readings, here: Ground, measure: Measure) -> str:
    """Say how many of the actions that are compared were made for the demonstration."""
    if measure.code not in {ACTIONS, YEARLY}:
        return ""
    tally = pd.concat([readings.tally(one) for one in here.selections.values()])
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
            f"Les contrats n’ont pas duré autant : **{wording.number(known[short], 1)}** "
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
    if measure.events is None or measure.sizes is None or not measure.events.sum():
        return ("Ce chiffre n’est pas un décompte : il n’a pas d’entonnoir.",)
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
