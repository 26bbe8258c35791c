"""Indexes for every filter, samples, and two more columns to filter by"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FILTERS = {
    "challenges": ("certainty", "kind", "phase", "quadrant", "horizon_year"),
    "events": ("certainty", "format", "status", "phase", "country", "city_de", "city_en", "parent", "latest", "horizon_year"),
    "guidelines": ("certainty", "kind", "group", "rank", "action_field", "horizon_year"),
    "initiatives": ("certainty", "level", "named_in_announcement", "latest"),
    "releases": ("published_at", "sha256", "fingerprint"),
    "sources": ("certainty", "kind", "document_type", "publisher", "latest", "page_count"),
    "stakeholder_groups": ("certainty", "type", "phase", "city_de", "city_en", "parent"),
}
NUMBERS = {"challenges": "horizon_year", "events": "horizon_year", "guidelines": "horizon_year", "sources": "page_count"}


def upgrade() -> None:
    for table, filters in FILTERS.items():
        # The loader fills the new columns: it replays the log when the schemas have changed.
        op.add_column(table, sa.Column("shuffle", sa.Integer(), server_default="0", nullable=False))
        if table in NUMBERS:
            op.add_column(table, sa.Column(NUMBERS[table], sa.Integer(), nullable=True))
        for column in ("shuffle", *filters):
            op.create_index(f"ix_{table}_{column}_id_removed_in", table, [column, "id", "removed_in"], unique=False)
    op.create_index("ix_terms_resource_row_field", "terms", ["resource", "row", "field"], unique=False)
