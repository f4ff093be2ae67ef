"""Decisions of committee meetings."""

import sqlalchemy as sa
from alembic import op

TEXT = sa.String(collation="C")

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of a release to this version."""
    op.create_table(
        "decision",
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("meeting", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("release", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("fid", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("decision_source_fkey")),
        sa.ForeignKeyConstraint(
            ["territory"], ["territory.slug"], name=op.f("decision_territory_fkey")
        ),
        sa.PrimaryKeyConstraint("fid", name=op.f("decision_pkey")),
        sa.UniqueConstraint("decision", name=op.f("decision_decision_key")),
    )
