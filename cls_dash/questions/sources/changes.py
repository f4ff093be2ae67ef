"""What publishing the dataset would change for readers, before it is published."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cls_dash.errors import StoreError
from cls_dash.ingest.release import build_store
from cls_dash.questions.sources import state
from cls_dash.questions.sources.state import State
from cls_dash.store.open import open_store


@dataclass(frozen=True)
class Changes:
    """What the published store says and the next one would not, and the reverse, in French."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    counts: tuple[tuple[str, int, int], ...]
    """Tables of which the number of rows changes: name, before, after."""


def published(store: str) -> State | None:
    """Return what a store holds, if it holds anything that this program reads."""
    opened = open_store(store)
    try:
        with opened.reading() as release:
            return state.build(release)
    except StoreError:
        return None
    finally:
        opened.engine.dispose()


def changes(data: Path, store: str, *, tell: Callable[[str], None] = lambda _step: None) -> Changes:
    """
    Return what publishing would change; a store is made aside for it, then thrown away.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        trial = f"sqlite:///{(Path(folder) / 'cls.gpkg').as_posix()}"
        build_store(data, trial, tell=tell)
        after = published(trial)
    before = published(store)
    old, new = _said(before), _said(after)
    rows = (before.rows if before else {}), (after.rows if after else {})
    names = sorted(set(rows[0]) | set(rows[1]))
    moved = ((name, rows[0].get(name, 0), rows[1].get(name, 0)) for name in names)
    return Changes(
        gone=tuple(each for each in old if each not in new),
        new=tuple(each for each in new if each not in old),
        counts=tuple(each for each in moved if each[1] != each[2]),
    )


def _said(found: State | None) -> tuple[str, ...]:
    """Return the sentences of a state, but the first: the digest changes with anything."""
    return found.sentences[1:] if found else ()
