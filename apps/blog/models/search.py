"""The search index: the words of each text as the database's own full-text search takes them."""

from sqlalchemy import ForeignKey, Text, column, table
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import MYSQL, Base, key

#: SQLite's table of the same words. It is no model's: it has no columns that alembic could compare.
POST_WORDS = table("post_search_fts", column("rowid"), column("title"), column("body"))


def _tokens() -> Text:
    return Text().with_variant(mysql.MEDIUMTEXT(charset="ascii", collation="ascii_bin"), *MYSQL)


class PostSearch(Base):
    """What one text is found by; MySQL has full-text indexes over (title, body) and (title), see migration 0005."""

    __tablename__ = "post_search"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    #: Tokens of core.text.search; empty on SQLite, where POST_WORDS has them.
    title: Mapped[str] = mapped_column(_tokens())
    body: Mapped[str] = mapped_column(_tokens())
    #: Tells whether the text, or the way of making tokens, has changed since.
    digest: Mapped[str] = mapped_column(key(64))
