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
from cls_dash.questions.spread.score_card import NO_VERDICT

QUESTION: Final = "Comment ces territoires se comparent-ils ?"
MIN_COMPARED: Final = 2
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
            f"**{measure.title} : rien à comparer encore.** Il faut {MIN_LOCATED} actions situées, "
            f"en {MIN_SERIES} séries, dans deux territoires."
        )
    if len(known) < 2:
        return (
            f"**{measure.title} : pas de chiffre d’ensemble à comparer.** Les cartes montrent les "
            "communes."
        )
    if measure.events is None:
        return _averaged(here, measure, known)
    said = _counted(here, measure, known, p)
    return measure.record.said(said) if measure.record else said


def left_out(here: Ground, measure: Measure) -> str:
    """Name the territories that are not compared, and why: nothing recorded is not zero."""
    told = [f"{here.names[slug]} ({why})" for slug, why in measure.lacking.items()]
    return f"Hors de la comparaison : {wording.listing(told)}." if told else ""


def _counted(here: Ground, measure: Measure, known: pd.Series, p: float | None) -> str:
    """Say whether all the territories together differ by more than chance, then each figure."""
    if too_few := _too_few(measure):
        return too_few
    pair = len(known) == MIN_COMPARED
    said = f"{measure.title}, {_figures(here, measure, known)}." if pair else f"{measure.title}."
    if p is None:
        return f"{said} {NO_VERDICT}" if pair else f"{measure.title} : aucun ordre n’est établi."
    if p >= wording.UNLIKELY:
        return f"{said} **L’écart peut venir du hasard.**"
    if pair:
        return f"{said} **Le hasard ne l’explique pas.**"
    return (
        f"{measure.title} : **les {len(known)} territoires diffèrent**. Le hasard ne l’explique "
        "pas, mais leur ordre n’est pas sûr."
    )


def _figures(here: Ground, measure: Measure, known: pd.Series) -> str:
    told = [
        f"{here.names[slug]} **{written(measure, known[slug])}**"
        for slug in known.sort_values(ascending=False, kind="stable").index
    ]
    return f"{measure.unit} : {wording.listing(told)}"


def heading(measure: Measure) -> str:
    """Name what is given of each territory."""
    return plain(measure, f"{dated(measure)}, {measure.unit}")


def figures(here: Ground, measure: Measure) -> tuple[str, ...]:
    """Give the figure of each territory with its interval, highest first."""
    known = measure.figures["value"].dropna()
    if len(known) < MIN_COMPARED or (measure.events is not None and _too_few(measure)):
        return ()
    return tuple(
        f"{here.names[slug]} : **{written(measure, known[slug])}**{limits(measure, slug)}"
        for slug in known.sort_values(ascending=False, kind="stable").index
    )


def odds(measure: Measure, p: float | None) -> str:
    """Say how often chance alone would part territories so."""
    if p is None or _too_few(measure):
        return ""
    return f"Par hasard : {wording.odds(p)} ({wording.p_value(p)})."


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
            f"{wording.counted(measure.record.series, 'série')} de séances en tout, il en faut au "
            f"moins {MIN_SERIES}."
        )
    return ""


def _averaged(here: Ground, measure: Measure, known: pd.Series) -> str:
    low, high = known.idxmin(), known.idxmax()
    return (
        f"{measure.title} : de **{_with_unit(measure, known[low])}** ({here.names[low]}) à "
        f"**{_with_unit(measure, known[high])}** ({here.names[high]}). Un petit écart ne les "
        "range pas."
    )


def within(here: Ground, measure: Measure) -> str:
    """Say how far apart are the communes of the territory that has the highest figure."""
    known = measure.figures["value"].dropna()
    if measure.events is not None or len(known) < 2:
        return ""
    inside = measure.local.loc[[known.idxmax()]]
    return (
        f"Aucun intervalle n’est publié. {here.names[known.idxmax()]} : les communes vont de "
        f"{written(measure, inside.min())} à {written(measure, inside.max())}."
    )


def _with_unit(measure: Measure, value: float) -> str:
    return f"{written(measure, value)}{wording.NBSP}{measure.unit}"


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
        f"Démonstration : sur {wording.counted(total, 'action située', 'actions situées')}, "
        f"{wording.number(made)} {verb}. Cette comparaison montre l’outil, elle n’est pas à citer."
    )


def careful(here: Ground, selection: Selection) -> tuple[str, ...]:
    """Say what makes the territories unequal, and which filters do not hold."""
    said = []
    known = here.years.dropna()
    if len(known) > 1 and known.max() > known.min():
        short, long = known.idxmin(), known.idxmax()
        said.append(
            f"Années de contrat connues : **{wording.number(known[short], 1)}** pour "
            f"{here.names[short]}, **{wording.number(known[long], 1)}** pour {here.names[long]}. "
            "Les actions par an de contrat en tiennent compte."
        )
    if selection.contract or selection.axis or selection.perimeter:
        said.append(
            "Le contrat, l’axe et le périmètre choisis en haut ne valent pas ici : tous les "
            "contrats comptent, dans le périmètre d’aujourd’hui."
        )
    return tuple(said)


def plain(measure: Measure, sentence: str) -> str:
    """Return a caption, begun by what says that it describes no real action."""
    return measure.record.plain(sentence) if measure.record else sentence


def dated(measure: Measure) -> str:
    """Return the title of a measure, with its year."""
    return wording.dated(measure.title, str(measure.year or ""))


def note(here: Ground, measure: Measure, p: float | None) -> str:
    """Say how the figures of territories are made, and which are left out."""
    told = (odds(measure, p), within(here, measure), left_out(here, measure))
    basis = f"{dated(measure)} : {measure.basis}."
    return " ".join(filter(None, (basis, *told, terms.CREDITS)))


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
