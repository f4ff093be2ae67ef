"""Load a grid that was dropped: its actions and its deployments, in one change of the dataset."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cls_dash.errors import RefusedLoadError
from cls_dash.ingest import history
from cls_dash.ingest.contract.grid import Grid, asked_of, read_grid
from cls_dash.ingest.contract.said import Dropped
from cls_dash.ingest.history import Step
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.loading import Outcome
from cls_dash.ingest.own_loads import Changes, changes_of
from cls_dash.ingest.release import build_store
from cls_dash.ingest.remembered import to_keep


def changes_by(grid: Grid, dropped: Dropped, asked: Asked) -> Changes:
    """
    Return what a grid changes in the folder of its territory; nothing is written.

    Raises
    ------
    InvalidDatasetError
        If it would take the place of another file, of which it has no row.
    """
    again = replace(asked, part=grid.said.part)
    return changes_of(grid.loaded, [Path(dropped.name)], again)


def load_dropped(
    dropped: Dropped,
    store: Path | str,
    asked: Asked,
    *,
    tell: Callable[[str], None] = lambda _step: None,
) -> Outcome:
    """
    Read what was dropped for a territory, keep its rows in the data folder and publish the store.

    Raises
    ------
    InvalidDatasetError, PublicationError
        As :func:`cls_dash.ingest.loading.load`.
    RefusedLoadError
        If something is still to be settled.

    In all cases the data folder and the published store stay as they were.
    """
    with history.alone(asked.data):
        tell("Lecture")
        grid = read_grid(dropped, asked)
        if not grid.settled:
            raise RefusedLoadError(grid.report.read, grid.report.rejected)
        changes = changes_by(grid, dropped, asked)
        name = ", ".join(changes.names)
        written = {**changes.files, **cards_of(grid, dropped, asked)}
        with history.changed(asked.data, written, Step("load", name, changes.told)):
            built = build_store(asked.data, store, tell=tell)
    return Outcome(name, grid.report, built, changes)


def cards_of(grid: Grid, dropped: Dropped, asked: Asked) -> dict[str, bytes]:
    """Return the cards of the answers about columns, for the next file with the same titles."""
    cards: dict[str, bytes] = {}
    for table, draft in grid.drafts.items():
        own = [sheet for sheet in grid.sheets if sheet.table == table and not sheet.lacking]
        again = asked_of(own, grid.said, asked)
        cards |= to_keep(table, draft.loaded, [Path(dropped.name)], again)
    return cards
