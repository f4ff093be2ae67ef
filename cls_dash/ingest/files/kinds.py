"""Name the files that hold no table of ours, whatever they are called."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from cls_dash.ingest.files.archives import refused
from cls_dash.ingest.problems import InvalidDatasetError

_LOOKED: Final = 2**20
SAVE_AGAIN: Final = "L’ouvrir dans un tableur et l’enregistrer de nouveau en .xlsx ou .ods."
_SHEET: Final = "Donner le classeur (.xlsx, .ods) ou le CSV d’où il vient."
_COPY: Final = "Copier son tableau dans un tableur, et l’enregistrer en .xlsx ou .ods."
_BEGINNINGS: Final[Mapping[bytes, tuple[str, str]]] = {
    b"%PDF": ("C’est un PDF, pas un tableau.", _SHEET),
    b"\x89PNG": ("C’est une image, pas un tableau.", _SHEET),
    b"\xff\xd8\xff": ("C’est une image, pas un tableau.", _SHEET),
    b"GIF8": ("C’est une image, pas un tableau.", _SHEET),
    b"{\\rtf": ("C’est un document de traitement de texte, pas un tableau.", _COPY),
    b"<!doctype html": ("C’est une page web, quel que soit son nom.", SAVE_AGAIN),
    b"<html": ("C’est une page web, quel que soit son nom.", SAVE_AGAIN),
    b"<table": ("C’est une page web, quel que soit son nom.", SAVE_AGAIN),
    b"<?xml": ("C’est un fichier XML, quel que soit son nom.", SAVE_AGAIN),
}
_OLE: Final = b"\xd0\xcf\x11\xe0"
_STREAMS: Final[Mapping[str, tuple[str, str]]] = {
    "EncryptedPackage": (
        "Le classeur est protégé par un mot de passe.",
        "L’enregistrer sans mot de passe.",
    ),
    "WordDocument": ("C’est un document de traitement de texte, pas un tableau.", _COPY),
    "PowerPoint Document": ("C’est un diaporama, pas un tableau.", _COPY),
}
"""Streams of the files of Office before 2007, and of those that are encrypted."""
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "word/document.xml": _STREAMS["WordDocument"],
    "ppt/presentation.xml": _STREAMS["PowerPoint Document"],
}


def check_kind(name: str, path: Path) -> None:
    """
    Refuse what is surely no table: a PDF, an image, a page of the web, a protected workbook.

    Raises
    ------
    InvalidDatasetError
        Saying what it is.
    """
    for reason, remedy in _kinds(path):
        raise refused(name, 1, reason, remedy)


def unreadable(name: str, path: Path) -> InvalidDatasetError:
    """Return why a file that is called as a workbook cannot be opened."""
    check_kind(name, path)
    with path.open("rb") as stream:
        start = stream.read(_LOOKED)
    if not start:
        return refused(
            name, 1, "Le fichier est vide.", "L’enregistrer ou le télécharger à nouveau."
        )
    if not start.startswith((b"PK", _OLE)) and b"\x00" not in start and b"\n" in start:
        reason = "C’est un texte, nommé comme un classeur."
        return refused(name, 1, reason, "Le renommer en .csv.")
    return refused(name, 1, "Le classeur n’est pas lisible.", SAVE_AGAIN)


def _kinds(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as stream:
        start = stream.read(_LOOKED)
    shown = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    yield from (said for mark, said in _BEGINNINGS.items() if shown.startswith(mark.lower()))
    if start.startswith(_OLE):
        whole = path.read_bytes()
        yield from (said for each, said in _STREAMS.items() if each.encode("utf-16-le") in whole)
    if start.startswith(b"PK"):
        inside = _members(path)
        yield from (said for part, said in _PARTS.items() if part in inside)


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []  # Damaged: who opens it will say so.
