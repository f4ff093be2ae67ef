"""Load official files: read, report, keep, publish."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

import polars as pl

from cls_dash.errors import RefusedLoadError, UnknownLoadError
from cls_dash.ingest import saved_loads
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.loaded import Asked, Loaded, Reader, Report
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.ingest.release import Built, build_store
from cls_dash.ingest.replacing import replaced

Told = Callable[[str], None]
"""Called with the French name of each step as it begins."""


@dataclass(frozen=True)
class Outcome:
    """What a load read and, unless it was a trial, what was published."""

    name: str
    report: Report
    built: Built | None


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
    tell("Lecture")
    loaded = reader_of(name)(files, asked)
    reported(loaded.report)
    if not loaded.report.accepted or (strict and loaded.report.rejected):
        raise RefusedLoadError(loaded.report.read, loaded.report.rejected)
    called = load_name(name, loaded, files, asked)
    if trial:
        return Outcome(called, loaded.report, None)
    if FORMATS[name].territorial:
        changes = _territory_changes(loaded, asked)
    else:
        changes = _kept_changes(called, name, loaded, files, asked.data, source)
    with replaced(asked.data, changes):
        built = build_store(asked.data, store, tell=tell)
    return Outcome(called, loaded.report, built)


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


def _territory_changes(loaded: Loaded, asked: Asked) -> dict[str, bytes | None]:
    """Return the files of the territory's folder with the rows merged in."""
    from cls_dash.ingest.dataset import territory_files
    from cls_dash.ingest.recognise.words import typed_source

    slug = loaded.territory or asked.territory or ""
    changes: dict[str, bytes | None] = {}
    for table, rows in loaded.tables.items():
        merged = territory_files.merge(asked.data, slug, table, rows)
        changes[f"territories/{slug}/{table}.csv"] = merged.encode()
    key = typed_source(slug)
    if any(key in rows["source"] for rows in loaded.tables.values() if "source" in rows.columns):
        changes["sources.csv"] = _with_own_source(asked.data, key, f"Fichiers saisis, {slug}")
    return changes


def _with_own_source(data: Path, key: str, title: str) -> bytes:
    text = (data / "sources.csv").read_text(encoding="utf-8")
    if f"\n{key}," in text:
        return text.encode()
    columns = text.partition("\n")[0].split(",")
    card = {"key": key, "producer": "Coordination du contrat", "title": title,
            "licence": "Licence Ouverte 2.0", "caveats": ""}  # fmt: skip
    cells = [f'"{card.get(column, "")}"' if "," in card.get(column, "") else card.get(column, "")
             for column in columns]  # fmt: skip
    return (text + ",".join(cells) + "\n").encode()


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
    with files[0].open("rb") as stream:
        checksum = file_digest(stream, "sha256").hexdigest()
    day = datetime.now(UTC).date().isoformat()
    return card | {"key": called, "retrieved_on": day, "checksum": checksum}


def remove(name: str, data: Path, store: Path | str, *, tell: Told = lambda _step: None) -> Built:
    """
    Forget a load and publish the store without it.

    Raises
    ------
    UnknownLoadError
        If the data folder keeps no load of this name.
    """
    files = saved_loads.files_of(data, name)
    if not files:
        raise UnknownLoadError(name)
    with replaced(data, {f"{saved_loads.FOLDER}/{path.name}": None for path in files}):
        return build_store(data, store, tell=tell)
