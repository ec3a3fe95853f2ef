"""Reading on: what is pinned is found by an index, and posts wait for those that are like them."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import big_id, drop, drop_index, index, table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index and a table; all that is published is due."""
    index("ix_posts_pinned", "posts", ["pinned"])
    table(
        "related_due",
        sa.Column("post_id", big_id(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_related_due"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_related_due_post_id_posts", ondelete="CASCADE"),
    )
    op.execute(
        "INSERT INTO related_due (post_id) SELECT id FROM posts WHERE kind = 'post' AND status = 'published' "
        "AND id NOT IN (SELECT post_id FROM related_due)"
    )


def downgrade() -> None:
    """Drop them."""
    drop("related_due")
    drop_index("ix_posts_pinned", "posts")
