"""The text index"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0002"
down_revision = "0001"

PUBLISHED = ("challenges", "events", "guidelines", "initiatives", "sources", "stakeholder_groups")


def upgrade() -> None:
    create = create_fts5 if op.get_bind().dialect.name == "sqlite" else create_tsvector
    for table in PUBLISHED:
        create(f"{table}_text")


def create_fts5(table: str) -> None:
    """With the words as they come, folded, to be read row by row; no ranking asks how many there are."""
    op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5 (a, b, c, d, columnsize=0, tokenize='ascii')")
    op.execute(f"CREATE VIRTUAL TABLE {table}_words USING fts5vocab ({table}, instance)")  # to read what it holds


def create_tsvector(table: str) -> None:
    op.create_table(
        table,
        sa.Column("rowid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("rowid", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_words", table, ["words"], postgresql_using="gin")
