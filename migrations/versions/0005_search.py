"""Search: the words of each text, in the engine's own full-text index."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import big_id, drop, key, table, tokens

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: SQLite keeps the words in its own kind of table, and leaves the columns of the plain one empty.
_FTS5 = "CREATE VIRTUAL TABLE IF NOT EXISTS post_search_fts USING fts5(title, body, tokenize='ascii', prefix='5 6')"
#: One statement for each: InnoDB builds one full-text index at a time.
_FULLTEXT = {"ft_post_search_fts_all": "title, body", "ft_post_search_fts_title": "title"}


def upgrade() -> None:
    """Add the tables; `manage.py search reindex` fills them for the texts that are there."""
    table(
        "post_search",
        sa.Column("post_id", big_id(), nullable=False),
        sa.Column("title", tokens(), nullable=False),
        sa.Column("body", tokens(), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_post_search"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_search_post_id_posts", ondelete="CASCADE"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_FTS5)
        return
    made = {found["name"] for found in sa.inspect(op.get_bind()).get_indexes("post_search")}
    for name, columns in _FULLTEXT.items():
        if name not in made:
            op.execute(f"CREATE FULLTEXT INDEX {name} ON post_search ({columns})")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS post_search_fts")
    drop("post_search")
