"""Completeness of lists, zonings, what indicators count, how far records go, secrecy."""

import sqlalchemy as sa
from alembic import op

TEXT = sa.String(collation="C")

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of a release to this version."""
    _withhold()
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


def _withhold() -> None:
    """
    Take out what version 3 kept in the store and withheld at reading.

    Without the sums that would give a small count back, which only a publication can tell,
    an indicator of persons goes whole, until the next one.
    """
    op.add_column("deployment", sa.Column("withheld", sa.Boolean(), nullable=True))
    persons = "count_unit IS NULL OR count_unit NOT IN ('teams', 'other')"
    op.execute(f"UPDATE deployment SET withheld = ({persons}) AND count BETWEEN 1 AND 10")  # noqa: S608 - our own words
    op.execute("UPDATE deployment SET withheld = false WHERE withheld IS NULL")
    op.execute("UPDATE deployment SET count = NULL WHERE withheld")
    op.alter_column("deployment", "withheld", nullable=False)
    op.execute(
        "UPDATE observation SET value = NULL, lower = NULL, upper = NULL, status = 'withheld' "
        "FROM indicator WHERE code = indicator AND kind = 'stock' AND value IS NOT NULL "
        "AND unit IN ('personnes', 'patients', 'bénéficiaires', 'allocataires', 'assurés', 'cas', "
        "'décès')"
    )
