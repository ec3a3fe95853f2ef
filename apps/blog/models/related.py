"""Related posts: which others a reader of one may like, found when it was saved."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base


class RelatedPost(Base):
    """That `other_id` is related to `post_id`; position 0 is nearest."""

    __tablename__ = "related_posts"
    seen_by_readers = True

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class RelatedDue(Base):
    """That a post was saved since its related ones were looked for."""

    __tablename__ = "related_due"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
