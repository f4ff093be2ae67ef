"""The shipped dataset as it is committed, without what ``make serve`` fetches beside it."""

import atexit
import shutil
import sqlite3
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


def make_real(path: Path) -> None:
    """Make real all the actions of a store and their deployments: what could be said then."""
    with sqlite3.connect(path) as store:
        for (name,) in store.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'deployment'"
        ).fetchall():
            # Those of its spatial index, which ask for functions of SpatiaLite.
            store.execute(f'DROP TRIGGER "{name}"')
        for kind in ("action", "deployment"):
            store.execute(f"UPDATE {kind} SET evidence = 'documented'")  # noqa: S608 - ours
        # Answers are kept by release: this one has its own.
        store.execute("UPDATE release SET release = 'real ' || release")
    store.close()
