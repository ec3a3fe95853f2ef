"""Where something imported came from, so that a second run changes nothing and old addresses keep answering."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, UTCDateTime, big_id, key


class ImportSource(Base):
    """The origin of one post."""

    __tablename__ = "import_sources"
    __table_args__ = (UniqueConstraint("system", "source_key"), Base.__table_args__)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    #: jekyll, markdown, hexo, wordpress, ghost.
    system: Mapped[str] = mapped_column(key(16))
    #: sha256 of the id there: a file's path or a number.
    source_key: Mapped[str] = mapped_column(key(64))
    source_id: Mapped[str] = mapped_column(String(500))
    #: None when the post is gone for good, so that no later run brings it back.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    old_address: Mapped[str] = mapped_column(String(1000), default="")
    #: What all spellings of that address have in common, by which it is found: apps.blog.services.reach.old_addresses.
    old_key: Mapped[str] = mapped_column(key(64), default="", server_default="", index=True)
    #: sha256 of what was imported, and the post's version it made: tells a change there from a change here.
    content_hash: Mapped[str] = mapped_column(key(64))
    post_version: Mapped[int] = mapped_column(default=1)
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
