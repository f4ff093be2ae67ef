"""
What was changed in the data folder, so that it can be undone, or finished after a kill.

A change is written first as ``history/pending.zip``: what each file held, and the digest of
what it will hold. Then the files are replaced, and the store published; then the change takes
its number. A program killed in between leaves ``pending.zip``: :func:`recover`, which the next one
calls first, keeps the change if it was published whole, and else puts the former files back.
"""

import errno
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cls_dash.errors import (
    BusyDataError,
    ChangedSinceError,
    InterruptedChangeError,
    NothingToUndoError,
)
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.ingest.replacing import put

FOLDER: Final = "history"
PENDING: Final = "pending.zip"
CARD: Final = "step.json"
KEPT: Final = 20
"""Changes that can be undone."""
PATIENCE_S: Final = 10.0
"""How long a command waits for another that changes the same folder."""
_CAUSES: Final = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
"""What the system says where SQLite cannot write a lock."""


@dataclass(frozen=True)
class Step:
    """One change of the data folder."""

    command: str
    """``load``, ``remove``, ``territory``, ``contract`` or ``undo``."""
    name: str
    """Of the load, or of what was changed."""
    told: str = ""
    """What became of its rows, in French."""
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    left: Mapping[str, str | None] = field(default_factory=dict)
    """Digest of what each file holds since, by path; nothing where it was removed."""
    undoes: int | None = None
    """Number of the change that this one takes back."""

    @property
    def day(self) -> str:
        """Return the day of the change, as ISO writes it."""
        return self.at[:10]


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """
    Keep other programs from changing a data folder. The lock goes with the process, killed or not.

    Raises
    ------
    BusyDataError
        If another holds it for longer than :data:`PATIENCE_S`.
    InterruptedChangeError
        If another was killed in a change: :func:`recover` says what becomes of it.
    OSError
        If the lock cannot be written: no room, no permission.
    """
    with closing(_locked(data)):
        if (_folder(data) / PENDING).exists():
            raise InterruptedChangeError(str(data))
        yield


def _locked(data: Path) -> sqlite3.Connection:
    """Take the lock, or raise why it cannot be: another has it, or what the disk answered."""
    lock = _folder(data) / "lock"
    lock.parent.mkdir(exist_ok=True)
    with ExitStack() as failed:
        try:
            connection = sqlite3.connect(lock, isolation_level=None, timeout=PATIENCE_S)
            failed.callback(connection.close)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            code = error.sqlite_errorcode & 0xFF
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise BusyDataError(str(data)) from error
            cause = _CAUSES.get(code, errno.EIO)
            raise OSError(cause, os.strerror(cause), str(lock)) from error
        failed.pop_all()
        return connection


@contextmanager
def changed(data: Path, files: Mapping[str, bytes | None], step: Step) -> Iterator[None]:
    """
    Write files (``None`` removes one), and keep the change once the body is done.

    The former files are put back if it raises. What changes nothing is not kept. To be used
    inside :func:`alone`.

    Parameters
    ----------
    data
        Where the files are.
    files
        What to write, by path inside ``data``.
    step
        What is done, without ``left``.
    """
    former = {name: _content(data / name) for name in files}
    files = {name: body for name, body in files.items() if body != former[name]}
    former = {name: former[name] for name in files}
    if not files:
        yield
        return
    left = {name: body and sha256(body).hexdigest() for name, body in files.items()}
    _write_pending(data, Step(**{**asdict(step), "left": left}), former)
    try:
        put(data, files)
        yield
    except BaseException:
        put(data, former)
        (_folder(data) / PENDING).unlink()
        raise
    _finish(data)


def change(data: Path, files: Mapping[str, bytes | None], step: Step) -> None:
    """
    Change files of the data folder without publishing it.

    Raises
    ------
    InvalidDatasetError
        If the dataset would be refused then: it stays as it was.
    """
    from cls_dash.ingest.dataset.reading import read_dataset

    with alone(data), changed(data, files, step):
        read_dataset(data)


def recover(data: Path, store: Path | str) -> str | None:
    """
    Finish or take back what a program was killed in, if any; say which, in French.

    It is kept where the store that is published is made of it, whole.

    Raises
    ------
    BusyDataError, OSError
        As :func:`alone`.
    """
    pending = _folder(data) / PENDING
    if not pending.exists():
        return None
    with closing(_locked(data)):
        if not pending.exists():
            return None  # Its program was at work, and ended.
        from cls_dash.ingest.release import is_published

        step = _card(pending)
        if is_published(data, store):
            _finish(data)
            return f"La commande précédente ({step.name}), interrompue, était publiée : gardée."
        put(data, _former(pending))
        pending.unlink()
        return f"La commande précédente ({step.name}) a été interrompue, et défaite : la refaire."


def steps(data: Path) -> dict[int, Step]:
    """Return the changes that can be undone, by number, the oldest first."""
    return {rank: _card(_path(data, rank)) for rank in _ranks(data)}


def _ranks(data: Path) -> list[int]:
    """Return the numbers of the changes, but what another program copied beside: «1 (2).zip»."""
    paths = _folder(data).glob("*.zip")
    return sorted(int(path.stem) for path in paths if re.fullmatch("[0-9]{6,}", path.stem))


def undone(data: Path) -> tuple[Step, dict[str, bytes | None]]:
    """
    Return the step that takes the last change back, and the files that it writes.

    Raises
    ------
    NothingToUndoError
        If no change is kept.
    ChangedSinceError
        If one of its files was changed by something else since.
    """
    known = steps(data)
    if not known:
        raise NothingToUndoError(str(data))
    rank, last = known.popitem()
    for name, digest in last.left.items():
        body = _content(data / name)
        if (body and sha256(body).hexdigest()) != digest:
            raise ChangedSinceError(name)
    return Step("undo", last.name, last.told, undoes=rank), _former(_path(data, rank))


def _folder(data: Path) -> Path:
    return data / FOLDER


def _path(data: Path, rank: int) -> Path:
    return _folder(data) / f"{rank:06}.zip"


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write_pending(data: Path, step: Step, former: Mapping[str, bytes | None]) -> None:
    folder = _folder(data)
    draft = folder / f".{PENDING}"
    with draft.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(CARD, json.dumps(asdict(step), ensure_ascii=False, indent=2))
            for name, body in former.items():
                if body is not None:
                    archive.writestr(f"former/{name}", body)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(folder / PENDING)


def _card(path: Path) -> Step:
    try:
        with zipfile.ZipFile(path) as archive:
            return Step(**json.loads(archive.read(CARD)))
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        reason = "Ce changement gardé est abîmé : il ne peut plus être défait."
        remedy = "Retirer ce fichier ; ce qui est publié n’en dépend pas."
        file = f"{FOLDER}/{path.name}"
        raise InvalidDatasetError([Problem(file, 1, "", "", reason, remedy)]) from error


def _former(path: Path) -> dict[str, bytes | None]:
    """Return what the files of a change held before it."""
    with zipfile.ZipFile(path) as archive:
        held = {*archive.namelist()}
        return {
            name: archive.read(f"former/{name}") if f"former/{name}" in held else None
            for name in _card(path).left
        }


def _finish(data: Path) -> None:
    """Give a change its number; one that takes another back leaves with it."""
    pending = _folder(data) / PENDING
    undoes = _card(pending).undoes
    if undoes is not None:
        _path(data, undoes).unlink(missing_ok=True)
        pending.unlink()
        return
    ranks = _ranks(data)
    pending.replace(_path(data, max(ranks, default=0) + 1))
    for rank in ranks[: len(ranks) + 1 - KEPT]:
        _path(data, rank).unlink()
