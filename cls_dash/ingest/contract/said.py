"""What a person says of the file that she dropped; it is kept beside the file until it is loaded.

A page that is closed, or a program that is killed, loses nothing: both are in ``.drafts`` of the
data folder, one file for each territory.
"""

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

FOLDER: Final = ".drafts"
"""Hidden: neither built, nor sent with the data folder."""
_SAID: Final = "said.json"
_FILE: Final = "file"
Place = tuple[str, int, str]
"""File and sheet, line, header: where a cell is."""
Line = tuple[str, int]


@dataclass(frozen=True)
class Said:
    """What the person says; sheets, lines and headers are those of the report."""

    tables: Mapping[str, str] = field(default_factory=dict)
    """Table that a sheet holds, or nothing where it is not to be read."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Header of some of our columns, by table: see ``Asked.columns``."""
    answers: Mapping[Place, str] = field(default_factory=dict)
    aside: frozenset[Line] = frozenset()
    """Lines that she leaves out knowingly."""
    unfold: bool | None = None
    """Whether a line that names several communes is one for each; unknown until she says it."""
    contract: str | None = None
    """Contract of the actions that say none."""
    part: str | None = None
    """Name of this file, where she keeps several for one territory: see ``Asked.part``."""

    def holding(self, sheet: str, table: str) -> Self:
        """Return the answers, with the table that a sheet holds."""
        return replace(self, tables={**self.tables, sheet: table})

    def called(self, table: str, role: str, header: str) -> Self:
        """Return the answers, with the header of one of our columns, or none."""
        columns = {**self.columns.get(table, {}), role: header}
        return replace(self, columns={**self.columns, table: columns})

    def answering(self, places: tuple[Place, ...], text: str) -> Self:
        """Return the answers, with one text for some cells."""
        answers = {**self.answers, **dict.fromkeys(places, text)}
        return replace(self, answers=answers, aside=self.aside - _lines(places))

    def leaving(self, places: tuple[Place, ...]) -> Self:
        """Return the answers, with the lines of some cells left out of the load."""
        return replace(self.forgetting(places), aside=self.aside | _lines(places))

    def forgetting(self, places: tuple[Place, ...]) -> Self:
        """Return the answers without those of some cells."""
        answers = {place: text for place, text in self.answers.items() if place not in places}
        return replace(self, answers=answers, aside=self.aside - _lines(places))


@dataclass(frozen=True)
class Dropped:
    """A file that waits to be loaded, with the answers given about it."""

    name: str
    content: bytes = field(repr=False)
    said: Said = field(default_factory=Said)


def keep(data: Path, territory: str, dropped: Dropped) -> None:
    """Keep a file that was dropped for a territory, in the place of the one before."""
    path = _path(data, territory)
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with zipfile.ZipFile(beside, "w") as archive:
        archive.writestr(_SAID, json.dumps({"name": dropped.name} | _fields(dropped.said)))
        archive.writestr(_FILE, dropped.content)
    beside.replace(path)


def kept(data: Path, territory: str) -> Dropped | None:
    """Return the file that waits for a territory, if any; one that cannot be read is none."""
    try:
        with zipfile.ZipFile(_path(data, territory)) as archive:
            fields = json.loads(archive.read(_SAID))
            return Dropped(fields.pop("name"), archive.read(_FILE), _said(fields))
    except (FileNotFoundError, zipfile.BadZipFile, ValueError, KeyError, TypeError):
        return None


def forget(data: Path, territory: str) -> None:
    """Forget the file that waits for a territory."""
    _path(data, territory).unlink(missing_ok=True)


def waited_for(data: Path) -> list[str]:
    """Return the territories for which a file waits."""
    return sorted(path.stem for path in (data / FOLDER).glob("*.zip"))


def _path(data: Path, territory: str) -> Path:
    return data / FOLDER / f"{territory}.zip"


def _lines(places: tuple[Place, ...]) -> frozenset[Line]:
    return frozenset((file, line) for file, line, _ in places)


def _fields(said: Said) -> dict[str, Any]:
    answers = [[*place, text] for place, text in said.answers.items()]
    return asdict(replace(said, answers={}, aside=frozenset())) | {
        "answers": answers,
        "aside": sorted(said.aside),
    }


def _said(fields: dict[str, Any]) -> Said:
    answers = {(file, line, header): text for file, line, header, text in fields.pop("answers")}
    aside = frozenset((file, line) for file, line in fields.pop("aside"))
    return Said(**fields, answers=answers, aside=aside)
