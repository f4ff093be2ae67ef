"""Turn the texts that people bring into UTF-8, whatever wrote them, and say how."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import polars as pl

from cls_dash.ingest.files.archives import Member
from cls_dash.ingest.loaded import CORRECTIONS

WIDE: Final = {
    # UTF-32 first: its mark starts as that of UTF-16 does.
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LOST: Final = "�"
_OLD: Final = {
    "cp1252": "Windows-1252",
    "cp850": "MS-DOS (page 850)",
    "mac_roman": "Macintosh (Roman)",
}
"""Encodings of an octet for each letter that Excel still writes, the usual one first."""
_ACCENTED: Final = "èêàâçîïôûùë"
_LOOKED: Final = 2**22


@dataclass
class _Told:
    """Lines that hold what only another encoding explains."""

    old: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    utf8: bool = False
    """Whether a line holds a character that only UTF-8 explains."""


def as_utf8(member: Member, folder: Path) -> tuple[Path, pl.DataFrame]:
    """
    Return a text in UTF-8 without mark, and what was corrected to have it.

    Lines end with LF or CRLF, so that they are numbered as editors do, for which CR alone
    ends a line too. The file itself is returned when it is so already.

    Parameters
    ----------
    member
        A text: UTF-8, cp1252 or another old encoding, or UTF-16 and UTF-32 that a mark announces
        (« texte Unicode » of Excel). A line of cp1252 in a file of UTF-8 is read as such.
    folder
        Where to write the text if it must be.
    """
    with member.path.open("rb") as stream:
        octets = stream.read(_LOOKED)
    if _is_plain(member.path):
        return member.path, pl.DataFrame(schema=CORRECTIONS)
    target = folder / "utf8.txt"
    wide = next((WIDE[mark] for mark in WIDE if octets.startswith(mark)), None)
    # Bytes that are no UTF-8 come as lone surrogates, and back as they were.
    how = (wide, "replace") if wide else ("utf-8-sig", "surrogateescape")
    with (
        member.path.open(encoding=how[0], errors=how[1]) as lines,
        target.open("w", encoding="utf-8", newline="\n") as mended,
    ):
        old = old_encoding(octets)
        told = _rewritten(lines, mended, old)
    return target, _corrections(member.name, wide, old, told)


def old_encoding(octets: bytes) -> str:
    """Return the encoding of the lines that are no UTF-8: it makes the most accented letters."""
    lines = [line for line in octets.splitlines() if not _is_utf8(line)]
    strange = b"\n".join(lines)
    made = {encoding: _accents(strange, encoding) for encoding in _OLD}
    likeliest = max(made, key=lambda encoding: made[encoding])
    return likeliest if made[likeliest] > 2 * made["cp1252"] else "cp1252"


def _accents(octets: bytes, encoding: str) -> int:
    """Count accented letters inside words: what stands around words may be a dash or a quote."""
    inside = b"".join(letter.encode(encoding) for letter in _ACCENTED)
    shape = rb"(?<=[a-zA-Z])[%b](?=[a-z])" % re.escape(inside)
    return octets.count("é".encode(encoding)) + len(re.findall(shape, octets))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_plain(path: Path) -> bool:
    """Say whether a file is UTF-8, without mark, and no line of it ends with a lone CR."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lone, before = 0, b""
    with path.open("rb") as stream:
        if stream.read(3) == codecs.BOM_UTF8:
            return False
        stream.seek(0)
        while piece := stream.read(2**20):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
            lone += piece.count(b"\r") - piece.count(b"\r\n")
            lone -= before.endswith(b"\r") and piece.startswith(b"\n")
            before = piece
    return lone == 0 and not decoder.getstate()[0]


def _rewritten(lines: IO[str], mended: IO[str], old: str) -> _Told:
    told = _Told()
    for number, line in enumerate(lines, 1):
        text = line
        if not line.isascii():
            try:
                line.encode()
                told.utf8 = True
            except UnicodeEncodeError:
                told.old.append(number)
                # Five bytes mean nothing in cp1252.
                text = line.encode(errors="surrogateescape").decode(old, "replace")
            if LOST in text:
                told.lost.append(number)
        mended.write(text)
    return told


def _corrections(file: str, wide: str | None, old: str, told: _Told) -> pl.DataFrame:
    rows = []
    if wide:
        why = f"Fichier encodé en {wide.upper()} (« texte Unicode » d’Excel), relu comme tel."
        rows.append((file, 1, "", wide, "utf-8", why))
    elif told.old and not told.utf8:
        why = f"Fichier encodé en {_OLD[old]}, relu comme tel."
        rows.append((file, 1, "", old, "utf-8", why))
    elif told.old:
        why = f"Ligne encodée en {_OLD[old]} dans un fichier en UTF-8, relue comme telle."
        rows += [(file, line, "", old, "utf-8", why) for line in told.old]
    why = "Un caractère au moins de cette ligne est perdu : l’encodage du fichier est inconnu."
    rows += [(file, line, "", "", LOST, why) for line in told.lost]
    return pl.DataFrame(rows, schema=CORRECTIONS, orient="row")
