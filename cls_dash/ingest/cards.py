"""Cards that the data folder keeps as JSON, one by load or by row of titles; what tells files."""

import json
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cls_dash.ingest.problems import InvalidDatasetError, Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Card = TypeVar("Card", bound="DataclassInstance")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, which tells its versions apart."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def card_text(card: "DataclassInstance") -> bytes:
    """Return what the file of a card holds."""
    return (json.dumps(asdict(card), ensure_ascii=False, indent=2) + "\n").encode()


def read_card(kind: type[Card], data: Path, path: Path, reason: str, remedy: str) -> Card:
    """
    Read a card of a data folder; its lists are tuples.

    Raises
    ------
    InvalidDatasetError
        With the reason and the remedy given, if it is no such card.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        lists = {name: tuple(each) for name, each in fields.items() if isinstance(each, list)}
        return kind(**fields | lists)
    except (ValueError, TypeError, AttributeError) as error:
        file = path.relative_to(data).as_posix()
        raise InvalidDatasetError([Problem(file, 1, "", "", reason, remedy)]) from error
