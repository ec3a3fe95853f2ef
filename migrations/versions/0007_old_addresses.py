"""Old addresses that lead to imported posts, found by a key; room for the ids that posts had in their old feeds."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import column, drop_column, drop_index, index, key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, and widen one."""
    column("import_sources", sa.Column("old_key", key(64), nullable=False, server_default=""))
    index("ix_import_sources_old_key", "import_sources", ["old_key"])
    with op.batch_alter_table("posts") as batch:
        batch.alter_column("feed_id", existing_type=key(64), type_=key(255), existing_nullable=False)


def downgrade() -> None:
    """Take them back; a longer id would be cut, so such posts get one of their own again."""
    op.execute(sa.text("UPDATE posts SET feed_id = CAST(id AS CHAR) WHERE LENGTH(feed_id) > 64"))
    with op.batch_alter_table("posts") as batch:
        batch.alter_column("feed_id", existing_type=key(255), type_=key(64), existing_nullable=False)
    drop_index("ix_import_sources_old_key", "import_sources")
    drop_column("import_sources", "old_key")
