"""What is said of where actions take place."""

from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.districts import PARENTS
from cls_dash.domain.selection import Selection
from cls_dash.questions.actions_map.asked import INDICATORS
from cls_dash.questions.spread.spread import Spread

QUESTION: Final = "Où se déroulent les actions ?"
CLICK: Final = "Cliquez sur une commune pour ouvrir sa fiche."
BARS: Final = "Les communes qui ont le plus d’actions"
BARS_MEASURED: Final = "Barre : actions observées. Trait gris : part due à leur population."
BARS_SHOWN: Final = "Actions observées et attendues des communes les mieux servies"
LORENZ: Final = "La répartition s’éloigne-t-elle de l’égalité ?"
LORENZ_SHOWN: Final = "Part cumulée des actions selon la part de la population"
LORENZ_READ: Final = (
    "Courbe de Lorenz : communes rangées de la moins à la plus servie par habitant. Plus la courbe "
    "se creuse sous la diagonale, plus les actions sont concentrées."
)
EXPLANATIONS: Final = MappingProxyType(
    {
        "nombre": (
            "Cercle : nombre d’actions situées dans la commune, en surface. "
            "Hachures : aucune action située."
        ),
        "taux": (
            "Couleur : nombre d’actions situées pour 10 000 habitants. "
            "Dans une petite commune, une seule action suffit à donner un taux élevé."
        ),
        "rapport": (
            "Couleur : nombre d’actions observées divisé par celui qu’aurait la commune "
            "si les actions étaient réparties selon la population. 1 : la part attendue."
        ),
        "hasard": (
            "Couleur : l’écart entre actions observées et attendues sort-il de ce que le "
            "hasard produit en plaçant des séries entières ? Seuils à 95 % et 99,8 %."
        ),
    }
)

READING: Final = (
    "Chaque **cercle** est le nombre d’actions situées dans une commune : sa surface "
    "est proportionnelle à ce nombre. Au choix, la carte montre à la place un **taux** ou un "
    "rapport, en couleur : le plus foncé est le plus élevé. Les actions menées à l’échelle d’une "
    "intercommunalité, du territoire ou à distance ne sont pas sur la carte.\n\n"
    "**Le seul hasard** : on tire au sort la commune de chaque action, chaque habitant du "
    "périmètre de l’époque ayant la même chance ; toutes les séances d’une action menées dans "
    "une commune vont ensemble. On répète ce tirage des milliers de fois et on regarde la "
    "concentration obtenue. Avec peu d’actions, le hasard seul en donne déjà beaucoup.\n\n"
    "Une répartition proportionnelle à la population est une norme à discuter : les "
    "besoins ne sont pas les mêmes partout."
)


def reading(counted: pd.DataFrame, indicator: str) -> str:
    """Return the sentence that reads the map."""
    n = int((counted["observed"] > 0).sum())
    some = wording.counted(n, "commune") if n else "Aucune commune"
    return (
        f"Carte : {INDICATORS[indicator]}. {some} sur {len(counted)} "
        f"{wording.agreeing(n, 'a', 'ont')} au moins une action."
    )


def perimeter(everyone: pd.DataFrame, selection: Selection, found: Spread) -> str:
    """Say which perimeter the figures are counted in, and what it leaves out."""
    counted = found.communes
    if counted.empty:
        return "Aucune commune n’est connue dans le périmètre de ce contrat."
    size = wording.places(len(counted), sum(code in PARENTS for code in counted.index))
    written = f"{_named(selection)} : {size}, "
    written += f"population de {found.year}."
    if unknown := int(everyone["inside"].sum()) - len(counted):
        apart = wording.agreeing(unknown, "non comptée", "non comptées")
        written += f" {wording.counted(unknown, 'commune')} sans population connue, {apart}."
    if left_out := int((~everyone["inside"]).sum()):
        written += (
            f" {wording.counted(left_out, 'commune')} du territoire "
            f"{wording.agreeing(left_out, 'n’en faisait', 'n’en faisaient')} pas partie"
            f"{' à cette date' if selection.perimeter else ' pendant ce contrat'}."
        )
    return written


def _named(selection: Selection) -> str:
    if selection.perimeter:
        return f"Périmètre en vigueur le {wording.day(selection.perimeter)}"
    return "Périmètre du contrat" if selection.contract else "Périmètre"
