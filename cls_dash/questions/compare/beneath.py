"""What is said under the maps, beside each chart and each table."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.comparison import Overdispersion
from cls_dash.questions.compare.figures import Dispersion
from cls_dash.questions.compare.measure import Measure
from cls_dash.questions.compare.rates import YEARLY
from cls_dash.questions.compare.references import ALL, COUNTRY, LIKE, References
from cls_dash.questions.compare.words import plain

SCATTER: Final = "Les écarts dépassent-ils le hasard ?"
TREND: Final = "Qu’est-ce qui change d’année en année ?"
THEMES: Final = "Actions et budgets par thème"
COVARIATES: Final = "population, taille moyenne des communes, part de la ville principale"
"""What makes two territories alike."""
STANDING: Final = (
    "Chaque ligne est un indicateur, rapporté à l’ensemble des territoires comparés (tireté). "
    "Trait : intervalle à 95 %, quand il existe."
)
SHARES: Final = "Part des fiches-actions de tous les contrats ; entre parenthèses, leur nombre."
SERIES: Final = (
    "Les séances d’une même action dans une commune ne sont pas indépendantes : les courbes sont "
    "celles de séries entières, et l’écart entre territoires est jugé en haut de la page, tous "
    "ensemble. Celui des communes d’un territoire l’est dans « Équité »."
)


_PLACES: Final = ("Entre territoires", "Entre communes")


def scatter(measure: Measure, found: tuple[Dispersion, Dispersion] | None) -> tuple[str, ...]:
    """Say whether territories, then communes, differ more than chance would have them."""
    if measure.events is None or measure.sizes is None:
        return ("Ce chiffre n’est pas un décompte : rien n’est comparé au hasard.",)
    if not measure.events.sum():
        return ("Rien n’est encore compté : rien n’est comparé au hasard.",)
    if measure.record is not None:
        return (measure.record.said(SERIES),)
    return tuple(
        f"{where}{wording.NBSP}: {_dispersed(*each)}"
        for where, each in zip(_PLACES, found or (), strict=True)
    )


def factors(found: tuple[Dispersion, Dispersion] | None) -> str:
    """Write in the words of the method how far places are scattered, where that is judged."""
    told = [
        f"{where.lower()}, φ = {wording.number(each.phi, 1)} ({wording.p_value(each.p_value)})"
        for where, (each, _) in zip(_PLACES, found or (), strict=False)
        if each is not None
    ]
    return f"**Surdispersion** (1 par hasard) : {wording.listing(told)}." if told else ""


def _dispersed(found: Overdispersion | None, n: int) -> str:
    if found is None:
        return "trop peu de lieux où l’on en attend cinq pour juger."
    told = (
        "le hasard ne l’explique pas"
        if found.p_value < wording.UNLIKELY
        else "l’écart peut venir du hasard"
    )
    return f"{told} ({n} lieux où l’on en attend cinq ou plus)."


def funnel(measure: Measure) -> str:
    """Say what a funnel draws."""
    return plain(
        measure,
        f"{wording.titled(measure.title, measure.unit)} selon le nombre d’habitants, une "
        "échelle où chaque graduation vaut dix fois la précédente. À chaque territoire sa "
        "forme : grande pour lui, petite pour ses communes ; flèche : au-dessus du cadre. "
        "Courbes : limites à 95 % et 99,8 %. Tireté, la cible : le chiffre de tous les territoires "
        "comparés ensemble.",
    )


def sizes(measure: Measure) -> str:
    """Say what events are divided by."""
    return "Habitants × années de contrat" if measure.code == YEARLY else "Habitants"


def references(found: References, name: str) -> str:
    """Say how to read what a territory is compared with."""
    if found.figures.empty:
        return f"Aucun chiffre n’est encore connu {wording.of(name)}."
    like = f"Territoire le plus semblable : {COVARIATES}. " if found.like else ""
    return f"{like}Chaque repère est pris comme exact. L’ensemble contient le territoire lui-même."


def names(found: References) -> dict[str, str]:
    """Name each reference, by code."""
    told = {
        **found.places,
        ALL: "Territoires comparés ensemble",
        COUNTRY: "France",
        LIKE: f"{found.places.get(LIKE)}, le plus semblable",
    }
    return {code: told[code] for code in found.figures}


def trend(measure: Measure, years: pd.DataFrame, territories: Mapping[str, str]) -> str:
    """Say how comparable the years are, and which territories have too few of them."""
    if not years.size:
        return (
            f"{measure.title} : pas d’évolution à montrer, faute de deux années connues pour 80 % "
            "des habitants."
        )
    said = (
        "Une année ou deux ne font pas une tendance."
        if measure.events is None
        else "Seules les actions situées et datées comptent. Avec si peu d’actions par an, le "
        "hasard suffit souvent à expliquer une hausse ou une baisse."
    )
    if left := [name for slug, name in territories.items() if slug not in years]:
        said += f" Moins de deux années connues : {wording.listing(left)}."
    return said


def budgets(themes: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say of how many actions the budget is published, and how much that is by territory."""
    total = wording.counted(themes["actions"].sum(), "fiche-action", "fiches-actions")
    known = int(themes["budgeted"].sum())
    if not known:
        return (
            f"Aucun budget n’est publié pour les {total} : les moyens ne se comparent pas. "
            "« Non publié » n’est pas « sans budget »."
        )
    sums = themes.groupby("territory")[["budget_eur", "budgeted"]].sum()
    told = [
        f"{name} {wording.euros(sums.loc[slug, 'budget_eur'])}"
        for slug, name in names.items()
        if slug in sums.index and sums.loc[slug, "budgeted"]
    ]
    return (
        f"Budget publié pour **{wording.number(known)}** des {total} : {wording.listing(told)}. "
        "Ces sommes partielles ne rangent pas les territoires."
    )
