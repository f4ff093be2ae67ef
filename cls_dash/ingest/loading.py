"""Load official files: read, report, keep, publish."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from cls_dash.errors import RefusedLoadError, UnknownLoadError
from cls_dash.ingest import history, remembered, saved_loads
from cls_dash.ingest.cards import checksum
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.history import Step
from cls_dash.ingest.loaded import Asked, Loaded, Reader, Report
from cls_dash.ingest.own_loads import Changes, changes_of, own_load, without
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.ingest.release import Built, build_store

Told = Callable[[str], None]
"""Called with the French name of each step as it begins."""


@dataclass(frozen=True)
class Outcome:
    """What a load read and, unless it was a trial, what was published."""

    name: str
    report: Report
    built: Built | None
    changes: Changes | None = None
    """What became of the rows of a territory."""


def reader_of(name: str) -> Reader:
    """Return the reader of a format; its libraries are imported only then."""
    module = importlib.import_module(f"cls_dash.ingest.formats.{name.replace('-', '_')}")
    reader: Reader = module.read
    return reader


def load(
    name: str,
    files: Sequence[Path],
    store: Path | str,
    asked: Asked,
    *,
    source: str | None = None,
    trial: bool = False,
    strict: bool = False,
    tell: Told = lambda _step: None,
    reported: Callable[[Report], None] = lambda _report: None,
) -> Outcome:
    """
    Read official files, keep their rows in the data folder and publish the store.

    Parameters
    ----------
    name
        One of :data:`cls_dash.ingest.formats.FORMATS`.
    files
        Plain, zipped or gzipped.
    store
        Where to publish.
    asked
        Data folder, year and territory.
    source
        Key of the card to cite, instead of the format's.
    trial
        Read and report only.
    strict
        Refuse the load when any record is put aside.
    tell
        Called as each step begins.
    reported
        Called with the report before anything is written.

    Raises
    ------
    InvalidDatasetError
        If a file cannot be used, or what it brings contradicts the dataset.
    RefusedLoadError
        If nothing was accepted, or ``strict`` and a record was put aside.
    PublicationError
        If the new store fails its verification.

    In all cases the data folder and the published store stay as they were.
    """
    if trial:
        return _read(name, files, asked, strict=strict, tell=tell, reported=reported)[1]
    with history.alone(asked.data):
        loaded, read = _read(name, files, asked, strict=strict, tell=tell, reported=reported)
        changes = read.changes
        written = (
            changes.files
            if changes
            else _kept_changes(read.name, name, loaded, files, asked.data, source)
        )
        written = {**written, **remembered.to_keep(name, loaded, files, asked)}
        step = Step("load", read.name, changes.told if changes else "")
        with history.changed(asked.data, written, step):
            built = build_store(asked.data, store, tell=tell)
    return replace(read, built=built)


def _read(
    name: str,
    files: Sequence[Path],
    asked: Asked,
    *,
    strict: bool,
    tell: Told,
    reported: Callable[[Report], None],
) -> tuple[Loaded, Outcome]:
    tell("Lecture")
    asked, notes = remembered.recalled(name, files, asked)
    loaded = reader_of(name)(files, asked)
    report = replace(loaded.report, notes=(*notes, *loaded.report.notes))
    loaded = replace(loaded, report=report)
    reported(report)
    if not loaded.report.accepted or (strict and loaded.report.rejected):
        raise RefusedLoadError(loaded.report.read, loaded.report.rejected)
    if not FORMATS[name].territorial:
        called = load_name(name, loaded, files, asked)
        return loaded, Outcome(called, loaded.report, None)
    changes = changes_of(loaded, files, asked)
    return loaded, Outcome(", ".join(changes.names), loaded.report, None, changes)


def load_name(name: str, loaded: Loaded, files: Sequence[Path], asked: Asked) -> str:
    """Return the name of a load: loading the same thing again replaces it."""
    parts = [name]
    if FORMATS[name].source is None:
        parts.append(_slug(loaded.territory or asked.territory or files[0].name.partition(".")[0]))
    if "observation" in loaded.tables:
        # Communes and EPCI of one year are two files: one does not replace the other.
        parts += sorted(loaded.tables["observation"]["level"].unique())
    if year := loaded.year or asked.year:
        parts.append(str(year))
    return "-".join(parts)


def _slug(text: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in plain.split("-") if part) or "fichier"


def _kept_changes(
    called: str, name: str, loaded: Loaded, files: Sequence[Path], data: Path, source: str | None
) -> dict[str, bytes | None]:
    """Return the files of the load, and the removal of what it replaces."""
    report = loaded.report
    card = saved_loads.Card(
        name=called,
        format=name,
        files=tuple(path.name for path in files),
        loaded_on=datetime.now(UTC).isoformat(timespec="seconds"),
        year=loaded.year,
        read=report.read,
        accepted=report.accepted,
        corrected=report.corrections.height,
        rejected=report.rejected,
        notes=report.notes,
        source=_source(called, source or FORMATS[name].source, loaded, files, data),
    )
    removed: dict[str, bytes | None] = {
        f"{saved_loads.FOLDER}/{path.name}": None for path in saved_loads.files_of(data, called)
    }
    return removed | saved_loads.written(card, loaded.tables)


def _source(
    called: str, key: str | None, loaded: Loaded, files: Sequence[Path], data: Path
) -> dict[str, str | None]:
    """Return the card to cite: the producer's, with this file's vintage and checksum."""
    known = pl.read_csv(data / "sources.csv", infer_schema=False)
    columns = [column for column in known.columns if column not in {"download", "format"}]
    card: dict[str, str | None] = dict.fromkeys(columns)
    if key is not None:
        found = known.filter(pl.col("key") == key).to_dicts()
        if not found:
            reason = "Aucune fiche de source n’a cette clé."
            raise InvalidDatasetError(
                [Problem("sources.csv", 1, "key", key, reason, "Ajouter la fiche, ou la corriger.")]
            )
        card = {column: found[0][column] for column in columns}
    else:
        card |= {"producer": "Fichier fourni", "title": files[0].name, "licence": "Non précisée"}
    if loaded.year and key is not None:
        card["title"] = f"{card['title']} ({loaded.year})"
    day = datetime.now(UTC).date().isoformat()
    return card | {"key": called, "retrieved_on": day, "checksum": checksum(files[0])}


def remove(name: str, data: Path, store: Path | str, *, tell: Told = lambda _step: None) -> Built:
    """
    Forget a load, or what is remembered of columns, and publish the store without it.

    Raises
    ------
    UnknownLoadError
        If the data folder keeps nothing of this name.
    """
    with history.alone(data):
        changes, told = _removal(data, name)
        with history.changed(data, changes, Step("remove", name, told)):
            return build_store(data, store, tell=tell)


def _removal(data: Path, name: str) -> tuple[Mapping[str, bytes | None], str]:
    if load := own_load(data, name):
        changes = without(data, load)
        return changes.files, changes.told
    if path := remembered.written_as(data, name):
        return {path: None}, "Colonnes oubliées."
    files = saved_loads.files_of(data, name)
    if not files:
        raise UnknownLoadError(name)
    return {f"{saved_loads.FOLDER}/{path.name}": None for path in files}, ""


def publish(data: Path, store: Path | str, *, tell: Told = lambda _step: None) -> Built:
    """Publish the data folder as it is, while no other program changes it."""
    with history.alone(data):
        return build_store(data, store, tell=tell)


def undo(data: Path, store: Path | str, *, tell: Told = lambda _step: None) -> tuple[Step, Built]:
    """
    Take the last change of the data folder back and publish what it held before.

    Raises
    ------
    NothingToUndoError
        If no change is kept.
    ChangedSinceError
        If one of its files was changed by something else since.
    """
    with history.alone(data):
        step, files = history.undone(data)
        with history.changed(data, files, step):
            return step, build_store(data, store, tell=tell)
