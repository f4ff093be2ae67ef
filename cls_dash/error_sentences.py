"""The French sentence of each error, and those that ask readers to wait."""

from types import MappingProxyType
from typing import Final

from cls_dash import errors
from cls_dash.wording import NBSP

ERRORS: Final[MappingProxyType[type[errors.ClsDashError], str]] = MappingProxyType(
    {
        errors.StoreError: (
            "Les données ne sont pas encore installées, ou ne répondent pas pour l’instant. "
            "Cette page s’affichera d’elle-même dès qu’elles répondront. Si cela dure, prévenez "
            "la personne qui gère l’atlas : « cls-dash build » les reconstruit."
        ),
        errors.CrowdedError: (
            "Trop de calculs et de documents sont demandés en ce moment. Réessayez dans une minute."
        ),
        errors.UnknownTerritoryError: (
            "Ce territoire n’est pas dans l’atlas. "
            "Choisissez-en un dans la liste en haut de la page."
        ),
        errors.UnknownCommuneError: (
            "Cette commune n’appartient pas au territoire choisi. Choisissez-en une dans la liste."
        ),
        errors.UnknownCodeError: (
            "L’adresse demande ce que cette page ne propose pas. Refaites votre choix dans les "
            "listes."
        ),
        errors.UnknownLayerError: (
            "Cet indicateur n’est pas connu à cette échelle. Choisissez-en un autre dans la liste."
        ),
        errors.UndefinedMeasureError: (
            "Aucune action située ne correspond à ce choix. "
            "Élargissez la période, l’axe ou le contrat."
        ),
        errors.EmptyPerimeterError: (
            "Aucune commune habitée n’est connue dans ce périmètre. "
            "Choisissez un autre contrat ou un autre périmètre."
        ),
        errors.NoPlaceError: (
            "Aucune commune ne peut accueillir d’action avec ces conditions. "
            "Choisissez « toutes les communes »."
        ),
        errors.TooFewPlacesError: (
            "Pour mettre au moins une place par intercommunalité, demandez au moins autant de "
            "places que d’intercommunalités."
        ),
        errors.UnsolvedError: (
            "Le calcul n’a pas abouti dans le temps permis. Demandez moins de places."
        ),
        errors.ClsDashError: (
            "Cette page ne peut pas être affichée. Rechargez-la ; si le problème "
            "continue, prévenez la personne qui gère l’atlas."
        ),
    }
)


LAST_READ: Final = (
    "Les données ne répondent pas pour l’instant : vous lisez celles de la dernière lecture "
    "réussie. La page se remettra à jour d’elle-même."
)


THEIR_TURN: Final = "C’est votre tour : le document se prépare."


def place_in_line(place: int) -> str:
    """Write one's place in the line of long computations, 1 for who comes next."""
    return f"Vous êtes n°{NBSP}{place} dans la file des calculs et des documents."


def sentence_for(error: errors.ClsDashError) -> str:
    """Return the French sentence of an error: that of its class, or of its base."""
    return next(ERRORS[kind] for kind in type(error).__mro__ if kind in ERRORS)
