"""French sentences for failures of a load: what happened, and what to do."""

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cls_dash import errors
from cls_dash.errors import ClsDashError, RefusedLoadError
from cls_dash.ingest.problems import InvalidDatasetError

_SENTENCES: Final[Mapping[type[ClsDashError], str]] = MappingProxyType(
    {
        errors.StoreError: "Le magasin n’est pas lisible à cette adresse (--store ou CLS_STORE).",
        errors.PublicationError: (
            "Le nouveau magasin n’a pas pu être publié ; celui qui l’était reste inchangé."
        ),
        errors.PackageUnavailableError: (
            "Un paquet de référence n’a pas pu être téléchargé, "
            "ou n’est pas celui qui a été relu ; la géographie reste inchangée."
        ),
        errors.UnknownEpciError: (
            "Aucune intercommunalité n’a ce numéro SIREN ; rien n’a été changé."
        ),
        InvalidDatasetError: "Le fichier est refusé ; le magasin publié reste inchangé.",
        RefusedLoadError: "Le chargement est refusé ; le magasin publié reste inchangé.",
        errors.TerritoryRefusedError: "Le territoire n’a pas été ajouté ; rien n’a été changé.",
        errors.UnknownSourceError: "Aucune fiche de source qui se télécharge n’a cette clé.",
        errors.DownloadError: (
            "Le fichier n’a pas pu être téléchargé en entier ; la même commande le reprendra."
        ),
        errors.UnknownTerritoryError: "Aucun territoire du magasin n’a cet identifiant.",
        errors.MeetingFileError: "Ce fichier de séance ne peut pas être lu.",
        errors.UnknownCommuneError: "Aucune commune de ces territoires n’a ce code Insee.",
        errors.InvalidInputError: (
            "Cet extrait n’a pas de géométrie : choisir csv, xlsx ou parquet."
        ),
        errors.UnknownLoadError: "Aucun chargement ne porte ce nom : cls-dash status les liste.",
        errors.BusyDataError: "Une autre commande change déjà ces données : attendre sa fin.",
        errors.InterruptedChangeError: (
            "Une autre commande a été interrompue à l’instant : refaire celle-ci, qui dira ce que "
            "l’autre a laissé."
        ),
        errors.NothingToUndoError: "Aucun changement n’est gardé : il n’y a rien à défaire.",
        errors.ChangedSinceError: (
            "Ce fichier a été changé depuis, à la main ou par un autre programme : "
            "rien n’a été défait, pour ne pas perdre ce changement."
        ),
        ClsDashError: "La commande n’a pas abouti ; rien n’a été publié.",
    }
)
_HINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "atlas.release": "Préparer d’abord la base : cls-dash database init.",
        "disk": "Libérer de la place sur le disque, puis recommencer.",
        "no store at": "Le construire : cls-dash build.",
    }
)
"""What to do, for a word of the technical detail."""
_CAUSES: Final[Mapping[int | None, str]] = MappingProxyType(
    {
        errno.ENOSPC: "Le disque est plein : libérer de la place, puis recommencer.",
        errno.EDQUOT: "La place accordée à ce compte est pleine : en libérer, puis recommencer.",
        errno.EACCES: "La permission manque : changer les droits, ou choisir un autre dossier.",
        errno.EPERM: "La permission manque : changer les droits, ou choisir un autre dossier.",
        errno.EROFS: "Ce dossier ne peut qu’être lu : en choisir un autre (--folder).",
        errno.ENOENT: "Ce fichier ou ce dossier n’existe pas, ou plus.",
        errno.ENAMETOOLONG: "Ce nom est trop long pour ce disque : le raccourcir.",
    }
)
"""What to tell of what the system answers."""


def said(error: ClsDashError | OSError) -> tuple[str, list[str]]:
    """Return a sentence on an error, and its details; the exception's own words come last."""
    if isinstance(error, ClsDashError):
        known = (_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)
        return next(known), _details(error)
    return "Un fichier ou un dossier n’a pas pu être lu ou écrit.", _details(error)


def _details(error: Exception) -> list[str]:
    if isinstance(error, InvalidDatasetError):
        return [str(problem) for problem in error.problems]
    if isinstance(error, RefusedLoadError):
        return [f"{error.rejected} enregistrements mis de côté sur {error.read}."]
    if isinstance(error, errors.TerritoryRefusedError | errors.MeetingFileError):
        return [str(error)]
    text = f"{error.strerror} : {error.filename}" if isinstance(error, OSError) else str(error)
    hints = [hint for word, hint in _HINTS.items() if word in text]
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, OSError) and cause.errno in _CAUSES:
        hints = [_CAUSES[cause.errno]]
    return [*hints, f"Détail technique : {text}"]
