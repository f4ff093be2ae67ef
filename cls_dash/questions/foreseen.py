"""A page of the atlas as it would be once files of the dataset are changed, before they are."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.errors import ClsDashError
from cls_dash.ingest.dataset.drafts import drafted
from cls_dash.ingest.release import build_store
from cls_dash.page.model import Page
from cls_dash.questions.question import Question, at
from cls_dash.store.open import open_store
from cls_dash.store.queries.maps import asset_of


@dataclass(frozen=True)
class Foreseen:
    """A page, and what the browser asks for to draw its map."""

    page: Page
    geometry: bytes | None
    """Gzipped."""
    before: str
    """What the page answers today; empty where it answers nothing."""


def foresee(
    data: Path,
    files: Mapping[str, bytes | None],
    store: Path | str,
    question: Question,
    selection: Selection,
    *,
    chance: Chance,
    tell: Callable[[str], None] = lambda _step: None,
) -> Foreseen:
    """
    Return a page made of a store that is built aside, then thrown away.

    Parameters
    ----------
    data
        The dataset, which stays as it is.
    files
        What changes in it: see :func:`cls_dash.ingest.history.changed`.
    store
        The published one, which is only asked what it answers today.
    question, selection
        What is asked of both.
    chance
        How chance is asked.
    tell
        Called with the French name of each step as it begins.

    Raises
    ------
    InvalidDatasetError
        If the dataset would be refused.
    """
    with drafted(data, files) as draft, tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        trial = f"sqlite:///{(Path(folder) / 'cls.gpkg').as_posix()}"
        build_store(draft, trial, tell=tell)
        tell("Carte et phrases")
        page, geometry = _asked(trial, question, selection, chance)
    try:
        before = _asked(str(store), question, selection, chance)[0].answer
    except ClsDashError:  # Nothing is published yet, or not this territory.
        before = ""
    return Foreseen(page, geometry, before)


def _asked(
    store: str, question: Question, selection: Selection, chance: Chance
) -> tuple[Page, bytes | None]:
    opened = open_store(store)
    try:
        with opened.reading() as release:
            page = at(release, question, selection, {}, chance=chance)
            return page, asset_of(release, page.map.digest) if page.map else None
    finally:
        opened.engine.dispose()
