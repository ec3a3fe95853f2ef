"""Revisions: every text that was ever saved, so that nothing written is lost."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, UTCDateTime, big_id, key, long_text

#: What made the revision.
SAVED, AUTOSAVED, LIVE = "saved", "autosaved", "published"


class Revision(Base):
    """A text as it was saved once; `number` counts within the post."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"), Base.__table_args__)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(key(16), default=SAVED)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(long_text())
    source_format: Mapped[str] = mapped_column(key(16))
    #: The other fields of the form, by name.
    fields: Mapped[dict[str, object]] = mapped_column(JSON)
    #: What the author says about the change.
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
