"""The page «Accessibilité»: an honest status, what was checked, how to say what is not right."""

from datetime import date
from typing import Final

from cls_dash import wording
from cls_dash.page.model import Page, Prose, Titled
from cls_dash.settings import Settings

CHECKED_ON: Final = date(2026, 11, 22)
STATUS: Final = (
    "L’atlas n’a **pas été audité** selon le référentiel général d’amélioration de "
    "l’accessibilité (RGAA). Sans audit en cours de validité, un site se déclare « non conforme », "
    "même s’il est utilisable : c’est le cas de celui-ci."
)
CHECKED: Final = (
    f"Le {wording.day(CHECKED_ON)}, l’outil automatique **axe-core** n’a trouvé aucun défaut grave "
    "ou critique (règles WCAG 2.1, niveaux A et AA) sur les pages de l’atlas, sur ordinateur et "
    "sur téléphone. Cette vérification est rejouée à chaque nouvelle version. Un outil de ce genre "
    "ne voit qu’une partie des défauts : il ne remplace ni un audit, ni l’avis d’une personne "
    "concernée.\n\n"
    "Les pages se parcourent aussi au clavier, et chaque carte est suivie d’un **tableau** qui dit "
    "les mêmes chiffres."
)
IMPERFECT: Final = (
    "- Les cartes sont des images : un lecteur d’écran en lit le titre et la légende, puis le "
    "tableau qui les suit.\n"
    "- Les graphiques ont un texte de remplacement court ; leurs valeurs sont dans les tableaux.\n"
    "- L’atlas demande JavaScript."
)
NOBODY: Final = "La personne qui gère cet atlas n’a pas encore indiqué où lui écrire (CLS_CONTACT)."
RIGHTS: Final = (
    "Si vous n’obtenez pas de réponse satisfaisante, vous pouvez saisir le "
    "**Défenseur des droits**."
)


def page(known: Settings) -> Page:
    """Assemble the page, with whom the deployment names to write to."""
    write = (
        f"Écrivez à {known.contact} : une réponse et, si possible, l’information sous une autre "
        "forme vous seront données."
    )
    return Page(
        question="Accessibilité : non conforme",
        answer="",
        parts=(
            Prose(STATUS),
            Titled("Ce qui a été vérifié", (Prose(CHECKED),)),
            Titled("Ce que nous savons imparfait", (Prose(IMPERFECT),)),
            Titled(
                "Signaler une difficulté",
                (Prose(write if known.contact else NOBODY, verbatim=True), Prose(RIGHTS)),
            ),
        ),
    )
