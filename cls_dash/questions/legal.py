"""The page «Mentions légales»: who publishes and hosts the site, and what it keeps of a visit."""

from typing import Final

from cls_dash import terms
from cls_dash.page.model import Note, Page, Prose, Titled
from cls_dash.settings import Settings

MISSING: Final = "non renseigné par la personne qui gère ce site"
NOT_READY: Final = (
    "Ce site n’est pas encore prêt à être ouvert au public : la loi demande d’y nommer son "
    "éditeur et son hébergeur."
)
VISIT: Final = (
    "Aucun compte, aucune mesure d’audience, aucune publicité, aucun service d’un autre site. "
    "Les seuls cookies protègent les échanges avec le site et vous gardent sur le même serveur ; "
    "ils ne suivent personne.\n\n"
    "Le journal du serveur garde l’heure, la page et le réseau d’où vient une demande, jamais "
    "l’adresse complète de votre ordinateur ni ce que vous avez choisi."
)
LICENCE: Final = (
    "Données sous **Licence Ouverte 2.0**, sauf mention contraire ; chaque source est citée sur la "
    "page « Données et méthode »."
)


def page(known: Settings) -> Page:
    """Assemble the page from what the deployment says of itself."""
    said = {
        "Éditeur": known.publisher,
        "Directeur ou directrice de la publication (fonction)": known.publication_director,
        "Hébergeur": known.host,
        "Contact": known.contact,
    }
    return Page(
        question="Mentions légales",
        answer="",
        parts=(
            *(Prose(f"{label} : {told or MISSING}", verbatim=True) for label, told in said.items()),
            *(() if known.publisher and known.host else (Note(NOT_READY, loud=True),)),
            Titled("Ce que le site garde de votre visite", (Prose(VISIT),)),
            Titled("Données", (Prose(LICENCE), Prose(terms.CREDITS, verbatim=True))),
        ),
    )
