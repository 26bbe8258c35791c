"""Changes, and the successors of removed records"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, bytewise, nullable=nullable) for name in names]


def upgrade() -> None:
    op.create_table(
        "changes",
        *texts("action", "collection", "record_id"),
        sa.Column("pk", sa.Integer(), autoincrement=False, nullable=False),
        *texts("id"),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.Integer(), server_default="0", nullable=False),
        *texts("title_de", "title_en", "title_sort_de", "title_sort_en", "document_de", "document_en", "untranslated", "refs"),
        sa.PrimaryKeyConstraint("pk", name="pk_changes"),
    )
    for key in (["added_in", "action", "id"], ["action", "added_in", "id"], ["collection", "record_id", "added_in"]):
        op.create_index(f"ix_changes_{'_'.join(key)}", "changes", key, unique=False)
    for column in texts("renamed_to", "merged_into", nullable=True):
        op.add_column("removals", column)
