"""Tables of a release."""

import sqlalchemy as sa
from alembic import op

from cls_dash.store.geometry import Geometry

TEXT = sa.String(collation="C")

revision = "2"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of a release to this version."""
    op.create_table(
        "category",
        sa.Column("category", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("category_pkey")),
        sa.UniqueConstraint("category", name=op.f("category_category_key")),
    )
    op.create_table(
        "departement",
        sa.Column("departement", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("outline", Geometry("MULTIPOLYGON"), nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("departement_pkey")),
        sa.UniqueConstraint("departement", name=op.f("departement_departement_key")),
    )
    op.create_index(
        "departement_outline_gist",
        "departement",
        ["outline"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_table(
        "epci",
        sa.Column("epci", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("epci_pkey")),
        sa.UniqueConstraint("epci", name=op.f("epci_epci_key")),
    )
    op.create_table(
        "map_asset",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("map_asset_pkey")),
        sa.UniqueConstraint("digest", name=op.f("map_asset_digest_key")),
        sa.UniqueConstraint("name", name=op.f("map_asset_name_key")),
    )
    op.create_table(
        "release",
        sa.Column("release", TEXT, nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("latest_fact", sa.Date(), nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("release_pkey")),
    )
    op.create_table(
        "source",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("producer", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("licence", TEXT, nullable=False),
        sa.Column("published_on", TEXT, nullable=True),
        sa.Column("retrieved_on", TEXT, nullable=True),
        sa.Column("checksum", TEXT, nullable=True),
        sa.Column("caveats", TEXT, nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("source_pkey")),
        sa.UniqueConstraint("key", name=op.f("source_key_key")),
    )
    op.create_table(
        "commune",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("epci", TEXT, nullable=True),
        sa.Column("departement", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("point_kind", TEXT, nullable=True),
        sa.Column("outline", Geometry("MULTIPOLYGON"), nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["epci"], ["epci.epci"], name=op.f("commune_epci_fkey")),
        sa.CheckConstraint("population >= 0", name=op.f("commune_population_check")),
        sa.PrimaryKeyConstraint("fid", name=op.f("commune_pkey")),
        sa.UniqueConstraint("code", name=op.f("commune_code_key")),
    )
    op.create_index(
        "commune_outline_gist", "commune", ["outline"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "indicator",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("higher_is", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("definition", TEXT, nullable=False),
        sa.Column("caveats", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("indicator_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("indicator_pkey")),
        sa.UniqueConstraint("code", name=op.f("indicator_code_key")),
    )
    op.create_table(
        "provider",
        sa.Column("provider", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=False),
        sa.Column("point_precision", TEXT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("capacity_unit", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("point", Geometry("POINT"), nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("provider_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("provider_pkey")),
        sa.UniqueConstraint("provider", name=op.f("provider_provider_key")),
    )
    op.create_index(
        "provider_point_gist", "provider", ["point"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "provider_count",
        sa.Column("category", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["source.key"], name=op.f("provider_count_source_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("provider_count_pkey")),
    )
    op.create_index(
        "provider_count_asked",
        "provider_count",
        ["commune", "category", "year", "source"],
        unique=True,
    )
    op.create_table(
        "territory",
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("short_name", TEXT, nullable=False),
        sa.Column("ars", TEXT, nullable=False),
        sa.Column("website", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("territory_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("territory_pkey")),
        sa.UniqueConstraint("slug", name=op.f("territory_slug_key")),
    )
    op.create_table(
        "contract",
        sa.Column("contract", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("signed_on", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("contract_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("contract_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("contract_pkey")),
        sa.UniqueConstraint("contract", name=op.f("contract_contract_key")),
    )
    op.create_table(
        "observation",
        sa.Column("indicator", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("geography", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("year", TEXT, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator"], ["indicator.code"], name=op.f("observation_indicator_fkey")
        ),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("observation_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("observation_pkey")),
        sa.UniqueConstraint(
            "indicator",
            "level",
            "geography",
            "year",
            "source",
            name=op.f("observation_indicator_level_geography_year_source_key"),
        ),
    )
    op.create_table(
        "perimeter",
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["commune"], ["commune.code"], name=op.f("perimeter_commune_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("perimeter_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("perimeter_pkey")),
        sa.UniqueConstraint(
            "territory",
            "commune",
            "starts_on",
            name=op.f("perimeter_territory_commune_starts_on_key"),
        ),
    )
    op.create_table(
        "travel_time",
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("destination", TEXT, nullable=False),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("travel_time_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("travel_time_pkey")),
        sa.UniqueConstraint(
            "origin", "destination", name=op.f("travel_time_origin_destination_key")
        ),
    )
    op.create_table(
        "axis",
        sa.Column("axis", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("contract", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("theme", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["contract"], ["contract.contract"], name=op.f("axis_contract_fkey")
        ),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("axis_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("axis_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("axis_pkey")),
        sa.UniqueConstraint("axis", name=op.f("axis_axis_key")),
    )
    op.create_table(
        "party",
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("contract", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["contract"], ["contract.contract"], name=op.f("party_contract_fkey")
        ),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("party_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("party_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("party_pkey")),
    )
    op.create_table(
        "action",
        sa.Column("action", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("contract", TEXT, nullable=False),
        sa.Column("axis", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("objective", TEXT, nullable=True),
        sa.Column("intended_public", TEXT, nullable=True),
        sa.Column("carriers", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("planned_measure", TEXT, nullable=True),
        sa.Column("planned_target", sa.Double(), nullable=True),
        sa.Column("budget_eur", sa.Double(), nullable=True),
        sa.Column("axis_basis", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["axis"], ["axis.axis"], name=op.f("action_axis_fkey")),
        sa.ForeignKeyConstraint(
            ["contract"], ["contract.contract"], name=op.f("action_contract_fkey")
        ),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("action_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("action_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("action_pkey")),
        sa.UniqueConstraint("action", name=op.f("action_action_key")),
    )
    op.create_table(
        "axis_lineage",
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("axis", TEXT, nullable=True),
        sa.Column("relation", TEXT, nullable=False),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["axis"], ["axis.axis"], name=op.f("axis_lineage_axis_fkey")),
        sa.ForeignKeyConstraint(
            ["previous"], ["axis.axis"], name=op.f("axis_lineage_previous_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("axis_lineage_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("axis_lineage_pkey")),
    )
    op.create_table(
        "deployment",
        sa.Column("deployment", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=True),
        sa.Column("epci", TEXT, nullable=True),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("date_precision", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("attribution", TEXT, nullable=False),
        sa.Column("public_reached", TEXT, nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("count_unit", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("point", Geometry("POINT"), nullable=True),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["action"], ["action.action"], name=op.f("deployment_action_fkey")),
        sa.ForeignKeyConstraint(
            ["commune"], ["commune.code"], name=op.f("deployment_commune_fkey")
        ),
        sa.ForeignKeyConstraint(["epci"], ["epci.epci"], name=op.f("deployment_epci_fkey")),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("deployment_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("deployment_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("deployment_pkey")),
        sa.UniqueConstraint("deployment", name=op.f("deployment_deployment_key")),
    )
    op.create_index(
        "deployment_asked",
        "deployment",
        ["territory", "action", "starts_on", "commune"],
        unique=False,
    )
    op.create_index(
        "deployment_point_gist", "deployment", ["point"], unique=False, postgresql_using="gist"
    )
