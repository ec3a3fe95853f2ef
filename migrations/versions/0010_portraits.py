"""Portraits of those who write."""

import sqlalchemy as sa

from migrations.columns import column, drop_column, key

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the previous release shows nobody's."""
    column("users", sa.Column("portrait", key(64), nullable=True))


def downgrade() -> None:
    """Drop the column; the files stay where uploads lie."""
    drop_column("users", "portrait")
