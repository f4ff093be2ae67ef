"""What the command line prints: steps on stderr, answers on stdout, errors in French."""

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from cls_dash import errors
from cls_dash.domain.legible import legible
from cls_dash.errors import ClsDashError, RefusedLoadError
from cls_dash.ingest.problems import InvalidDatasetError

out: Final = Console()
err: Final = Console(stderr=True)
SHOWN: Final = 20
"""Problems shown on screen; all of them are in the files of the report."""

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
        errors.BusyDataError: "Une autre commande change déjà ces données : attendre sa fin.",
        errors.NothingToUndoError: "Aucun changement n’est gardé : il n’y a rien à défaire.",
        errors.ChangedSinceError: (
            "Ce fichier a été changé depuis, à la main ou par un autre programme : "
            "rien n’a été défait, pour ne pas perdre ce changement."
        ),
        errors.UnknownLoadError: "Aucun chargement ne porte ce nom : cls-dash status les liste.",
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


def line(text: str, *, to: Console = out) -> None:
    """Print a line as it is: no markup, no wrapping, nothing that commands a terminal."""
    to.print(legible(text), markup=False, highlight=False, soft_wrap=True)


def said(text: str | None) -> None:
    """Print a line, if there is something to say."""
    if text:
        line(text)


def answer(fields: Mapping[str, Any], *, as_json: bool, show: Callable[[], None]) -> None:
    """Print the answer of a command: JSON for a program, ``show`` for a person."""
    if as_json:
        typer.echo(json.dumps(fields, ensure_ascii=False, indent=2, default=str))
    else:
        show()


def among(word: str, known: Collection[str]) -> None:
    """
    Refuse a word that is not of a list.

    Raises
    ------
    BadParameter
        Naming the words of the list.
    """
    if word not in known:
        raise typer.BadParameter(f"« {word} » n’est pas parmi : {', '.join(known)}.")


def counts(title: str, unit: str, rows: Mapping[str, int]) -> None:
    """Print a table of names and numbers."""
    table = Table(title, unit)
    for name, number in sorted(rows.items()):
        table.add_row(name, str(number))
    out.print(table)


@contextmanager
def explained(*, as_json: bool = False) -> Iterator[Callable[[str], None]]:
    """
    Yield what tells each step; say our own errors in French and end with code 1.

    Steps show on stderr when it is a terminal: nothing of them in a file or a pipe.
    """
    try:
        if sys.stderr.isatty():
            with err.status("…") as status:
                yield lambda step: status.update(f"{step}…")
        else:
            yield lambda _step: None
    except (ClsDashError, OSError) as error:
        _fail(error, as_json=as_json)


def _fail(error: ClsDashError | OSError, *, as_json: bool) -> NoReturn:
    """Say what went wrong; the exception's own words come last, as a detail."""
    if isinstance(error, ClsDashError):
        known = (_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)
        sentence = next(known)
    else:
        sentence = "Un fichier ou un dossier n’a pas pu être lu ou écrit."
    details = _details(error)
    if as_json:
        typer.echo(json.dumps({"error": sentence, "details": details}, ensure_ascii=False))
    for text in (sentence, *(f"  {detail}" for detail in details)):
        line(text, to=err)
    raise typer.Exit(1) from error


def _details(error: Exception) -> list[str]:
    if isinstance(error, InvalidDatasetError):
        return [str(problem) for problem in error.problems]
    if isinstance(error, RefusedLoadError):
        return [f"{error.rejected} enregistrements mis de côté sur {error.read}."]
    if isinstance(error, errors.TerritoryRefusedError | errors.MeetingFileError):
        return [str(error)]
    text = f"{error.strerror} : {error.filename}" if isinstance(error, OSError) else str(error)
    hints = [hint for word, hint in _HINTS.items() if word in text]
    return [*hints, f"Détail technique : {text}"]
