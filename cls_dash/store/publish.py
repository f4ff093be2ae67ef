"""Build a store beside the published one, verify it, then put it in its place."""

import glob
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy import URL, Connection, create_engine, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from cls_dash.errors import PublicationError
from cls_dash.store import geopackage
from cls_dash.store.tables import SCHEMA_VERSION, TABLES, ReleaseRow, Row

BATCH: Final = 10_000
_SIDECARS: Final = ("-wal", "-shm", "-journal")


def publish(
    frames: Mapping[str, pd.DataFrame],
    target: Path,
    *,
    release: str,
    latest_fact: date,
) -> None:
    """
    Replace the store at ``target`` by one that holds ``frames``, in one step.

    Readers see the old store or the new one, never a part of either. The same
    frames give the same file, byte for byte.

    Parameters
    ----------
    frames
        One frame per table of :mod:`cls_dash.store.tables`, by table name; columns
        are the table's, without ``fid``. Missing tables stay empty.
    target
        Path of the SQLite file, a valid GeoPackage.
    release
        Digest of what the frames come from.
    latest_fact
        Latest date known in the sources.

    Raises
    ------
    PublicationError
        If the new store does not hold exactly what it was given. ``target`` is
        left untouched.
    """
    _check_columns(frames)
    target.parent.mkdir(parents=True, exist_ok=True)
    named = ReleaseRow(release=release, schema_version=SCHEMA_VERSION, latest_fact=latest_fact)
    with _beside(target) as draft:
        engine = create_engine(URL.create("sqlite", database=str(draft)), poolclass=NullPool)
        try:
            with engine.connect() as connection:
                _fill(connection, frames, named)
                _verify(connection, frames)
        except SQLAlchemyError as error:
            raise PublicationError(str(error.__cause__ or error)) from error
        _flush(draft)
        _forget_edits(target)
        draft.replace(target)
        _flush(target.parent)


def _check_columns(frames: Mapping[str, pd.DataFrame]) -> None:
    """Refuse what SQLAlchemy would leave out, or leave empty, without a word."""
    if unknown := set(frames) - set(Row.metadata.tables):
        raise PublicationError(f"no table for {', '.join(sorted(unknown))}")
    for name, frame in frames.items():
        expected = set(Row.metadata.tables[name].columns.keys()) - {"fid"}
        if different := expected.symmetric_difference(frame.columns):
            raise PublicationError(f"{name}: lacking or unknown {', '.join(sorted(different))}")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target``; what an interrupted build left is removed."""
    for leftover in target.parent.glob(f".{glob.escape(target.name)}.*"):
        if not _alive(leftover.suffix.removeprefix(".")):
            leftover.unlink(missing_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    with suppress(ProcessLookupError):
        with suppress(PermissionError):
            os.kill(int(pid), 0)
        return True
    return False


def _fill(connection: Connection, frames: Mapping[str, pd.DataFrame], release: ReleaseRow) -> None:
    # The draft is thrown away if anything fails: no journal is needed.
    connection.exec_driver_sql("PRAGMA journal_mode = OFF")
    connection.exec_driver_sql("PRAGMA synchronous = OFF")
    geopackage.create_catalogue(connection)
    Row.metadata.create_all(connection)
    connection.execute(
        insert(ReleaseRow).values(
            release=release.release,
            schema_version=release.schema_version,
            latest_fact=release.latest_fact,
        )
    )
    for table in TABLES:
        rows = _records(frames.get(table.name))
        for start in range(0, len(rows), BATCH):
            connection.execute(insert(table), rows[start : start + BATCH])
    geopackage.register(connection, TABLES, on=release.latest_fact)
    connection.commit()
    connection.exec_driver_sql("ANALYZE")
    connection.commit()


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Return rows as Python values, what is missing as ``None``."""
    if frame is None:
        return []
    plain = frame.astype(object)
    return list(plain.where(plain.notna(), None).to_dict("records"))


def _verify(connection: Connection, frames: Mapping[str, pd.DataFrame]) -> None:
    """Check the file's integrity, its references and its counts."""
    if (state := connection.scalar(text("PRAGMA quick_check"))) != "ok":
        raise PublicationError(f"quick_check: {state}")
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        table, fid, parent, _ = broken[0]
        raise PublicationError(f"{len(broken)} broken references, first {table} {fid} -> {parent}")
    for name, frame in frames.items():
        table = Row.metadata.tables[name]
        found = connection.scalar(select(func.count()).select_from(table))
        if found != len(frame):
            raise PublicationError(f"{name}: {found} rows instead of {len(frame)}")


def _forget_edits(target: Path) -> None:
    """
    Remove what a program that opened ``target`` for writing keeps beside it.

    QGIS puts a GeoPackage in WAL mode; SQLite would apply the pages of that log to
    whatever file bears the name, hence to the new store.
    """
    for suffix in _SIDECARS:
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Make sure that ``path`` is on disk before it is relied upon."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
