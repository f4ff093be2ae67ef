"""Clean the records of a file, column by column."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.files.archives import refused
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.ledger import Ledger
from cls_dash.ingest.loaded import Report, joined
from cls_dash.ingest.recognise.choices import read_choice
from cls_dash.ingest.recognise.numbers import read_number
from cls_dash.ingest.recognise.reading import Recogniser
from cls_dash.ingest.recognise.words import slug
from cls_dash.ingest.texts import bare_code, looked_up

MISSING: Final = frozenset({"NA", "N/A", "ND", "NAN", "NONE", "NULL", "NC", "-", "."})
"""Texts that official files write where nothing is known, in capitals."""
# Not \d, which is also the digits of other scripts: no number is read from those.
_PLAIN: Final = r"^[0-9]{1,9}$"
_NUMBER: Final = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_CLEAR: Final = r"^[+-]?([0-9]{1,9}|[0-9]+\.([0-9]{1,2}|[0-9]{4,}))$"
"""Numbers that read in one way; those that count need none after the point."""
_DECIMALS: Final = {mark: rf"^[+-]?[0-9]*[{mark}]([0-9]{{1,2}}|[0-9]{{4,}})$" for mark in ",."}
"""Numbers whose mark can only be that of decimals."""
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
CODE: Final = r"^[0-9][0-9AB][0-9]{3}$"
"""Code of a commune."""


class Sieve(Ledger):
    """
    Steps that clean the records of one file, by kind of cell.

    Each step looks at every record, refused ones included, so that a person reads all
    that is wrong with a line at once. Then :attr:`kept` holds what passed.
    """

    def read_cells(self, column: str, read: Recogniser, *, clear: str = "") -> None:
        """
        Replace each cell of a column of texts by what a recogniser reads in it.

        The report holds each cell that it mended. A doubtful cell is put aside with its
        proposals, and no later step reports it again. A cell that matches ``clear`` stays.
        """
        unique = self.rows[column].drop_nulls().unique()
        cells = (unique.filter(~unique.str.contains(clear)) if clear else unique).to_list()
        if not cells and self.rows.schema[column] == pl.String:
            return
        readings = {cell: read(cell) for cell in cells}
        doubts = {cell: each for cell, each in readings.items() if each.doubt}
        proposed = {cell: list(each.proposals) for cell, each in doubts.items()}
        for doubt, remedy in dict.fromkeys((each.doubt, each.remedy) for each in doubts.values()):
            alike = [
                cell
                for cell, each in doubts.items()
                if (each.doubt, each.remedy) == (doubt, remedy)
            ]
            self.refuse(pl.col(column).is_in(alike), column, doubt, remedy, proposed)
        doubted = self.rows.filter(pl.col(column).is_in(list(doubts)))["line"]
        self._doubted[column] = [*self._doubted.get(column, []), *doubted]
        told = {cell: each for cell, each in readings.items() if each.told}
        values = {cell: each.value for cell, each in told.items()}
        reasons = {cell: each.told for cell, each in told.items()}
        self.correct(column, pl.col(column).replace(values), pl.col(column).replace(reasons))
        others = {
            cell: each.value
            for cell, each in readings.items()
            if each.value is not None and not each.told
        }
        self.rows = self.rows.with_columns(pl.col(column).replace(others))

    def require(self, columns: Iterable[str], remedy: str) -> None:
        """
        Refuse the whole file when it lacks a column.

        Raises
        ------
        InvalidDatasetError
            Naming the first column that is lacking.
        """
        for column in columns:
            if column not in self.rows.columns:
                raise refused(self.file, 1, "Cette colonne manque au fichier.", remedy, column)

    def missing(self, column: str, texts: Iterable[str] = MISSING) -> None:
        """Empty the cells that hold a word for «not known»."""
        unknown = pl.col(column).str.to_uppercase().is_in(list(texts))
        kept = pl.when(~unknown).then(pl.col(column))
        self.correct(column, kept, "Mot qui veut dire « inconnu » : lu comme une cellule vide.")

    def needed(self, column: str) -> None:
        """Put aside the records whose cell is empty."""
        remedy = "Compléter cette cellule."
        self.refuse(pl.col(column).is_null(), column, "Cette cellule est vide.", remedy)

    def unique(
        self, columns: Sequence[str], reason: str = "Cet enregistrement est déjà dans le fichier"
    ) -> None:
        """
        Put aside the records that repeat another, saying the line of the first.

        Call it last: a record that is put aside already is not the first of any.

        Parameters
        ----------
        columns
            What makes a record; an empty cell is like another, unless all are empty.
        reason
            Words before « , ligne 12. ».
        """
        if self.rows.is_empty():
            return
        named = pl.any_horizontal(pl.col(name).is_not_null() for name in columns)
        standing = named & ~pl.col("line").is_in(self._put_aside)
        first = pl.when(standing).then("line").min().over(columns)
        self.rows = self.rows.with_columns(_first=pl.when(standing).then(first))
        place = pl.concat_str(pl.lit(f"{reason}, ligne "), "_first", pl.lit("."))
        self.refuse(pl.col("line") > pl.col("_first"), columns[0], place, "N’en garder qu’un.")
        self.rows = self.rows.drop("_first")

    def number(
        self,
        column: str,
        *,
        lowest: float | None = None,
        highest: float | None = None,
        whole: bool = False,
        money: bool = False,
    ) -> None:
        """
        Make a column of texts one of ``Float64``; report what is mended, put aside the rest.

        Parameters
        ----------
        column
            Texts.
        lowest, highest
            Bounds; a number beyond is put aside.
        whole, money
            What the column holds: see :func:`~cls_dash.ingest.recognise.numbers.read_number`.
        """
        cells = self.rows[column]
        if cells.str.contains(_PLAIN).all():  # Most columns: nothing to mend.
            value = pl.col(column).cast(pl.Float64)
        else:
            marks = [mark for mark, shape in _DECIMALS.items() if cells.str.contains(shape).any()]
            decimal = "".join(marks)
            self.read_cells(
                column,
                partial(read_number, whole=whole, money=money, decimal=decimal,
                        lowest=lowest, highest=highest),
                clear=_PLAIN if whole or money else _CLEAR,
            )  # fmt: skip
            read = pl.when(pl.col(column).str.contains(_NUMBER)).then(pl.col(column))
            zero = read.cast(pl.Float64) == 0  # Minus zero is zero.
            value = pl.when(zero).then(0.0).otherwise(read.cast(pl.Float64))
        # An exponent beyond what a computer holds reads as infinite.
        outside = value.is_infinite()
        if lowest is not None:
            outside |= value < lowest
        if highest is not None:
            outside |= value > highest
        reason = "Ce nombre est hors des valeurs possibles."
        self.refuse(outside, column, reason, "Vérifier la valeur et son unité.")
        self.rows = self.rows.with_columns(pl.when(value.is_finite()).then(value).alias(column))

    def integer(self, column: str, *, lowest: int = 0, money: bool = False) -> None:
        """Make a column of texts one of ``Int64``; ``12.0`` is read as 12."""
        self.number(column, lowest=lowest, highest=2**31, whole=True, money=money)
        self.rows = self.rows.with_columns(pl.col(column).cast(pl.Int64, strict=False))

    def day(self, column: str) -> None:
        """Make a column of ISO days one of ``Date``."""
        day = pl.when(pl.col(column).str.contains(_DAY)).then(pl.col(column))
        read = day.str.to_date("%Y-%m-%d", strict=False)
        strange = pl.col(column).is_not_null() & read.is_null()
        remedy = "Écrire la date comme 2025-01-28."
        self.refuse(strange, column, "Ce n’est pas une date.", remedy)
        self.rows = self.rows.with_columns(read.alias(column))

    def identifier(self, column: str) -> None:
        """Make a column one of identifiers, however they are typed."""
        given = {cell: slug(cell) or None for cell in self.rows[column].drop_nulls().unique()}
        why = "Un identifiant est en minuscules sans accent, chiffres et tirets."
        self.correct(column, pl.col(column).replace(given), why)

    def choice(self, column: str, codes: Mapping[str, str]) -> None:
        """Replace the French word of a list by its code, whatever its ending or synonym."""
        self.read_cells(column, partial(read_choice, codes=codes, column=column))
        words = {word.casefold(): code for code, word in codes.items()}
        known = words | {code.casefold(): code for code in codes}
        asked = pl.col(column).str.to_lowercase()
        code = looked_up(asked, known)
        self.rows = self.rows.with_columns(code.alias(column))

    def commune(self, column: str, cog: Cog, *, districts: bool = False) -> None:
        """
        Make a column of INSEE codes one of present communes.

        ``1004`` and ``1004.0`` become ``01004``, ``2a004`` becomes ``2A004``, and a code
        that was merged since, or that of an *arrondissement* unless ``districts`` are kept,
        becomes that of the present commune. Codes of no commune are put aside.
        """
        present = {*cog.names, *(PARENTS if districts else ())}
        # Millions of records hold some 35,000 codes: each is looked at once.
        codes = self.rows.select(pl.col(column).drop_nulls().unique())
        if codes[column].is_in(list(present)).all():
            return
        bare = bare_code(column)
        padded = pl.when(bare.str.contains(r"^[0-9]{4}$")).then("0" + bare).otherwise(bare)
        coded = pl.when(padded.str.contains(CODE)).then(padded).otherwise(pl.col(column))
        mended = codes.select(pl.col(column), new=coded).filter(pl.col("new") != pl.col(column))
        shaped = pl.col(column).replace(mended[column], mended["new"])
        self.correct(column, shaped, "Code Insee : cinq caractères, le zéro de tête compris.")
        known = {
            former: code
            for former, code in cog.successors.items()
            if former not in present and code in cog.names
        }
        why = "Commune fusionnée ou arrondissement : rattaché à la commune actuelle."
        self.correct(column, pl.col(column).replace(known), why)
        unknown = pl.col(column).is_not_null() & ~pl.col(column).is_in(list(present))
        remedy = "Vérifier le code dans le code officiel géographique de l’Insee."
        self.refuse(unknown, column, "Aucune commune de France n’a ce code.", remedy)

    def report(self, name: str, *, notes: Sequence[str] = (), unit: str = "ligne") -> Report:
        """Return what became of every record of this file."""
        return Report(
            format=name,
            files=(self.file,),
            read=self.read,
            corrections=self.corrections,
            quarantined=self.quarantined,
            proposals=self.proposals,
            unit=unit,
            notes=tuple(dict.fromkeys([*self.notes, *notes])),
        )


def together(
    sieves: Iterable[Sieve], name: str, *, notes: Sequence[str] = (), unit: str = "ligne"
) -> Report:
    """Return one report for the files of one load."""
    return joined([sieve.report(name, unit=unit) for sieve in sieves], name, notes=notes)
