"""Records of one file as texts, whether it was a delimited text or a workbook."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self
from unicodedata import normalize

import polars as pl

from cls_dash.domain.legible import UNSEEN, legible
from cls_dash.ingest.files.archives import refused
from cls_dash.ingest.loaded import CORRECTIONS, QUARANTINE
from cls_dash.wording import number

AROUND: Final = " \t\r\n\u00a0\u202f\u200b\ufeff"
"""What stands around a cell and is not seen."""
MOST_COLUMNS: Final = 2_000
"""Columns of one file: the widest official ones have some 400."""
_FORMULA: Final = re.compile(r'="([^"]*)"|\'([0-9].*)', re.DOTALL)
_UNNAMED: Final = re.compile("colonne_[0-9]+")
_TAKEN: Final = re.compile(r"line|\*|\^.*\$", re.DOTALL)


@dataclass(frozen=True)
class TextTable:
    """
    Records of one file, every cell still a text, missing when empty.

    ``rows`` has the file's columns (stripped names) and ``line``, the number that an
    editor shows, or the row of a sheet. What could not be read as a record is in
    ``quarantined`` and counted in ``read``: ``rows.height`` and their distinct lines.
    """

    file: str
    rows: pl.DataFrame
    read: int
    corrections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTIONS))
    quarantined: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE))
    notes: tuple[str, ...] = ()
    """What the person must know of the file (French): a sheet that was not read…"""
    header: int = 1
    """Line of the titles."""

    def under(self, headers: Mapping[str, str]) -> Self:
        """Return the table with some columns alone, under our names: header by name."""
        # Series, not expressions: a header may look like a pattern («*», «^Nom$»).
        columns = [self.rows[header].alias(name) for name, header in headers.items()]
        return replace(self, rows=pl.DataFrame([self.rows["line"], *columns]))


def decoded(text: str) -> str:
    """Return a text whose accents were encoded twice as it was before: «hÃ´pital»."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _unwrapped(text: str) -> str:
    found = _FORMULA.fullmatch(text)
    return found[1] or found[2] if found else text


def _composed(text: str) -> str:
    return normalize("NFC", text)


def _usual(text: str) -> str:
    return re.sub("[\uff01-\uff5e\u3000]", lambda wide: normalize("NFKC", wide[0]), text)


def _unbroken(text: str) -> str:
    return re.sub("[\u00ad\u200b\u2060\ufeff]", "", text)


_BROKEN: Final = (
    r"^(?:#(?:REF|N/A|NA|DIV/0|VALEUR|VALUE|NOM|NAME|NOMBRE|NUM|NUL|NULL|SPILL|PROPAGATION)[!?]?"
    r"|#{3,}|Err:[0-9]{3})$"
)
"""What a spreadsheet shows in the place of a value, in French or in English."""
_TWICE: Final = "Accents encodés deux fois : relus."
_MENDED: Final[tuple[tuple[str, Callable[[str], str], str], ...]] = (
    (UNSEEN, legible, "Des caractères invisibles, qui changent ce qu’on lit, ont été ôtés."),
    ("[\u00ad\u200b\u2060\ufeff]", _unbroken, "Césures et espaces invisibles : ôtées."),
    ("[\uff01-\uff5e\u3000]", _usual, "Caractères de pleine largeur : lus comme les usuels."),
    ("[ÃÂâ][^a-zA-Z ]", decoded, _TWICE),
    (r'^(="|\'[0-9])', _unwrapped, "Texte protégé pour un tableur : lu sans cette protection."),
    (_BROKEN, lambda _cell: "", "Formule en erreur dans le tableur : cellule vide."),
    (r"\p{M}", _composed, ""),
)
"""What a cell may hold that its author does not see, how to mend it, and what to say of it."""
_ANY: Final = "|".join(f"(?:{pattern})" for pattern, _, _ in _MENDED)


def column_names(file: str, line: int, cells: Iterable[str | None]) -> list[str]:
    """
    Return the columns that a header names, without the unnamed ones at its end.

    A column without a name among others is ``colonne_3``, by its rank. One that bears the
    name of our own column is ``line_``; nor does a name mean several columns to polars, as
    ``*`` and ``^…$`` do.

    Raises
    ------
    InvalidDatasetError
        If the header names nothing, names a column twice or is not a text.
    """
    titles = [_unquoted(legible(cell or "").strip(AROUND)) for cell in cells]
    titles = [_composed(decoded(title)) for title in titles]
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) > MOST_COLUMNS:
        reason = f"L’en-tête a {number(len(titles))} colonnes : c’est plus que "
        remedy = "Vérifier le séparateur ; ne garder que les colonnes utiles."
        raise refused(file, line, f"{reason}{number(MOST_COLUMNS)}.", remedy)
    names = [title or f"colonne_{rank}" for rank, title in enumerate(titles, 1)]
    names = [f"{name}_" if _TAKEN.fullmatch(name) else name for name in names]
    if not names:
        raise refused(file, line, "L’en-tête est vide.", "Nommer chaque colonne.")
    if any("\x00" in name for name in names):
        reason = "Ce n’est pas un fichier texte."
        remedy = "Fournir un CSV encodé en UTF-8, ou un classeur .xlsx ou .ods."
        raise refused(file, line, reason, remedy)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        reason = "L’en-tête n’est pas utilisable : une colonne y est nommée deux fois."
        raise refused(file, line, reason, "Nommer chaque colonne une seule fois.", twice[0])
    return names


def mended_titles(file: str, line: int, cells: Iterable[str | None]) -> pl.DataFrame:
    """Return the titles whose accents were encoded twice, as corrections."""
    told = [
        (file, line, decoded(cell), cell, decoded(cell), _TWICE)
        for cell in cells
        if cell and decoded(cell) != cell
    ]
    return pl.DataFrame(told, schema=CORRECTIONS, orient="row")


def _unquoted(title: str) -> str:
    whole = len(title) > 1 and title[0] == title[-1] == '"'
    return title[1:-1].strip(AROUND) if whole else title


def _said(name: str) -> str | None:
    """Return what a header says of a column: nothing of those that it leaves unnamed."""
    return None if _UNNAMED.fullmatch(name) else name


def stripped(cell: pl.Expr) -> pl.Expr:
    """Return cells without the spaces around them; what is then empty is missing."""
    text = cell.str.strip_chars(AROUND)
    return pl.when(text != "").then(text)


def faults(
    file: str, lines: pl.Series, value: pl.Series | str, reason: str, remedy: str
) -> pl.DataFrame:
    """Return what is put aside for one reason, a row for each line."""
    return pl.select(
        file=pl.lit(file),
        line=lines,
        column=pl.lit(""),
        value=pl.lit(value),
        reason=pl.lit(reason),
        remedy=pl.lit(remedy),
    ).cast(QUARANTINE)


def _legible(file: str, rows: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return cells as their authors meant them, and which ones were mended."""
    seen = [pl.DataFrame(schema=CORRECTIONS)]
    for name in (each for each in names if rows[each].str.contains(_ANY).any()):
        for pattern, mend, reason in _MENDED:
            if not rows[name].str.contains(pattern).any():
                continue
            cells = rows[name].filter(rows[name].str.contains(pattern)).unique()
            mended = {cell: mend(cell) for cell in cells}
            mended = {cell: each for cell, each in mended.items() if each != cell}
            kept = stripped(pl.col(name).replace(mended))
            told = rows.filter(pl.col(name).is_in(list(mended))).select(
                file=pl.lit(file),
                line="line",
                column=pl.lit(name),
                value=pl.col(name),
                corrected=kept.fill_null(""),
                reason=pl.lit(reason),
            )
            seen.append(told.cast(CORRECTIONS).filter(pl.lit(reason != "")))
            rows = rows.with_columns(kept.alias(name))
    return rows, pl.concat(seen)


def as_table(
    file: str,
    rows: pl.DataFrame,
    corrections: pl.DataFrame | None = None,
    broken: pl.DataFrame | None = None,
) -> TextTable:
    """
    Return records, once the headers among them and the damaged ones are apart.

    Parameters
    ----------
    file
        Its name in the report.
    rows
        Cells that are :func:`stripped`, and ``line``.
    corrections
        What was mended to read the file.
    broken
        What was put aside already, a row for each record.
    """
    names = [name for name in rows.columns if name != "line"]
    rows, seen = _legible(file, rows, names)
    alike = [pl.col(name).eq_missing(pl.lit(_said(name))) for name in names]
    again = pl.all_horizontal(pl.lit(bool(names)), *alike)
    nul = [pl.col(name).str.contains("\x00", literal=True) for name in names]
    damaged = pl.any_horizontal(pl.lit(value=False), *nul).fill_null(value=False)
    titles = faults(
        file, rows.filter(again)["line"], "",
        "L’en-tête est répété au milieu du fichier : cette ligne n’est pas une donnée.", "",
    )  # fmt: skip
    aside = faults(
        file, rows.filter(damaged)["line"], "",
        "La ligne contient un caractère nul : elle est abîmée.",
        "La retaper, ou télécharger de nouveau le fichier.",
    )  # fmt: skip
    # A filter copies: most files need none.
    kept = rows if titles.is_empty() and aside.is_empty() else rows.filter(~(again | damaged))
    if broken is not None:
        aside = pl.concat([broken, aside]).sort("line")
    told = titles.select("file", "line", "column", "value", pl.lit("").alias("corrected"), "reason")
    told = pl.concat([*([] if corrections is None else [corrections]), seen, told])
    return TextTable(file, kept, kept.height + aside.height, told, aside)
