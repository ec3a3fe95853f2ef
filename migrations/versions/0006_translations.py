"""Translations: one text for each language of a group, and lists that leave the others out without reading rows."""

from migrations.columns import drop_index, index

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LISTED = ["kind", "status", "visibility", "deleted_at", "published_at", "id", "unpublished_at"]


def upgrade() -> None:
    """Replace two indexes."""
    index("ix_posts_translation_group_language", "posts", ["translation_group", "language"], unique=True)
    drop_index("ix_posts_translation_group", "posts")
    drop_index("ix_posts_listed", "posts")
    index("ix_posts_listed", "posts", [*_LISTED, "translation_group", "language"])


def downgrade() -> None:
    """Put the former ones back."""
    drop_index("ix_posts_listed", "posts")
    index("ix_posts_listed", "posts", _LISTED)
    index("ix_posts_translation_group", "posts", ["translation_group"])
    drop_index("ix_posts_translation_group_language", "posts")
