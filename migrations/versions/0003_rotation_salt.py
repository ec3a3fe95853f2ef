"""What a device's new session id is made of, until a browser has brought it."""

import sqlalchemy as sa

from migrations.columns import column, drop_column, key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the previous release leaves it empty, which says that the new id was brought."""
    column("user_sessions", sa.Column("rotation_salt", key(64), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    drop_column("user_sessions", "rotation_salt")
