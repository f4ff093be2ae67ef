"""What a reader of a published format is asked, and what it answers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol, Self

import polars as pl

from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.problems import Problem

PLACE: Final = {"file": pl.String, "line": pl.Int64, "column": pl.String, "value": pl.String}
CORRECTIONS: Final = pl.Schema({**PLACE, "corrected": pl.String, "reason": pl.String})
QUARANTINE: Final = pl.Schema({**PLACE, "reason": pl.String, "remedy": pl.String})
PROPOSALS: Final = pl.Schema(
    {
        "file": pl.String(),
        "line": pl.Int64(),
        "column": pl.String(),
        "proposals": pl.List(pl.String),
    }
)


@dataclass(frozen=True)
class Report:
    """
    What became of every record of the files that were read.

    ``read`` is always ``accepted + rejected``: nothing is dropped silently.
    """

    format: str
    files: tuple[str, ...]
    read: int
    """Records found, headers and blank lines left out."""
    corrections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTIONS))
    """One row per cell mended: place, value read, value kept, why (French)."""
    quarantined: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE))
    """One row per problem: place, value read, reason and remedy (French)."""
    proposals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROPOSALS))
    """One row per cell put aside that may be settled: what it may have meant."""
    unit: str = "ligne"
    """What ``line`` counts: ``ligne``, or ``enregistrement`` where a file has no lines."""
    notes: tuple[str, ...] = ()
    """What the person must know of the whole (French): a vintage, a rule of secrecy…"""

    @property
    def rejected(self) -> int:
        """Return the number of records put aside; one may have several problems."""
        return self.quarantined.select("file", "line").n_unique()

    @property
    def accepted(self) -> int:
        """Return the number of records that are kept."""
        return self.read - self.rejected

    @property
    def problems(self) -> list[Problem]:
        """Return what is quarantined as the problems of a dataset."""
        return [Problem(**row) for row in self.quarantined.iter_rows(named=True)]

    def renamed(self, titles: Mapping[tuple[str, str], str]) -> Self:
        """Return the report with the title of each column, by file and our name of it."""

        def named(cells: pl.DataFrame) -> pl.DataFrame:
            places = cells.select("file", "column").rows()
            said = [titles.get(place, place[1]) for place in places]
            return cells.with_columns(column=pl.Series(said, dtype=pl.String))

        return self.changed(named)

    def changed(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Self:
        """Return the report with all that it says of cells changed alike."""
        return replace(
            self,
            corrections=change(self.corrections),
            quarantined=change(self.quarantined),
            proposals=change(self.proposals),
        )


def joined(reports: Sequence[Report], name: str, *, notes: Sequence[str] = ()) -> Report:
    """Return the reports of some files as that of one load, whose notes come last."""
    parts = [Report(name, (), 0), *reports]
    return Report(
        format=name,
        files=tuple(dict.fromkeys(file for each in parts for file in each.files)),
        read=sum(each.read for each in parts),
        corrections=pl.concat(each.corrections for each in parts),
        quarantined=pl.concat(each.quarantined for each in parts),
        proposals=pl.concat(each.proposals for each in parts),
        unit=parts[-1].unit,
        notes=tuple(dict.fromkeys([*(note for each in parts for note in each.notes), *notes])),
    )


@dataclass(frozen=True)
class Asked:
    """What the person said on the command line, and what a reader may compare with."""

    cog: Cog
    """Communes of France in the vintage of the reference geography."""
    data: Path
    """Folder of the dataset: contracts, axes, categories."""
    year: int | None = None
    territory: str | None = None
    part: str | None = None
    """Name of this file among those of one territory, where it has several."""
    counts: str | None = None
    """What values may count, where the person says it: ``persons``, ``published``, ``nobody``."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header of some of our columns, where the person says it; nothing where none says it."""
    unfold: bool = False
    """Whether a row that names several communes is a row for each."""
    sheet: str | None = None
    """Sheet to read, where the workbook has one for each table."""
    answers: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    """What the person settled: text of a cell by file, line and header, as the report says them."""
    usual: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What was settled of files with the same titles: text by title, in plain words, and by what
    was typed. It settles doubtful cells alone."""
    actions: pl.DataFrame | None = None
    """Actions read in the same workbook, which deployments may name before they are loaded."""
    contract: str | None = None
    """Contract of the actions that say none."""
    elsewhere: frozenset[str] = frozenset()
    """Sheets that hold something else, as the report names them: ``suivi.xlsx › Bilan``."""


@dataclass(frozen=True)
class Loaded:
    """
    Rows read from files, by table, and the report of the reading.

    Tables of a country-wide format bear the names and columns of
    :mod:`cls_dash.store.model`, without ``fid``, ``source`` and ``evidence``; a point is
    ``longitude`` and ``latitude`` in degrees. Tables of a territory's format bear the
    names and columns of the dataset's schemas.
    """

    tables: Mapping[str, pl.DataFrame]
    report: Report
    year: int | None = None
    """Year that the facts describe, where the file or the command says it."""
    territory: str | None = None
    """Slug of the territory that the rows belong to, where the file says it."""
    aside: frozenset[str] = frozenset()
    """Keys of rows put aside: what is known of them stays."""
    places: pl.DataFrame | None = None
    """``file`` and ``line`` of each row, where a sheet of a contract was read."""
    retracted: Mapping[str, Collection[tuple[str, ...]]] = field(default_factory=dict)
    """Keys of rows that leave, by table, where a sheet is the whole of what it is about."""
    headers: tuple[tuple[str, ...], ...] = ()
    """Titles of each table that was read, where a person may say what its columns are."""


class Reader(Protocol):
    """The one function of a module of :mod:`cls_dash.ingest.formats`."""

    def __call__(self, files: Sequence[Path], asked: Asked) -> Loaded:
        """
        Read files of one format.

        Raises
        ------
        InvalidDatasetError
            If a file cannot be used at all: another format, no header, a damaged
            archive. The problem names the file and the line.
        """
        ...
