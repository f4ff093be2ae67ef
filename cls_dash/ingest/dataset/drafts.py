"""A copy of the dataset in which changes are tried before they are written."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from cls_dash.ingest.replacing import put

PREFIX: Final = ".build-"
FORGOTTEN_S: Final = 3600
"""Age of a copy that a program was killed in."""
_LEFT_OUT: Final = shutil.ignore_patterns(".*", "*.gpkg*", "history")


@contextmanager
def drafted(data: Path, files: Mapping[str, bytes | None] | None = None) -> Iterator[Path]:
    """
    Yield a copy of a dataset, with some files written or removed; it goes with the block.

    Files are shared with the dataset where the disk allows it, and replaced when they change:
    all of France is not copied.

    Parameters
    ----------
    data
        The dataset.
    files
        What to write, by path inside it; ``None`` removes one.
    """
    for leftover in data.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # Another program has just removed its own.
            if time.time() - leftover.stat().st_mtime > FORGOTTEN_S:
                shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=PREFIX) as folder:
        draft = Path(folder) / "data"
        shutil.copytree(data, draft, ignore=_LEFT_OUT, copy_function=_shared)
        put(draft, files or {})
        yield draft


def _shared(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # A disk without links, as a USB key.
        shutil.copyfile(source, target)
