"""The tables of version 1"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, bytewise, nullable=nullable) for name in names]


def create_published(table: str, *own: sa.Column, sorted_by: tuple[str, ...] = ()) -> None:
    """A table of published versions: its own columns, those that all have, and an index for each column to sort by."""
    op.create_table(
        table,
        *own,
        sa.Column("pk", sa.Integer(), autoincrement=False, nullable=False),
        *texts("id"),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=False),
        *texts("title_de", "title_en", "title_sort_de", "title_sort_en", "document_de", "document_en", "untranslated", "refs"),
        sa.PrimaryKeyConstraint("pk", name=f"pk_{table}"),
    )
    for column in sorted(("added_in", "id", "title_sort_de", "title_sort_en", *sorted_by)):
        key = list(dict.fromkeys((column, "id", "removed_in")))
        op.create_index(f"ix_{table}_{'_'.join(key)}", table, key, unique=False)


def upgrade() -> None:
    create_published("challenges", *texts("certainty", "kind", "phase"), *texts("quadrant", nullable=True))
    create_published(
        "events",
        *texts("certainty", "format", "status", "phase", "country"),
        *texts("city_de", "city_en", "parent", nullable=True),
        *texts("earliest", "latest"),
        sorted_by=("earliest",),
    )
    create_published("guidelines", *texts("certainty", "kind"), *texts("group", "rank", "action_field", nullable=True))
    create_published(
        "initiatives",
        *texts("certainty", "level"),
        sa.Column("named_in_announcement", sa.Boolean(), nullable=False),
        *texts("earliest", "latest", nullable=True),
        sorted_by=("earliest",),
    )
    create_published(
        "releases",
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("published_at", "sha256", "fingerprint"),
        sorted_by=("number",),
    )
    op.create_table(
        "removals",
        *texts("resource", "id"),
        sa.Column("release", sa.Integer(), nullable=False),
        *texts("reason_de", "reason_en"),
        sa.PrimaryKeyConstraint("resource", "id", "release", name="pk_removals"),
    )
    create_published(
        "sources",
        *texts("certainty", "kind"),
        *texts("document_type", "publisher", "earliest", "latest", nullable=True),
        sorted_by=("earliest",),
    )
    create_published(
        "stakeholder_groups",
        *texts("certainty", "type", "phase"),
        *texts("city_de", "city_en", "parent", nullable=True),
    )
    op.create_table(
        "terms",
        *texts("resource", "field", "value"),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("resource", "field", "value", "row", name="pk_terms"),
        sqlite_with_rowid=False,
    )
