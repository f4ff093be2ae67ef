"""
A draft beside a file: written aside, then put in its place, on any system.

Who writes a draft holds a lock, which is let go even if its process is killed: a draft whose
lock is free is a leftover. SQLite itself is the lock, the same on Windows, macOS and Linux.
"""

import glob
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

_LOCK: Final = ".lock"
PATIENCE_S: Final = 10.0
"""How long a file waits to take its place: Windows refuses while another program reads it."""


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """
    Yield a path beside ``target``; what an interrupted build left is removed.

    Two containers that share a folder have the same process numbers: the lock alone says
    whether a draft is being written.

    Raises
    ------
    sqlite3.Error, OSError
        If nothing can be written there.
    """
    with _held(target) as draft:
        _remove_leftovers(target, draft)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)


def take_place(draft: Path, target: Path) -> None:
    """
    Put a draft in the place of a file, in one step.

    Raises
    ------
    OSError
        If it cannot be, or not within :data:`PATIENCE_S`.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            draft.replace(target)
            break
        except PermissionError:
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(0.1)  # pragma: no cover -- Windows alone
    if os.name != "nt":  # Windows opens no folder.
        flush(target.parent)


@contextmanager
def _held(target: Path) -> Iterator[Path]:
    """Yield the name of a draft, with its lock, which nobody else took for a leftover's."""
    while True:
        draft = target.absolute().with_name(f".{target.name}.{uuid.uuid4().hex}")
        lock = _lock_of(draft)
        with _opened(lock, mode="rwc") as connection:
            if not (_locked(connection) and lock.exists()):
                continue
            try:
                yield draft
            finally:
                _remove(lock)
        _remove(lock)  # Windows removes no file that is open.
        return


def _remove_leftovers(target: Path, mine: Path) -> None:
    beside = target.absolute().parent.glob(f".{glob.escape(target.name)}.*")
    drafts = {path.with_name(path.name.removesuffix(_LOCK)) for path in beside}
    for draft in drafts - {mine}:
        lock = _lock_of(draft)
        if not lock.exists():  # Its lock is made before a draft, and goes after it.
            _remove(draft)
            continue
        try:
            with _opened(lock, mode="rw") as connection:
                if not _locked(connection):
                    continue
                _remove(draft)
                _remove(lock)
            _remove(lock)  # Windows removes no file that is open.
        except sqlite3.Error:
            continue


def _lock_of(draft: Path) -> Path:
    return draft.with_name(draft.name + _LOCK)


@contextmanager
def _opened(lock: Path, *, mode: Literal["rw", "rwc"]) -> Iterator[sqlite3.Connection]:
    """
    Open a lock, made by its owner alone (``rwc``).

    Were it made again by who looks for leftovers, its owner would take that one for its own.
    """
    address = f"{lock.as_uri()}?mode={mode}"
    connecting = sqlite3.connect(address, uri=True, isolation_level=None, timeout=0)
    with closing(connecting) as connection:
        yield connection


def _locked(connection: sqlite3.Connection) -> bool:
    """Take a lock; say whether it was free."""
    try:
        # A journal is one more file, which SQLite fails to make once its lock was removed.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _remove(path: Path) -> None:
    """Remove a file, unless the system refuses."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Make sure that ``path`` is on disk before it is relied upon."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
