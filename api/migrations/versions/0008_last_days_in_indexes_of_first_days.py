"""Indexes that records are walked along by their first day: they say the last, which filters judge by"""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = ("events", "initiatives", "sources")
OLD = ["earliest", "id", "removed_in", "added_in"]


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_{'_'.join(OLD)}", table)
        op.create_index(f"ix_{table}_{'_'.join(OLD)}_latest", table, [*OLD, "latest"], unique=False)
