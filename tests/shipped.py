"""The shipped dataset as it is committed, without what ``make serve`` fetches beside it."""

import atexit
import shutil
import tempfile
from pathlib import Path


def _copy() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cls-dash-shipped-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fetched = shutil.ignore_patterns("*.gpkg*", "france", "loads", ".build-*")
    return Path(
        shutil.copytree(Path(__file__).parents[1] / "data", folder / "data", ignore=fetched)
    )


DATA = _copy()
