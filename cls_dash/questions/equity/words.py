"""What is said of how fair the spread of actions is."""

from typing import Final

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.questions.equity.figures import Figures
from cls_dash.questions.spread.score_card import NAMED
from cls_dash.questions.spread.spread import AgainstChance

QUESTION: Final = "Les actions sont-elles équitablement réparties ?"
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
    "**Entre deux parts** : où se tient la part, à 95 %, les séances d’une même action n’étant pas "
    "indépendantes.\n\n"
    "L’**entonnoir** montre la même chose : à gauche, les petites communes, où une seule action "
    "change tout ; à droite, les grandes. Hors des courbes, l’écart dépasse le hasard. Le tireté "
    "est la cible : autant d’actions que la part de la commune dans la population.\n\n"
    "Quand plusieurs verdicts se lisent ensemble, leurs p sont **ajustées** à leur nombre "
    "(Benjamini–Hochberg) : sans cela, un sur vingt serait faux.\n\n"
    "Une répartition proportionnelle à la population est une norme à discuter : les besoins ne "
    "sont pas les mêmes partout. La comparaison selon le besoin est donnée à côté."
)
BY_NEED: Final = "Et si l’on compte les besoins ?"
ALONG: Final = "Va-t-on où le besoin est fort ?"
LORENZ: Final = "La courbe sort-elle de ce que fait le hasard ?"
LORENZ_MEASURED: Final = "Courbe de Lorenz. Bande grise : 95 % des répartitions au hasard."
FUNNEL: Final = "Quelles communes dépassent le hasard ?"
FUNNEL_MEASURED: Final = (
    "Chaque point est une commune, losange hors des limites ; courbes : limites à 95 % et 99,8 %, "
    "séries entières. Tireté, la cible : sa part de la population."
)
EPCI: Final = "Entre intercommunalités"
EPCI_MEASURED: Final = "Barre : actions observées. Trait gris : part due à leur population."
CONTRACTS: Final = "D’un contrat à l’autre"
BALANCE: Final = "Prévention ou organisation des soins ?"
GROUPS: Final = "Par axe et par public"


def answer(found: Figures, top: int) -> str:
    """Say whether actions gather more than chance does, and where; ``top`` communes are named."""
    record, gap = found.record, found.gap
    if gap is None or not record.judged:
        return found.card.answer
    if gap.p_value >= wording.UNLIKELY:
        return "**L’écart entre communes peut venir du hasard.**"
    spread = found.found
    first = concentration.top_share(
        spread.amount, spread.population, k=min(top, len(spread.amount))
    )
    names = list(spread.communes.loc[list(first.labels), "name"])
    where = f", surtout {wording.at_each(names)}" if len(names) <= NAMED else ""
    return (
        f"**Les actions sont plus concentrées que par hasard**{where} : "
        f"{wording.percent(first.amount)} des actions, {wording.percent(first.population)} des "
        "habitants."
    )


def by_need(found: Figures) -> tuple[str, ...]:
    """Say how far the spread is from need, beside what chance does, then from the population."""
    if found.gap is None:
        return (found.card.answer,)
    return tuple(map(found.record.said, _compared(found, found.gap, found.by_need)))


def _compared(
    found: Figures, plain: AgainstChance, weighted: AgainstChance | None
) -> tuple[str, ...]:
    if weighted is None:
        return ("Ici, chaque habitant compte autant : choisissez un besoin pour comparer.",)
    total, closer = found.record.located, weighted.hoover < plain.hoover
    return (
        f"Pour suivre le besoin ({found.wanted.label}), déplacer "
        f"**{wording.number(weighted.hoover * total)}** des {wording.number(total)} actions ; le "
        f"seul hasard en déplacerait **{wording.number(weighted.expected * total)}**.",
        f"La répartition suit {'mieux' if closer else 'moins bien'} le besoin que la population.",
    )
