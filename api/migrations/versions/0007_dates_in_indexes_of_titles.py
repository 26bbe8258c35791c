"""Indexes that records of one day are walked along: they say which day"""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = ("events", "initiatives", "sources")
KEYS = ("title_sort_de", "title_sort_en", "added_in")


def upgrade() -> None:
    for table in TABLES:
        for key in KEYS:
            old = list(dict.fromkeys((key, "id", "removed_in", "added_in")))
            new = [*old, "earliest"]
            op.drop_index(f"ix_{table}_{'_'.join(old)}", table)
            op.create_index(f"ix_{table}_{'_'.join(new)}", table, new, unique=False)
