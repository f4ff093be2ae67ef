"""How a column and a table are declared: once, for the store, files, templates and documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

NAMES: Final = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
_TYPES: Final = ((Boolean, "boolean"), (Integer, "integer"), (Float, "number"), (Date, "date"))


@dataclass(frozen=True)
class Form:
    """The shape of a text: a regular expression of the whole cell, and what to write."""

    pattern: str
    remedy: str = "Suivre le format décrit pour cette colonne."


@dataclass(frozen=True, kw_only=True)
class Field:
    """What files, templates and documents say of a column; French, but for codes."""

    title: str
    help: str
    name: str = ""
    type: str = ""
    """``string``, ``integer``, ``number``, ``date`` or ``boolean``: the store's, if not said."""
    required: bool | None = None
    """Whether no row may leave it empty: as in the store, if not said."""
    form: Form | None = None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """French word of each code that a cell may hold."""
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    after: str = ""
    """Column of the same row that must not be later."""
    refers: str = ""
    """``table.column`` that holds its values: as in the store, if not said."""
    ask: str = ""
    """What the template says to the person who fills it, where that is more than ``help``."""
    filled: bool = False
    """Whether the template must be filled there; other cells are deduced, or may be unknown."""
    default: str = ""
    """Code of an empty cell of the template."""
    group: str = ""
    """Name of the columns that only mean something together."""
    example: str = ""
    since: int = 1
    """First version of the schema that has it."""


@dataclass(frozen=True, kw_only=True)
class File:
    """The file of the data folder that fills a table, and how the table is taken away."""

    name: str = ""
    """Of the file and of its Table Schema; nothing where no file fills the table."""
    title: str = ""
    help: str = ""
    key: tuple[str, ...] = ()
    """What tells its rows apart, where that is not what tells those of the store."""
    more: tuple[Field, ...] = ()
    """Columns that the file has and the store has not."""
    absent: str = ""
    """Why a cell that should name one of its rows is refused."""
    remedy: str = ""
    export: str = ""
    """Name under which the whole table can be taken away."""
    within: str = ""
    """Column that holds the territory, or a commune of it."""
    folder: str = ""
    """Folder of the data folder, where that is not the root nor a territory's."""
    optional: bool = False
    """Whether a dataset may do without: what it says is then not known."""
    since: int = 1


class Row(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    # Texts sort by code point on both engines: one order, whatever the server's language.
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way
        str: String().with_variant(String(collation="C"), "postgresql")
    }
    file: ClassVar[File] = File()

    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


POINT: Final = (
    Field(name="longitude", title="Longitude", help="Degrés décimaux (WGS 84).",
          type="number", minimum=-180, maximum=180, group="point",
          ask="Degrés décimaux (WGS 84), par exemple 3,5476. Avec la latitude."),
    Field(name="latitude", title="Latitude", help="Degrés décimaux (WGS 84).",
          type="number", minimum=-90, maximum=90, group="point",
          ask="Degrés décimaux (WGS 84), par exemple 45,8562. Avec la longitude."),
)  # fmt: skip
"""Two columns of a file that make a point of the store."""


def told(title: str, help_: str, *sql: Any, unique: bool = False, **said: Any) -> MappedColumn[Any]:  # noqa: ANN401 - what SQLAlchemy and Field take
    """
    Declare a column that files have as well.

    Parameters
    ----------
    title, help_
        What people read.
    sql
        Type, reference and constraints, for SQLAlchemy.
    unique
        Whether it tells the rows apart by itself.
    said
        Other attributes of :class:`Field`.
    """
    info = {"fields": (Field(title=title, help=help_, **said),)}
    return mapped_column(*sql, unique=unique or None, info=info)


def stored(title: str, help_: str, *sql: Any, **said: Any) -> MappedColumn[Any]:  # noqa: ANN401 - as above
    """Declare a column that files lack, for their folder says it or publication makes it."""
    return mapped_column(*sql, info={"stored": (Field(title=title, help=help_, **said),)})


def spatial_index(table: str, column: str) -> Index:
    """Return the index of a geometry column on PostGIS; a GeoPackage has its own."""
    name = f"{table}_{column}_gist"
    return Index(name, column, postgresql_using="gist").ddl_if(dialect="postgresql")


def table_of(row: type[Row]) -> Table:
    """Return the table that a class declares."""
    return Row.metadata.tables[row.__tablename__]


@dataclass(frozen=True)
class Declaration:
    """What is declared of a file of the data folder."""

    file: File
    fields: tuple[Field, ...]
    """Its columns, in order."""
    key: tuple[str, ...]
    """What tells its rows apart; its folder says the territory."""
    table: str = ""
    """That it fills."""
    territorial: bool = False
    """Whether each territory has its own."""

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns, in order."""
        return [each.name for each in self.fields]

    @property
    def titles(self) -> dict[str, str]:
        """Return the French title of each column."""
        return {each.name: each.title for each in self.fields}

    @property
    def words(self) -> dict[str, Mapping[str, str]]:
        """Return the French word of each code, by column that takes its cells from a list."""
        return {each.name: each.words for each in self.fields if each.words}


def declared(row: type[Row]) -> Declaration:
    """Return what a table declares of the file that fills it."""
    table, file = table_of(row), row.file
    said = [each for column in table.columns for each in _said(column)]
    key = file.key or tuple(name for name in key_of(table) if name != "territory")
    names = table.columns.keys()
    return Declaration(file, (*said, *file.more), key, table.name, "territory" in names)


def published(row: type[Row]) -> tuple[Field, ...]:
    """Return the columns of a table that is taken away: its geometry apart, a point's two last."""
    columns = table_of(row).columns
    said = [
        replace(each, required=not column.nullable)
        for column in columns
        for each in (*_said(column), *_said(column, "stored"))
    ]
    points = [each for each in said if each.group == "point"]
    return (*(each for each in said if each not in points), *points)


def _said(column: Column[Any], where: str = "fields") -> Iterator[Field]:
    for each in column.info.get(where, ()):
        if each.name:
            yield each
            continue
        kind = next((name for sql, name in _TYPES if isinstance(column.type, sql)), "string")
        target = next((key.target_fullname for key in column.foreign_keys), "")
        yield replace(
            each,
            name=column.name,
            type=each.type or kind,
            required=not column.nullable if each.required is None else each.required,
            refers=each.refers or target,
        )


def key_of(table: Table) -> tuple[str, ...]:
    """Return the columns that tell the rows of the store apart."""
    for column in table.columns:
        if column.unique:
            return (column.name,)
    together: list[UniqueConstraint | Index] = [
        *(each for each in table.constraints if isinstance(each, UniqueConstraint)),
        *(each for each in table.indexes if each.unique),
    ]
    return tuple(together[0].columns.keys()) if together else ()
