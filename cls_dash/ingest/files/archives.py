"""Unpack the files that people bring: as they are, gzipped, zipped, one in another."""

import gzip
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from cls_dash.ingest.problems import InvalidDatasetError, Problem

LARGEST: Final = 4 * 2**30
"""Bytes that one file may have or unpack to: RPPS, the largest known, is under 1.5 GB."""
HARMLESS: Final = 64 * 2**20
"""Bytes that it may unpack to in any case, however well it was packed."""
RATIO: Final = 200
"""Unpacked over packed. Official files stay under 20; a bomb is above 400."""
MEMBERS: Final = 1000
DEPTH: Final = 2
"""Archives in an archive in the archive that was brought: no one packs deeper."""
SHEETS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})

_OFFICE: Final = frozenset({"[Content_Types].xml", "mimetype"})
"""Members that make a zip a document: a workbook is read as it is."""
_LEFTOVERS: Final = "__MACOSX/"
"""What a Mac adds to its archives; other hidden files start with a dot."""
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (
    zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One plain file: brought as it is, or unpacked from an archive."""

    name: str
    """As the person knows it: ``bpe.zip › bpe18.csv``."""
    path: Path


def refused(file: str, line: int, reason: str, remedy: str, value: str = "") -> InvalidDatasetError:
    """Return the error that refuses a whole file."""
    return InvalidDatasetError([Problem(file, line, "", value, reason, remedy)])


def bomb(file: str) -> InvalidDatasetError:
    """Return the error that refuses to unpack a file any further."""
    reason = "L’archive se déplie en des fichiers démesurés ; elle n’a pas été ouverte."
    return refused(file, 1, reason, "Vérifier d’où elle vient.")


@contextmanager
def opened(paths: Sequence[Path]) -> Iterator[list[Member]]:
    """
    Yield the plain files behind ``paths``; zip and gzip are unpacked in a folder of ours.

    What a file is, its first bytes say rather than its name. No two members bear the
    same name: a line is known by it in a report.

    Raises
    ------
    InvalidDatasetError
        If a file is missing, unreadable, damaged, empty, protected by a password, or
        unpacks to more than it should.
    """
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        yield _told_apart([each for path in paths for each in _members(path, Path(folder))])


def _told_apart(members: Sequence[Member]) -> list[Member]:
    seen: Counter[str] = Counter()
    distinct = []
    for member in members:
        seen[member.name] += 1
        rank = f" ({seen[member.name]})" if seen[member.name] > 1 else ""
        distinct.append(replace(member, name=member.name + rank))
    return distinct


def _members(path: Path, folder: Path) -> list[Member]:
    name = _legible(path.name)
    try:
        if path.is_dir():
            reason = "C’est un dossier, pas un fichier."
            raise refused(name, 1, reason, "Donner le fichier qui est dedans.")
        if not path.is_file():
            raise refused(name, 1, "Le fichier n’existe pas.", "Vérifier son nom.", str(path))
        if path.stat().st_size > LARGEST:
            raise refused(name, 1, "Le fichier est démesuré.", "Vérifier d’où il vient.")
        return list(_Unpacking(path, folder).of(Member(name, path)))
    except InvalidDatasetError:
        raise
    except _DAMAGED as error:
        reason = "L’archive est abîmée : elle ne s’ouvre pas."
        raise refused(name, 1, reason, "La télécharger de nouveau.") from error
    except PermissionError as error:
        reason = "Ce fichier n’est pas lisible : la permission manque."
        raise refused(name, 1, reason, "Changer ses droits, ou le copier.") from error
    except OSError as error:
        reason = "Ce fichier n’a pas pu être lu, ou déplié."
        remedy = "Le télécharger de nouveau ; vérifier la place qui reste sur le disque."
        raise refused(name, 1, reason, remedy) from error


def _legible(name: str) -> str:
    """Return a name that any report can hold: names of files are bytes, at times odd ones."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Unpacking:
    """One file that was brought, and how many bytes it may still unpack to."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._folder = folder
        self._left = min(LARGEST, max(HARMLESS, RATIO * path.stat().st_size))

    def of(self, member: Member, depth: int = 0) -> Iterator[Member]:
        suffix = member.path.suffix.lower()
        with member.path.open("rb") as stream:
            gzipped = stream.read(2) == b"\x1f\x8b"
        if gzipped or suffix == ".gz":
            inside = self._gunzipped(member)
        elif suffix not in SHEETS and (suffix == ".zip" or zipfile.is_zipfile(member.path)):
            inside = self._unzipped(member)
        else:
            inside = None
        if inside is None:
            yield member
        elif depth > DEPTH:
            raise bomb(member.name)
        else:
            for each in inside:
                yield from [each] if each.path == member.path else self.of(each, depth + 1)

    def _gunzipped(self, member: Member) -> Iterator[Member]:
        name = member.name.rpartition("› ")[2]
        name = name[: -len(".gz")] if name.lower().endswith(".gz") else name
        with gzip.open(member.path) as packed:
            yield self._copied(packed, member, name)

    def _unzipped(self, member: Member) -> Iterator[Member]:
        with zipfile.ZipFile(member.path) as archive:
            if not _OFFICE.isdisjoint(archive.namelist()):
                yield member
                return
            inside = [each for each in archive.infolist() if _is_file(each)]
            if not inside:
                raise refused(member.name, 1, "L’archive est vide.", "La télécharger de nouveau.")
            if any(each.flag_bits & _ENCRYPTED for each in inside):
                reason = "L’archive est protégée par un mot de passe."
                raise refused(member.name, 1, reason, "La déplier, et donner ce qu’elle contient.")
            if len(inside) > MEMBERS or sum(each.file_size for each in inside) > self._left:
                raise bomb(member.name)
            for each in inside:
                with archive.open(each) as packed:
                    yield self._copied(packed, member, each.filename)

    def _copied(self, packed: _Packed, member: Member, name: str) -> Member:
        """Unpack by pieces: what an archive declares may be false."""
        target = Path(tempfile.mkdtemp(dir=self._folder)) / Path(name).name[-80:]
        with target.open("wb") as plain:
            while piece := packed.read(2**20):
                self._left -= len(piece)
                if self._left < 0:
                    raise bomb(member.name)
                plain.write(piece)
        return Member(f"{member.name} › {_legible(name)}", target)


def _is_file(info: zipfile.ZipInfo) -> bool:
    hidden = info.filename.startswith(_LEFTOVERS) or Path(info.filename).name.startswith(".")
    return not info.is_dir() and not hidden
