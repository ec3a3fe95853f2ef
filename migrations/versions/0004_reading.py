"""What readers find their way by: covers, series, related posts, the order of pages; links to what isn't out yet."""

import sqlalchemy as sa

from migrations.columns import (
    big_id,
    column,
    drop,
    drop_column,
    drop_foreign_key,
    drop_index,
    foreign_key,
    index,
    key,
    moment,
    table,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ADDED = ("cover_url", "cover_alt", "cover_width", "cover_height", "series_part", "in_menu", "position")


def upgrade() -> None:
    """Add columns, with defaults by which the previous release goes on writing, and two tables."""
    column("posts", sa.Column("cover_url", sa.String(1000), nullable=False, server_default=""))
    column("posts", sa.Column("cover_alt", sa.String(300), nullable=False, server_default=""))
    column("posts", sa.Column("cover_width", sa.Integer(), nullable=False, server_default="0"))
    column("posts", sa.Column("cover_height", sa.Integer(), nullable=False, server_default="0"))
    column("posts", sa.Column("series_part", sa.Integer(), nullable=False, server_default="0"))
    column("posts", sa.Column("in_menu", sa.Boolean(), nullable=False, server_default="1"))
    column("posts", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    column("posts", sa.Column("series_id", sa.Integer(), nullable=True))
    index("ix_posts_series_id", "posts", ["series_id"])
    foreign_key("fk_posts_series_id_terms", "posts", "series_id", "terms")
    table(
        "related_posts",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("other_id", big_id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "other_id", name="pk_related_posts"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_related_posts_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["posts.id"], name="fk_related_posts_other_id_posts", ondelete="CASCADE"),
    )
    index("ix_related_posts_other_id", "related_posts", ["other_id"])
    table(
        "preview_links",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", key(64), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_preview_links"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_preview_links_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_preview_links_user_id_users", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_preview_links_token_hash"),
    )
    index("ix_preview_links_expires_at", "preview_links", ["expires_at"])
    index("ix_preview_links_post_id", "preview_links", ["post_id"])
    index("ix_preview_links_user_id", "preview_links", ["user_id"])


def downgrade() -> None:
    """Drop them."""
    drop("preview_links", "related_posts")
    drop_foreign_key("fk_posts_series_id_terms", "posts")
    drop_index("ix_posts_series_id", "posts")
    drop_column("posts", "series_id")
    for name in reversed(_ADDED):
        drop_column("posts", name)
