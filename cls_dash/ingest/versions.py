"""Versions of the data folder that were published, each a ``.zip``: to send, and to come back to.

They are beside the folder, in ``versions``; the last one is what the store says now.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cls_dash.errors import NothingBeforeError
from cls_dash.ingest.release import Built, build_store, release_of
from cls_dash.ingest.replacing import replaced

FOLDER: Final = "versions"
KEPT: Final = 10
_STORE: Final = ".gpkg"
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def package(data: Path) -> bytes:
    """Return the dataset and its loads as a ``.zip``; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(_files(data).items()):
            archive.writestr(zipfile.ZipInfo(f"data/{name}", _OLDEST), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def publish(data: Path, store: str, *, tell: Callable[[str], None] = lambda _step: None) -> Built:
    """
    Publish the dataset, and keep it among the versions to come back to.

    Raises
    ------
    InvalidDatasetError, PublicationError
        As :func:`cls_dash.ingest.release.build_store`.
    """
    built = build_store(data, store, tell=tell)
    keep(data)
    return built


def keep(data: Path) -> None:
    """Keep the dataset as it is, unless it is as the last version; the oldest ones go."""
    release = release_of(data)
    known = versions(data)
    if known and _release(known[-1]) == release[:12]:
        return
    folder = data.parent / FOLDER
    folder.mkdir(exist_ok=True)
    # In the order in which they came, whatever the clock says.
    rank = int(known[-1].name.partition("-")[0]) + 1 if known else 1
    path = folder / f"{rank:06}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{release[:12]}.zip"
    beside = path.with_suffix(".part")
    beside.write_bytes(package(data))
    beside.replace(path)
    for old in versions(data)[:-KEPT]:
        old.unlink()


def versions(data: Path) -> list[Path]:
    """Return the versions that are kept, oldest first."""
    return sorted((data.parent / FOLDER).glob("*.zip"))


def kept_on(version: Path) -> datetime:
    """Return when a version was published."""
    return datetime.strptime(version.stem.split("-")[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def undo(data: Path, store: str, *, tell: Callable[[str], None] = lambda _step: None) -> Built:
    """
    Bring the dataset back to the version before the last one, and publish it.

    All or nothing: a failure leaves the dataset and the store as they were.

    Raises
    ------
    NothingBeforeError
        If no version is kept before the last one.
    PublicationError
        If the store cannot be published.
    """
    known = versions(data)
    if len(known) < 2:
        raise NothingBeforeError("no version before this one")
    with zipfile.ZipFile(known[-2]) as archive:
        former = {name.removeprefix("data/"): archive.read(name) for name in archive.namelist()}
    gone: dict[str, bytes | None] = dict.fromkeys(set(_names(data)) - set(former))
    with replaced(data, gone | former):
        built = build_store(data, store, tell=tell)
    known[-1].unlink()
    return built


def _files(data: Path) -> dict[str, bytes]:
    return {name: (data / name).read_bytes() for name in _names(data)}


def _names(data: Path) -> Iterator[str]:
    """Yield what a dataset is made of: neither stores nor drafts, nor the map of France."""
    from cls_dash.ingest.geography.national import FRANCE

    for path in data.rglob("*"):
        name = path.relative_to(data)
        hidden = any(part.startswith(".") for part in name.parts)
        fetched = name.parts[:2] == ("geography", FRANCE)
        if path.is_file() and not hidden and not fetched and _STORE not in path.name:
            yield name.as_posix()


def _release(version: Path) -> str:
    return version.stem.rpartition("-")[2]
