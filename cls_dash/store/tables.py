"""Tables of the store. Natural keys are text; ``fid`` is what a GeoPackage asks for."""

from datetime import date
from typing import Final

import shapely
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cls_dash.store.geometry import Geometry

SCHEMA_VERSION: Final = 4
"""Part of the release: a store of another version is not read, but built anew."""

NAMES: Final = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def spatial_index(table: str, column: str) -> Index:
    """Return the index of a geometry column on PostGIS; a GeoPackage has its own."""
    name = f"{table}_{column}_gist"
    return Index(name, column, postgresql_using="gist").ddl_if(dialect="postgresql")


class Row(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    # Texts sort by code point on both engines: one order, whatever the server's language.
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way
        str: String().with_variant(String(collation="C"), "postgresql")
    }

    fid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ReleaseRow(Row):
    """The one row that names this release of the store."""

    __tablename__ = "release"
    release: Mapped[str]
    """Digest of all that the store was built from."""
    schema_version: Mapped[int]
    latest_fact: Mapped[date]
    """Latest date known in the sources: how recent the picture is."""


class SourceRow(Row):
    """Where facts come from, as it must be cited."""

    __tablename__ = "source"
    key: Mapped[str] = mapped_column(unique=True)
    producer: Mapped[str]
    title: Mapped[str]
    url: Mapped[str | None]
    licence: Mapped[str]
    published_on: Mapped[str | None]
    """ISO date, possibly partial: ``2025``, ``2025-04`` or ``2025-02-07``."""
    retrieved_on: Mapped[str | None]
    checksum: Mapped[str | None]
    caveats: Mapped[str | None]


class EpciRow(Row):
    """An intercommunality."""

    __tablename__ = "epci"
    epci: Mapped[str] = mapped_column(unique=True)
    """SIREN."""
    name: Mapped[str]
    population: Mapped[int | None]


class DepartementRow(Row):
    """Outline of a département, the context of the maps."""

    __tablename__ = "departement"
    __table_args__ = (spatial_index("departement", "outline"),)

    departement: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    outline: Mapped[shapely.Geometry] = mapped_column(Geometry("MULTIPOLYGON"))


class CommuneRow(Row):
    """A commune in the vintage of the reference geography."""

    __tablename__ = "commune"
    __table_args__ = (spatial_index("commune", "outline"),)

    code: Mapped[str] = mapped_column(unique=True)
    """INSEE code: text, leading zeros and Corsica's letters kept."""
    name: Mapped[str]
    epci: Mapped[str | None] = mapped_column(ForeignKey("epci.epci"))
    departement: Mapped[str]
    region: Mapped[str]
    population: Mapped[int | None] = mapped_column(
        CheckConstraint("population >= 0", name="population")
    )
    population_year: Mapped[int | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    point_kind: Mapped[str | None]
    """``town_hall``, ``representative`` where that falls outside the outline, ``unchecked``
    where no outline says, or ``post_town``, that of another commune for want of one."""
    outline: Mapped[shapely.Geometry | None] = mapped_column(Geometry("MULTIPOLYGON"))
    """Missing for eight communes of France."""


class TerritoryRow(Row):
    """The territory of a CLS."""

    __tablename__ = "territory"
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    ars: Mapped[str]
    website: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(ForeignKey("source.key"))
    recorded_until: Mapped[date | None] = mapped_column(Date)
    """Day until which its coordinator says that all deployments are recorded."""


class PerimeterRow(Row):
    """A commune's membership of a territory, from a date to another."""

    __tablename__ = "perimeter"
    __table_args__ = (UniqueConstraint("territory", "commune", "starts_on"),)

    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    commune: Mapped[str] = mapped_column(ForeignKey("commune.code"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[str]


class ContractRow(Row):
    """One generation of a territory's contract."""

    __tablename__ = "contract"
    contract: Mapped[str] = mapped_column(unique=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    number: Mapped[int]
    label: Mapped[str]
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    signed_on: Mapped[str | None]
    """ISO date, possibly partial; missing when no source gives it."""
    note: Mapped[str | None]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))


class PartyRow(Row):
    """An organisation's part in a contract. Never a person."""

    __tablename__ = "party"
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    contract: Mapped[str] = mapped_column(ForeignKey("contract.contract"))
    organisation: Mapped[str]
    role: Mapped[str]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]


class AxisRow(Row):
    """A strategic axis of a contract, with the theme that lets contracts compare."""

    __tablename__ = "axis"
    axis: Mapped[str] = mapped_column(unique=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    contract: Mapped[str] = mapped_column(ForeignKey("contract.contract"))
    title: Mapped[str]
    theme: Mapped[str]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))


class AxisLineageRow(Row):
    """What became of an axis in the next contract."""

    __tablename__ = "axis_lineage"
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    previous: Mapped[str] = mapped_column(ForeignKey("axis.axis"))
    axis: Mapped[str | None] = mapped_column(ForeignKey("axis.axis"))
    relation: Mapped[str]
    basis: Mapped[str]


class ActionRow(Row):
    """An action: the *fiche-action* of a contract."""

    __tablename__ = "action"
    action: Mapped[str] = mapped_column(unique=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    contract: Mapped[str] = mapped_column(ForeignKey("contract.contract"))
    axis: Mapped[str] = mapped_column(ForeignKey("axis.axis"))
    title: Mapped[str]
    objective: Mapped[str | None]
    intended_public: Mapped[str | None]
    carriers: Mapped[str | None]
    status: Mapped[str]
    start_year: Mapped[int | None]
    end_year: Mapped[int | None]
    planned_measure: Mapped[str | None]
    planned_target: Mapped[float | None]
    budget_eur: Mapped[float | None]
    axis_basis: Mapped[str]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]


class DeploymentRow(Row):
    """Where and when an action took place."""

    __tablename__ = "deployment"
    __table_args__ = (
        Index("deployment_asked", "territory", "action", "starts_on", "commune"),
        spatial_index("deployment", "point"),
    )

    deployment: Mapped[str] = mapped_column(unique=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    action: Mapped[str] = mapped_column(ForeignKey("action.action"))
    title: Mapped[str]
    scope: Mapped[str]
    commune: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    epci: Mapped[str | None] = mapped_column(ForeignKey("epci.epci"))
    place: Mapped[str | None]
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    date_precision: Mapped[str]
    kind: Mapped[str]
    attribution: Mapped[str]
    public_reached: Mapped[str | None]
    count: Mapped[int | None]
    count_unit: Mapped[str | None]
    withheld: Mapped[bool]
    """Whether ``count`` is missing because it was of 1 to 10 persons."""
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]
    point: Mapped[shapely.Geometry | None] = mapped_column(Geometry("POINT"))


class ProviderRow(Row):
    """A place that gives care or prevention. Facilities, never persons."""

    __tablename__ = "provider"
    __table_args__ = (spatial_index("provider", "point"),)

    provider: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    category: Mapped[str]
    commune: Mapped[str]
    """INSEE code; may lie outside the reference geography (a neighbouring hospital)."""
    point_precision: Mapped[str]
    capacity: Mapped[int | None]
    capacity_unit: Mapped[str | None]
    status: Mapped[str]
    note: Mapped[str | None]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]
    point: Mapped[shapely.Geometry | None] = mapped_column(Geometry("POINT"))


class CategoryRow(Row):
    """What is counted: a type of equipment of the BPE, a profession of the RPPS."""

    __tablename__ = "category"
    category: Mapped[str] = mapped_column(unique=True)
    """Code that says its nomenclature: ``bpe:D201``, ``rpps:10``."""
    title: Mapped[str]


class ProviderCountRow(Row):
    """How many providers of a category a commune has. All of France, counts only."""

    __tablename__ = "provider_count"
    __table_args__ = (
        Index("provider_count_asked", "commune", "category", "year", "source", unique=True),
    )

    category: Mapped[str]
    """A published code; nomenclatures have more codes than :class:`CategoryRow` has titles."""
    commune: Mapped[str]
    """INSEE code; the reference geography may hold only some communes."""
    year: Mapped[int]
    n: Mapped[int]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))


class AreaRow(Row):
    """A commune of an area for which some list is complete."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("area", "commune"),)

    area: Mapped[str]
    commune: Mapped[str]
    """INSEE code; the reference geography may hold only some communes."""


class CompletenessRow(Row):
    """
    A list of places is complete for a category, in an area, at a date.

    Nothing else earns a distance, an absence, a rate or a rank. Of a list that is complete, a
    commune without a row has none.
    """

    __tablename__ = "completeness"
    __table_args__ = (UniqueConstraint("category", "area", "source"),)

    category: Mapped[str]
    """Of :class:`ProviderRow` (``hospital``) or of :class:`ProviderCountRow` (``bpe:D201``)."""
    area: Mapped[str]
    """Of :class:`AreaRow`, or ``FR``: every commune of France."""
    complete_on: Mapped[str]
    """ISO date, possibly partial."""
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))


class ZoningRow(Row):
    """What a commune belongs to beside its EPCI and département, such as a bassin de vie."""

    __tablename__ = "zoning"
    __table_args__ = (UniqueConstraint("level", "commune"),)

    level: Mapped[str]
    """As in :class:`ObservationRow`: ``bassin_de_vie``, ``arrondissement``."""
    geography: Mapped[str]
    name: Mapped[str]
    commune: Mapped[str]


class TravelTimeRow(Row):
    """Minutes by car from a commune's chief point to another's. Far pairs are absent."""

    __tablename__ = "travel_time"
    __table_args__ = (UniqueConstraint("origin", "destination"),)

    origin: Mapped[str]
    destination: Mapped[str]
    """INSEE codes; a table may hold more communes than the reference geography."""
    minutes: Mapped[float]
    basis: Mapped[str]
    """``table`` when given by a source, ``estimate`` when drawn from the distance."""
    source: Mapped[str | None] = mapped_column(ForeignKey("source.key"))


class IndicatorRow(Row):
    """An indicator as published; ``higher_is`` orients palettes and rankings."""

    __tablename__ = "indicator"
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[str]
    higher_is: Mapped[str]
    level: Mapped[str]
    definition: Mapped[str]
    caveats: Mapped[str | None]
    counts: Mapped[str | None]
    """What its values may count: ``persons``, ``published`` (persons, by a producer that
    withheld what it had to) or ``nobody``. Missing is ``persons``: masked, until a card says why
    not."""
    themes: Mapped[str | None]
    """Themes of action that answer such a need, joined by ``;``."""
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))


class ObservationRow(Row):
    """The value of an indicator in a geography and year."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("indicator", "level", "geography", "year", "source"),)

    indicator: Mapped[str] = mapped_column(ForeignKey("indicator.code"))
    level: Mapped[str]
    geography: Mapped[str]
    name: Mapped[str]
    year: Mapped[str]
    value: Mapped[float | None]
    """Missing when not published or withheld: ``status`` says which."""
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    status: Mapped[str]
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]


class MapAssetRow(Row):
    """Geometry of one map, ready for the browser: gzipped TopoJSON."""

    __tablename__ = "map_asset"
    name: Mapped[str] = mapped_column(unique=True)
    """A territory's slug, or ``territories``."""
    digest: Mapped[str] = mapped_column(unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DecisionRow(Row):
    """What a committee decided. Organisations answer for it, never persons."""

    __tablename__ = "decision"
    decision: Mapped[str] = mapped_column(unique=True)
    territory: Mapped[str] = mapped_column(ForeignKey("territory.slug"))
    held_on: Mapped[date] = mapped_column(Date)
    meeting: Mapped[str]
    item: Mapped[str]
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[date | None] = mapped_column(Date)
    address: Mapped[str | None]
    """Of the page that was shown, relative to the atlas."""
    release: Mapped[str | None]
    """Of the data that this page showed."""
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    evidence: Mapped[str]


TABLES: Final = tuple(Row.metadata.sorted_tables)
"""All tables, referenced ones first."""
