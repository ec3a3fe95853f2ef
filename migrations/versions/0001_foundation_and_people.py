"""The foundation's tables and people's."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import big_id, drop, index, key, long_text, moment, table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    table(
        "generations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", key(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_generations"),
    )
    table(
        "jobs",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("kind", key(64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", key(16), nullable=False),
        sa.Column("unique_key", key(128), nullable=True),
        sa.Column("run_at", moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", moment(), nullable=True),
        sa.Column("lease", key(32), nullable=True),
        sa.Column("error", long_text(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("finished_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("unique_key", name="uq_jobs_unique_key"),
    )
    index("ix_jobs_due", "jobs", ["state", "run_at"])
    table(
        "limits",
        sa.Column("bucket", key(64), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("ends_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_limits"),
    )
    index("ix_limits_ends_at", "limits", ["ends_at"])
    table(
        "sessions",
        sa.Column("id_hash", key(64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_sessions"),
    )
    index("ix_sessions_expires_at", "sessions", ["expires_at"])
    table(
        "settings",
        sa.Column("name", key(64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_key", key(190), nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("email_key", key(254), nullable=True),
        sa.Column("password_hash", key(255), nullable=True),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("state", key(16), nullable=False),
        sa.Column("language", key(16), nullable=True),
        sa.Column("bio", long_text(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
        sa.UniqueConstraint("name_key", name="uq_users_name_key"),
    )
    table(
        "audit_events",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("action", key(64), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(190), nullable=False),
        sa.Column("object_type", key(32), nullable=False),
        sa.Column("object_id", key(64), nullable=False),
        sa.Column("ip", key(45), nullable=False),
        sa.Column("request_id", key(64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_audit_events_actor_id_users", ondelete="SET NULL"),
    )
    index("ix_audit_events_action", "audit_events", ["action"])
    index("ix_audit_events_actor_id", "audit_events", ["actor_id"])
    index("ix_audit_events_at", "audit_events", ["at"])
    table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("purpose", key(16), nullable=False),
        sa.Column("token_hash", key(64), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_links"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_one_time_links_user_id_users", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_one_time_links_token_hash"),
    )
    index("ix_one_time_links_purpose", "one_time_links", ["purpose"])
    index("ix_one_time_links_user_id", "one_time_links", ["user_id"])
    table(
        "user_sessions",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("id_hash", key(64), nullable=False),
        sa.Column("previous_hash", key(64), nullable=True),
        sa.Column("rotated_at", moment(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("last_seen_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.Column("revoked_at", moment(), nullable=True),
        sa.Column("remember", sa.Boolean(), nullable=False),
        sa.Column("ip", key(45), nullable=False),
        sa.Column("user_agent", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_sessions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_sessions_user_id_users", ondelete="CASCADE"),
        sa.UniqueConstraint("id_hash", name="uq_user_sessions_id_hash"),
        sa.UniqueConstraint("previous_hash", name="uq_user_sessions_previous_hash"),
    )
    index("ix_user_sessions_expires_at", "user_sessions", ["expires_at"])
    index("ix_user_sessions_user_id", "user_sessions", ["user_id"])

    generations = sa.table("generations", sa.column("id"), sa.column("value"))
    if not op.get_bind().scalar(sa.select(sa.func.count()).select_from(generations)):
        op.execute(generations.insert().values(id=1, value="first"))


def downgrade() -> None:
    """Drop the tables."""
    drop(
        "user_sessions",
        "one_time_links",
        "audit_events",
        "users",
        "settings",
        "sessions",
        "limits",
        "jobs",
        "generations",
    )
