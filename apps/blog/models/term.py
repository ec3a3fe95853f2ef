"""Tags, categories and series: terms that posts are filed under."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.base import Base, key

TAG, CATEGORY, SERIES = "tag", "category", "series"


class Term(Base):
    """What posts are filed under; one table, so that a post's terms are one query."""

    __tablename__ = "terms"
    seen_by_readers = True
    __table_args__ = (UniqueConstraint("kind", "slug_key"), UniqueConstraint("kind", "name_key"), Base.__table_args__)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(key(16))
    name: Mapped[str] = mapped_column(String(120))
    #: The folded name, by which a tag is found again: "C" and "C++" differ, and so do two emoji. A category's stands
    #: behind its parent's id, for every subject may have its own "Notes".
    name_key: Mapped[str] = mapped_column(key(190))
    slug: Mapped[str] = mapped_column(String(120))
    slug_key: Mapped[str] = mapped_column(key(190))
    description: Mapped[str] = mapped_column(String(1000), default="")
    #: Categories form a tree; tags have no parent.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Tag(Term):
    """A word on a post."""

    __mapper_args__ = {"polymorphic_identity": TAG}


class Category(Term):
    """A place in the tree of subjects."""

    __mapper_args__ = {"polymorphic_identity": CATEGORY}


class Series(Term):
    """Posts that are read one after the other; a post belongs to one at most, by its own columns."""

    __mapper_args__ = {"polymorphic_identity": SERIES}


class PostTerm(Base):
    """That a post is filed under a term."""

    __tablename__ = "post_terms"
    seen_by_readers = True

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    term: Mapped[Term] = relationship(lazy="raise")
