"""
What a person said of a file: the next one with the same titles asks nothing.

The data folder keeps a card ``columns/<name>.json`` for each format and row of titles: what
the columns are, and what was answered of doubtful cells.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cls_dash.ingest.cards import card_text, read_card
from cls_dash.ingest.contract.answers import given
from cls_dash.ingest.files import opened, rows_of_titles
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.words import plain
from cls_dash.wording import counted, listing

FOLDER: Final = "columns"
Answers = Mapping[str, Mapping[str, str]]
"""What was answered of doubtful cells: text by header and by what was typed."""


@dataclass(frozen=True)
class Remembered:
    """What was said of files with these titles."""

    name: str
    format: str
    file: str
    """The last one that was loaded so."""
    kept_on: str
    """ISO day."""
    titles: tuple[str, ...]
    """In plain words, sorted."""
    columns: Mapping[str, str]
    """Header by role, as in ``Asked.columns``."""
    unfold: bool
    counts: str | None
    answers: Answers = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Say in French what is remembered."""
        words = [f"{role} = «\u00a0{header}\u00a0»" for role, header in self.columns.items()]
        words += ["communes dépliées"] if self.unfold else []
        words += [f"compte {self.counts}"] if self.counts else []
        number = sum(map(len, self.answers.values()))
        words += [counted(number, "réponse")] if number else []
        return listing(words)


def cards(data: Path) -> list[Remembered]:
    """
    Return what is remembered in a data folder, by name.

    Raises
    ------
    InvalidDatasetError
        If a card cannot be read.
    """
    reason = "Ces colonnes retenues ne sont pas lisibles."
    remedy = "Les oublier : cls-dash remove, avec le nom du fichier sans .json."
    paths = sorted((data / FOLDER).glob("*.json"))
    return [read_card(Remembered, data, path, reason, remedy) for path in paths]


def written_as(data: Path, name: str) -> str | None:
    """Return the path of a card inside a data folder, if there is one of this name."""
    path = f"{FOLDER}/{name}.json"
    return path if (data / path).is_file() else None


def recalled(format_: str, files: Sequence[Path], asked: Asked) -> tuple[Asked, tuple[str, ...]]:
    """
    Complete a request with the answers given for a file with the same titles, and say so.

    Raises
    ------
    InvalidDatasetError
        If a card or a file cannot be read.
    """
    known = [card for card in cards(asked.data) if card.format == format_]
    if not known:
        return asked, ()
    with opened(files) as members:
        shapes = {_shape(row) for member in members for row in rows_of_titles(member)}
    found = [card for card in known if card.titles in shapes]
    columns = {role: header for card in found for role, header in card.columns.items()}
    told = tuple(
        f"Lu comme {card.file} : {card.said}. Pour l’oublier : cls-dash remove {card.name}."
        for card in found
    )
    counts = next((card.counts for card in found if card.counts), None)
    usual = {
        (plain(header), typed): text
        for card in found
        for header, answers in card.answers.items()
        for typed, text in answers.items()
    }
    return replace(
        asked,
        columns={**columns, **asked.columns},
        unfold=asked.unfold or any(card.unfold for card in found),
        counts=asked.counts or counts,
        usual=usual,
    ), told


def to_keep(format_: str, loaded: Loaded, files: Sequence[Path], asked: Asked) -> dict[str, bytes]:
    """Return the cards to write of what the person said, by path inside the data folder."""
    answers = given(loaded.report)
    if not (asked.columns or asked.unfold or answers):
        return {}
    known = {card.name: card for card in cards(asked.data)}
    written = {}
    for titles in dict.fromkeys(map(_shape, loaded.headers)):
        columns = {
            role: header
            for role, header in asked.columns.items()
            if plain(header) in titles or not plain(header)
        }
        own = {header: said for header, said in answers.items() if plain(header) in titles}
        if not (columns or asked.unfold or own):
            continue
        name = f"colonnes-{format_}-{sha256(repr(titles).encode()).hexdigest()[:8]}"
        former = known.get(name)
        card = Remembered(
            name=name,
            format=format_,
            file=files[0].name,
            kept_on=datetime.now(UTC).date().isoformat(),
            titles=titles,
            columns={**(former.columns if former else {}), **columns},
            unfold=asked.unfold,
            counts=asked.counts,
            answers=_more(former.answers if former else {}, own),
        )
        if former is None or replace(former, kept_on=card.kept_on) != card:
            written[f"{FOLDER}/{card.name}.json"] = card_text(card)
    return written


def _more(former: Answers, own: Answers) -> dict[str, Mapping[str, str]]:
    return {**former, **{header: {**former.get(header, {}), **own[header]} for header in own}}


def _shape(titles: Sequence[str]) -> tuple[str, ...]:
    said = {plain(title) for title in titles if not re.fullmatch(r"colonne_[0-9]+", title)}
    return tuple(sorted(said - {""}))
