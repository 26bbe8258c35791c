"""Indexes that rows are counted along: they say in which releases a row is in force"""

from alembic import op

revision = "0005"
down_revision = "0004"

OF_ALL = ("id", "title_sort_de", "title_sort_en", "added_in", "shuffle")
KEYS = {
    "challenges": ("certainty", "kind", "phase", "quadrant", "horizon_year"),
    "events": (
        "certainty", "format", "status", "phase", "country", "city_de", "city_en", "parent", "earliest", "latest", "horizon_year",
    ),
    "guidelines": ("certainty", "kind", "group", "rank", "action_field", "horizon_year"),
    "initiatives": ("certainty", "level", "named_in_announcement", "earliest", "latest"),
    "releases": ("number", "published_at", "sha256", "fingerprint"),
    "sources": ("certainty", "kind", "document_type", "publisher", "earliest", "latest", "page_count"),
    "stakeholder_groups": ("certainty", "type", "phase", "city_de", "city_en", "parent"),
}  # fmt: skip


def upgrade() -> None:
    for table, keys in KEYS.items():
        for key in (*OF_ALL, *keys):
            old = list(dict.fromkeys((key, "id", "removed_in")))
            new = list(dict.fromkeys((*old, "added_in")))
            if new != old:
                op.drop_index(f"ix_{table}_{'_'.join(old)}", table)
                op.create_index(f"ix_{table}_{'_'.join(new)}", table, new, unique=False)
