"""Steps of a sieve for the cells that a coordinator types."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import polars as pl

from cls_dash.domain.contact import CONTACT
from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.contract.titles import find_titles, in_thousands
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.judging import judge_number
from cls_dash.ingest.recognise.dates import read_year
from cls_dash.ingest.recognise.places import Places
from cls_dash.ingest.recognise.words import Words, plain, spellings
from cls_dash.ingest.sieve import Sieve
from cls_dash.store.model.fields import Declaration, Field

TOTAL: Final = r"^(?:(?:sous[- ]?)?(?:totaux|total)\b.*|ensemble|cumul)$"
_NOTE: Final = r"(?i)^(?:[*(•→]|(?:nb|n\.b|notes?|sources?|l[ée]gende|page)\b)"
_APART: Final = {"action": "l’intitulé", "deployment": "l’intitulé, le lieu ou la date"}
"""What tells the records of a table apart, by their key."""
_PART: Final = r"(?i)^(?:axes?|orientations?|priorit[ée]s?)\b"


def without_records(sieve: Sieve, declared: Declaration, titles: Mapping[str, str]) -> None:
    """Leave out the lines that are no records: totals, units, blanks, headers again."""
    _without_totals(sieve)
    cells = _filled_cells()
    units = cells.list.eval(pl.element().str.contains(r"^\(.*\)$")).list.all()
    words = cells.list.join(" ; ")
    sieve.leave_out(units & (cells.list.len() > 1), words, "Ligne d’unités, sous l’en-tête.")
    sieve.leave_out(cells.list.len() == 0, pl.lit(""), "Aucune des colonnes lues n’est remplie.")
    first = pl.col(next(iter(titles)))
    names = sieve.rows.select(first.drop_nulls().unique()).to_series()
    titled = [name for name in names if find_titles([name], declared, {})]
    rows = sieve.rows.filter(first.is_in(titled)).iter_rows(named=True)
    again = [row["line"] for row in rows if _is_header(row, declared)]
    sieve.leave_out(pl.col("line").is_in(again), words, "L’en-tête est répété.")


def without_parts(sieve: Sieve, titles: Mapping[str, str]) -> pl.DataFrame:
    """Leave out the titles of parts and the notes; return where parts start."""
    cells, first = _filled_cells(), next(iter(titles))
    alone = cells.list.len() == 1
    merged = (cells.list.n_unique() == 1) & (cells.list.len() > 2)
    part = pl.lit(first != "title") & pl.col(first).str.contains(r"\s").fill_null(value=False)
    text = cells.list.first()
    noted = text.str.contains(_NOTE)
    apart = merged | (alone & (part | noted | text.str.contains(_PART)))
    starts = sieve.rows.filter(apart & ~noted).select("line", part=text)
    reason = "Titre d’une partie, ou note : ce n’est pas un enregistrement."
    sieve.leave_out(apart, text, reason)
    return starts


def _filled_cells() -> pl.Expr:
    return pl.concat_list(pl.exclude("line")).list.drop_nulls()


def _is_header(row: Mapping[str, str | None], declared: Declaration) -> bool:
    """Say whether each cell of a row is a title of its column."""
    cells = {name: cell for name, cell in row.items() if name != "line" and cell}
    found = find_titles([*cells.values()], declared, {})
    return len(cells) > 1 and all(found.get(name) == cell for name, cell in cells.items())


def _without_totals(sieve: Sieve) -> None:
    """Leave out the lines of totals: they are sums of records."""
    said = _filled_cells()
    first = said.list.first().str.to_lowercase().str.strip_chars(" :.")
    figures = said.list.eval(pl.element().str.contains("[0-9]")).list.sum()
    named = first.str.contains(TOTAL) & (said.list.len() - 1 <= figures)
    alone = (said.list.len() == 1) & first.str.contains(r"^[0-9][0-9.,\s€]*$")
    known = [each for each in ("count", "sessions", "spent_eur", "budget_eur")
             if each in sieve.rows.columns]  # fmt: skip
    summed = pl.any_horizontal(pl.lit(value=False), *(pl.col(each).is_not_null() for each in known))
    total = named | (alone & summed)
    sieve.leave_out(total, first, "Ligne de total : ce n’est pas un enregistrement.")


def tidied_all(sieve: Sieve, titles: Mapping[str, str]) -> None:
    """Tidy every column that has a title; an amount takes the unit that its title says."""
    if "commune" in titles:
        parted(sieve, "commune")
    for name, header in titles.items():
        tidied(sieve, name)
        if name.endswith("_eur") and in_thousands(header):
            thousands(sieve, name)


def tidied(sieve: Sieve, column: str) -> None:
    """Put a text on one line, and empty the cells that mean «unknown»."""
    spaced = pl.col(column).str.replace_all(r"[\p{Cc}\u2028\u2029]+|  +", " ").str.strip_chars()
    sieve.correct(column, _filled(spaced), "Retours à la ligne ou espaces répétés.")
    sieve.missing(column)


def thousands(sieve: Sieve, column: str) -> None:
    """Say the unit of amounts whose title says that they are in thousands of euros."""
    figures = pl.col(column).str.contains(r"^[0-9.,\s]+$")
    unit = pl.when(figures).then(pl.col(column) + " k€").otherwise(column)
    sieve.correct(column, unit, "Colonne en milliers d’euros.")


def parted(sieve: Sieve, column: str) -> None:
    """Keep apart the places that a cell lists one under another."""
    places = pl.col(column).str.replace_all(r"\s*[\r\n]+\s*", " ; ")
    sieve.correct(column, places, "Retours à la ligne : plusieurs lieux.")


def filled_down(sieve: Sieve, name: str, titles: Mapping[str, str], headers: Sequence[str]) -> None:
    """Give the rows of a sheet what its first column says once for several."""
    if titles.get(name) == headers[0] and "title" in titles:
        what = {"action": "Référence non répétée : celle", "axis": "Axe non répété : celui"}[name]
        filled = pl.col(name).forward_fill()
        sieve.correct(name, filled, f"{what} de la ligne au-dessus.")


def contactless(sieve: Sieve, column: str) -> None:
    """Put aside the texts that hold an e-mail address or a telephone number."""
    sieve.refuse(
        pl.col(column).str.contains(CONTACT), column,
        "Cette cellule contient une adresse électronique ou un téléphone.",
        "Nommer l’organisme seulement : l’atlas est public.",
    )  # fmt: skip


def read_column(sieve: Sieve, field: Field) -> None:
    """Read words, numbers and texts as a person fills them; dates and keys are for other steps."""
    if field.words:
        sieve.choice(field.name, field.words)
    elif field.type in {"integer", "number"}:
        if field.name.endswith("_year"):
            sieve.read_cells(field.name, read_year)
        judge_number(sieve, field)
    elif field.type == "string" and not field.form:
        contactless(sieve, field.name)


def listed(sieve: Sieve, column: str, labels: Words, *, reason: str, remedy: str) -> None:
    """
    Replace what names an item of the territory by its key.

    «63430», «63430 Thiers» and, where one item only bears it, «Thiers».
    """
    known = spellings(labels)
    found = {cell: known.get(plain(cell)) for cell in _cells(sieve, column)}
    named = {
        cell: key
        for cell, key in found.items()
        if key is not None and not plain(cell).startswith(plain(key))
    }
    borne = Counter(plain(label) for label in labels.values())
    several = [cell for cell, key in found.items() if key is None and borne[plain(cell)] > 1]
    unknown = [cell for cell, key in found.items() if key is None and borne[plain(cell)] < 2]
    sieve.refuse(
        pl.col(column).is_in(several), column,
        "Plusieurs lignes du territoire portent ce nom.", "Écrire l’identifiant plutôt que le nom.",
    )  # fmt: skip
    sieve.refuse(pl.col(column).is_in(unknown), column, reason, remedy)
    sieve.correct(column, pl.col(column).replace(named), "Reconnu à son nom.")
    keys = {cell: key for cell, key in found.items() if cell not in named}
    sieve.rows = sieve.rows.with_columns(pl.col(column).replace(keys))


def source(sieve: Sieve, labels: Words) -> None:
    """Replace what names a source card by its key; refuse a source without card."""
    listed(
        sieve, "source", labels, reason="Cette source n’a pas de fiche.",
        remedy="Laisser vide, ou ajouter sa fiche à sources.csv.",
    )  # fmt: skip


def commune(sieve: Sieve, column: str, labels: Words, cog: Cog, *, unfold: bool = False) -> None:
    """
    Replace what names a commune of the territory by its present INSEE code.

    Parameters
    ----------
    sieve
        Records; where one names several communes and ``unfold`` asks for it, it becomes as
        many, under the same line.
    column
        Of the communes.
    labels
        Name of each commune of the territory, by code.
    cog
        Communes of France.
    """
    districts = any(code in PARENTS for code in labels)
    places = Places(cog, labels, districts=districts)
    if unfold:
        _unfold(sieve, column, places)
    sieve.read_cells(column, places.read)
    sieve.commune(column, cog, districts=districts)
    sieve.refuse(
        pl.col(column).is_in([*cog.names, *PARENTS]) & ~pl.col(column).is_in(list(labels)), column,
        "Cette commune n’est dans aucun périmètre du territoire.",
        "Corriger le code, ou l’ajouter à perimeter.csv.",
    )  # fmt: skip


def _unfold(sieve: Sieve, column: str, places: Places) -> None:
    """Make a record of each commune of a cell; a number counted for all is no one's."""
    several = {cell: codes for cell in _cells(sieve, column) if (codes := places.several(cell))}
    if not several:
        return
    listed = pl.col(column).is_in(list(several))
    if "count" in sieve.rows.columns:
        alone = pl.when(~listed).then(pl.col("count"))
        why = "Ce nombre vaut pour plusieurs communes : il n’est donné à aucune."
        kind = sieve.rows.schema["count"]
        sieve.rows = sieve.rows.with_columns(pl.col("count").cast(pl.String))
        sieve.correct("count", alone, why)
        sieve.rows = sieve.rows.with_columns(pl.col("count").cast(kind))
    joined = {cell: " ; ".join(codes) for cell, codes in several.items()}
    sieve.correct(column, pl.col(column).replace(joined), "Une ligne par commune.")
    parted = pl.col(column).str.split(" ; ")
    single = pl.concat_list(pl.col(column))
    sieve.rows = sieve.rows.with_columns(
        pl.when(pl.col(column).is_in(list(joined.values()))).then(parted).otherwise(single)
    ).explode(column)


def identifying(
    sieve: Sieve, key: str, taken: Mapping[str, str], untold: Collection[int] = ()
) -> None:
    """
    Put aside the rows that share an identifier, and those whose file ``taken`` says.

    An identifier that was formed, for the lines ``untold``, is not one that a person may change.
    """
    kept = sieve.kept[key]
    shared = pl.col(key).is_in(kept.filter(kept.is_duplicated()).to_list())
    if untold:
        sieve.refuse(
            shared & pl.col("line").is_in(list(untold)), "title",
            "Plusieurs lignes de ce fichier ne se distinguent pas.",
            f"N’en garder qu’une, ou préciser {_APART[key]} de chacune.",
        )  # fmt: skip
    sieve.refuse(
        shared & ~pl.col("line").is_in(list(untold)), key,
        "Plusieurs lignes de ce fichier ont le même identifiant, écrit ou formé.",
        "Donner à chacune son identifiant, ou préciser l’intitulé, le lieu ou la date.",
    )  # fmt: skip
    sieve.refuse(
        pl.col(key).is_in(list(taken)), key,
        pl.format("Cet identifiant est déjà pris dans {}.", pl.col(key).replace(taken)),
        "En choisir un autre.",
    )  # fmt: skip


def _cells(sieve: Sieve, column: str) -> list[str]:
    return sieve.rows[column].drop_nulls().unique().to_list()


def _filled(texts: pl.Expr) -> pl.Expr:
    return pl.when(texts != "").then(texts)
