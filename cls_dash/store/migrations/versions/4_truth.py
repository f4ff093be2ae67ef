"""Completeness of lists, zonings, what indicators count, how far records go."""

import sqlalchemy as sa
from alembic import op

TEXT = sa.String(collation="C")

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of a release to this version."""
    op.add_column("territory", sa.Column("recorded_until", sa.Date(), nullable=True))
    op.add_column("indicator", sa.Column("counts", TEXT, nullable=True))
    op.add_column("indicator", sa.Column("themes", TEXT, nullable=True))
    op.create_table(
        "area",
        sa.Column("area", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("area_pkey")),
        sa.UniqueConstraint("area", "commune", name=op.f("area_area_commune_key")),
    )
    op.create_table(
        "completeness",
        sa.Column("category", TEXT, nullable=False),
        sa.Column("area", TEXT, nullable=False),
        sa.Column("complete_on", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("completeness_source_fkey")),
        sa.PrimaryKeyConstraint("fid", name=op.f("completeness_pkey")),
        sa.UniqueConstraint(
            "category", "area", "source", name=op.f("completeness_category_area_source_key")
        ),
    )
    op.create_table(
        "zoning",
        sa.Column("level", TEXT, nullable=False),
        sa.Column("geography", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("commune", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fid", name=op.f("zoning_pkey")),
        sa.UniqueConstraint("level", "commune", name=op.f("zoning_level_commune_key")),
    )
