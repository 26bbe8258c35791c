"""Larger writes to the text index"""

from alembic import op

revision = "0006"
down_revision = "0005"

PUBLISHED = ("challenges", "events", "guidelines", "initiatives", "sources", "stakeholder_groups")
MEMORY = 32 * 2**20  # bytes of words that FTS5 collects before it writes them; with its own 1 MB it merges far more often


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in PUBLISHED:
            op.execute(f"INSERT INTO {table}_text ({table}_text, rank) VALUES ('hashsize', {MEMORY})")  # noqa: S608
