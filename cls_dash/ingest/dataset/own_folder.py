"""
The data folder of a person who has no checkout: made of the shipped one, kept up with it.

What she changed is hers. A newer program brings its newer files in the place of those that she
left as they came, and adds those that it did not have.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from cls_dash.ingest.replacing import replaced

CAME: Final = ".came"
"""Digest of each shipped file, as it came into the folder."""


def fill(data: Path, shipped: Path) -> None:
    """
    Make ``data`` of the shipped dataset, or bring in it what a newer program ships.

    The folder appears whole, or not at all. A file that she removed stays removed, one that she
    changed stays hers, even where the program brings another.

    Parameters
    ----------
    data
        Folder of the dataset.
    shipped
        The dataset that the program carries.
    """
    if not data.exists():
        _copy(data, shipped)
        return
    if not (data / CAME).is_file():
        return  # A folder made by other means: nothing says what came.
    came: dict[str, str] = json.loads((data / CAME).read_text(encoding="utf-8"))
    newer = dict(_digests(shipped))
    if newer == came:
        return
    brought = {name: (shipped / name).read_bytes() for name in newer
               if _is_to_bring(data / name, came.get(name), newer[name])}  # fmt: skip
    with replaced(data, {**brought, CAME: _written(newer)}):
        pass


def _copy(data: Path, shipped: Path) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=".data-") as folder:
        whole = Path(folder) / "data"
        whole.mkdir()
        digests = dict(_digests(shipped))
        for name in digests:
            (whole / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(shipped / name, whole / name)
        (whole / CAME).write_bytes(_written(digests))
        whole.rename(data)


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the digest of each file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), sha256(path.read_bytes()).hexdigest()


def _is_to_bring(mine: Path, came: str | None, newer: str) -> bool:
    """Say whether a shipped file takes its place in the folder."""
    if came == newer:
        return False
    if not mine.is_file():
        return came is None
    return sha256(mine.read_bytes()).hexdigest() == came


def _written(digests: dict[str, str]) -> bytes:
    return (json.dumps(digests, indent=0, sort_keys=True) + "\n").encode()
