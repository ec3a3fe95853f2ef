"""Posts, terms, revisions and where imports came from."""

import sqlalchemy as sa

from migrations.columns import big_id, drop, index, key, long_text, moment, table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    table(
        "posts",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("slug_key", key(190), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("summary", sa.String(1000), nullable=False),
        sa.Column("source", long_text(), nullable=False),
        sa.Column("source_format", key(16), nullable=False),
        sa.Column("html", long_text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.String(1000), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("reading_minutes", sa.Integer(), nullable=False),
        sa.Column("language", key(35), nullable=False),
        sa.Column("translation_group", key(36), nullable=True),
        sa.Column("status", key(16), nullable=False),
        sa.Column("visibility", key(16), nullable=False),
        sa.Column("password_hash", key(255), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("comments_open", sa.Boolean(), nullable=False),
        sa.Column("published_at", moment(), nullable=True),
        sa.Column("unpublished_at", moment(), nullable=True),
        sa.Column("corrected_at", moment(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("updated_at", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_id", key(64), nullable=True),
        sa.Column("feed_id", key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("feed_id", name="uq_posts_feed_id"),
        sa.UniqueConstraint("form_id", name="uq_posts_form_id"),
        sa.UniqueConstraint("kind", "slug_key", name="uq_posts_kind_slug_key"),
    )
    index("ix_posts_desk", "posts", ["kind", "deleted_at", "updated_at", "id"])
    index("ix_posts_html_version", "posts", ["html_version"])
    index(
        "ix_posts_listed",
        "posts",
        ["kind", "status", "visibility", "deleted_at", "published_at", "id", "unpublished_at"],
    )
    index("ix_posts_translation_group", "posts", ["translation_group"])
    index("ix_posts_unpublished_at", "posts", ["unpublished_at"])
    table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", key(190), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("slug_key", key(190), nullable=False),
        sa.Column("description", sa.String(1000), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
        sa.ForeignKeyConstraint(["parent_id"], ["terms.id"], name="fk_terms_parent_id_terms", ondelete="SET NULL"),
        sa.UniqueConstraint("kind", "name_key", name="uq_terms_kind_name_key"),
        sa.UniqueConstraint("kind", "slug_key", name="uq_terms_kind_slug_key"),
    )
    index("ix_terms_parent_id", "terms", ["parent_id"])
    table(
        "former_slugs",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("slug_key", key(190), nullable=False),
        sa.Column("post_id", big_id(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former_slugs"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_former_slugs_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name="fk_former_slugs_term_id_terms", ondelete="CASCADE"),
        sa.UniqueConstraint("kind", "slug_key", name="uq_former_slugs_kind_slug_key"),
    )
    index("ix_former_slugs_post_id", "former_slugs", ["post_id"])
    index("ix_former_slugs_term_id", "former_slugs", ["term_id"])
    table(
        "import_sources",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("system", key(16), nullable=False),
        sa.Column("source_key", key(64), nullable=False),
        sa.Column("source_id", sa.String(500), nullable=False),
        sa.Column("post_id", big_id(), nullable=True),
        sa.Column("old_address", sa.String(1000), nullable=False),
        sa.Column("content_hash", key(64), nullable=False),
        sa.Column("post_version", sa.Integer(), nullable=False),
        sa.Column("imported_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_sources"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_import_sources_post_id_posts", ondelete="SET NULL"),
        sa.UniqueConstraint("system", "source_key", name="uq_import_sources_system_source_key"),
    )
    index("ix_import_sources_post_id", "import_sources", ["post_id"])
    table(
        "post_authors",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "user_id", name="pk_post_authors"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_authors_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_post_authors_user_id_users", ondelete="CASCADE"),
    )
    index("ix_post_authors_user_id", "post_authors", ["user_id"])
    table(
        "post_changes",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("source", long_text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("updated_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_post_changes"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_changes_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_post_changes_user_id_users", ondelete="SET NULL"),
    )
    index("ix_post_changes_user_id", "post_changes", ["user_id"])
    table(
        "post_fields",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("name", key(64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "name", name="pk_post_fields"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_fields_post_id_posts", ondelete="CASCADE"),
    )
    table(
        "post_terms",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "term_id", name="pk_post_terms"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_terms_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name="fk_post_terms_term_id_terms", ondelete="CASCADE"),
    )
    index("ix_post_terms_term_id", "post_terms", ["term_id"])
    table(
        "revisions",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", key(16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("source", long_text(), nullable=False),
        sa.Column("source_format", key(16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_revisions_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_revisions_user_id_users", ondelete="SET NULL"),
        sa.UniqueConstraint("post_id", "number", name="uq_revisions_post_id_number"),
    )
    index("ix_revisions_user_id", "revisions", ["user_id"])


def downgrade() -> None:
    """Drop the tables."""
    drop(
        "revisions",
        "post_terms",
        "post_fields",
        "post_changes",
        "post_authors",
        "import_sources",
        "former_slugs",
        "terms",
        "posts",
    )
