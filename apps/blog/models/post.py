"""Posts and pages: the text as it is live, its pending change, its authors, fields and former addresses."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from apps.auth.models import User
from apps.blog.models.term import Category, PostTerm, Series, Tag, Term
from core import clock
from core.database.base import Base, UTCDateTime, big_id, key, long_text

#: What a row of `posts` is.
POST, PAGE = "post", "page"
#: Where it stands; "scheduled" and "withdrawn" follow from the dates.
DRAFT, REVIEW, PUBLISHED = "draft", "review", "published"
MARKDOWN, HTML = "markdown", "html"
PUBLIC, UNLISTED, MEMBERS, PRIVATE, PASSWORD = "public", "unlisted", "members", "private", "password"
#: Characters of a text that stand for a title it hasn't got.
_BEGINNING = 60


def _feed_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def heading_of(title: str, excerpt: str, slug: str) -> str:
    """Return what a text is called where it is linked: its title, else how it begins, else its slug."""
    beginning = excerpt if len(excerpt) <= _BEGINNING else excerpt[:_BEGINNING].rstrip() + "…"
    return title or beginning or slug


class Post(Base):
    """A post or a page."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("kind", "slug_key"),
        # The last columns let a list skip to its page, and count, without reading the rows themselves.
        Index(
            "ix_posts_listed",
            *("kind", "status", "visibility", "deleted_at", "published_at", "id", "unpublished_at"),
            *("translation_group", "language"),
        ),
        # A group has one text for each language.
        Index("ix_posts_translation_group_language", "translation_group", "language", unique=True),
        Index("ix_posts_desk", "kind", "deleted_at", "updated_at", "id"),
        Base.__table_args__,
    )

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    kind: Mapped[str] = mapped_column(key(16), default=POST)
    slug: Mapped[str] = mapped_column(String(120))
    #: NFKC and case folded: what must be unique.
    slug_key: Mapped[str] = mapped_column(key(190))
    title: Mapped[str] = mapped_column(String(255))
    #: The line under the title; also the description for machines.
    summary: Mapped[str] = mapped_column(String(1000), default="")
    source: Mapped[str] = mapped_column(long_text(), default="", deferred=True, deferred_group="text")
    source_format: Mapped[str] = mapped_column(key(16), default=MARKDOWN)
    #: Clean HTML, made from the source when it was saved, by the renderer of `html_version`.
    html: Mapped[str] = mapped_column(long_text(), default="", deferred=True, deferred_group="text")
    html_version: Mapped[int] = mapped_column(default=0, index=True)
    excerpt: Mapped[str] = mapped_column(String(1000), default="")
    word_count: Mapped[int] = mapped_column(default=0)
    reading_minutes: Mapped[int] = mapped_column(default=1)
    #: BCP 47, and what its translations have in common.
    language: Mapped[str] = mapped_column(key(35), default="en")
    translation_group: Mapped[str | None] = mapped_column(key(36))
    status: Mapped[str] = mapped_column(key(16), default=DRAFT)
    visibility: Mapped[str] = mapped_column(key(16), default=PUBLIC)
    password_hash: Mapped[str | None] = mapped_column(key(255))
    #: Stands before all others on the home page.
    pinned: Mapped[bool] = mapped_column(default=False, index=True)
    #: The picture that stands for the post, by its full address; without its size nothing is shown, for pages may not
    #: jump when it comes.
    cover_url: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    cover_alt: Mapped[str] = mapped_column(String(300), default="", server_default="")
    cover_width: Mapped[int] = mapped_column(default=0, server_default="0")
    cover_height: Mapped[int] = mapped_column(default=0, server_default="0")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id", ondelete="SET NULL"), index=True)
    #: Which part of its series it is, from 1; parts of equal number follow each other by date.
    series_part: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Pages: whether the menu names it, and where among the pages it stands.
    in_menu: Mapped[bool] = mapped_column(default=True, server_default="1")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    comments_open: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unpublished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    #: When readers were told of a correction; small edits leave it.
    corrected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Counts every save; a form that was opened before the last one is told so.
    version: Mapped[int] = mapped_column(default=1)
    #: From the form that created it: sending the form twice makes one row.
    form_id: Mapped[str | None] = mapped_column(key(64), unique=True)
    #: Atom's id: stays whatever happens to the address; of an imported text it is the one that readers know.
    feed_id: Mapped[str] = mapped_column(key(255), default=_feed_id, unique=True)

    author_links: Mapped[list["PostAuthor"]] = relationship(
        order_by="PostAuthor.position", cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )
    term_links: Mapped[list[PostTerm]] = relationship(
        order_by=PostTerm.position, cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )
    series: Mapped[Series | None] = relationship(lazy="raise")
    change: Mapped["PendingChange | None"] = relationship(
        cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )

    @property
    def authors(self) -> list[User]:
        """Return the authors in their order."""
        return [link.user for link in self.author_links]

    @property
    def tags(self) -> list[Term]:
        """Return the tags in the order they were given."""
        return [link.term for link in self.term_links if isinstance(link.term, Tag)]

    @property
    def categories(self) -> list[Term]:
        """Return the categories, the main one first."""
        return [link.term for link in self.term_links if isinstance(link.term, Category)]

    @property
    def heading(self) -> str:
        """Return what the post is called where it is linked."""
        return heading_of(self.title, self.excerpt, self.slug)

    @property
    def seen_by_readers(self) -> bool:  # type: ignore[override]
        """Tell whether a change of this row is seen: saving a draft leaves what is kept for readers alone."""
        before = inspect(self).attrs.status.history.deleted or ()
        return PUBLISHED in {self.status, *before}

    @property
    def is_live(self) -> bool:
        """Tell whether readers can see it at this moment."""
        present = clock.now()
        return (
            self.status == PUBLISHED
            and self.deleted_at is None
            and self.published_at is not None
            and self.published_at <= present
            and (self.unpublished_at is None or present < self.unpublished_at)
        )

    @property
    def state(self) -> str:
        """Return the word for where it stands: draft, review, scheduled, published or withdrawn."""
        if self.status != PUBLISHED or self.published_at is None:
            return self.status
        present = clock.now()
        if self.published_at > present:
            return "scheduled"
        if self.unpublished_at is not None and self.unpublished_at <= present:
            return "withdrawn"
        return PUBLISHED

    def is_owned_by(self, user_id: int) -> bool:
        """Tell whether that user is one of the authors."""
        return any(link.user_id == user_id for link in self.author_links)


class PostAuthor(Base):
    """One of the authors of a post."""

    __tablename__ = "post_authors"
    seen_by_readers = True

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship(lazy="raise")


class PendingChange(Base):
    """What is being written about a live post and isn't shown yet."""

    __tablename__ = "post_changes"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(long_text())
    #: The other fields of the form (slug, summary, tags, language…), by name.
    fields: Mapped[dict[str, object]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PostField(Base):
    """A custom field of a post: a typed value under a name."""

    __tablename__ = "post_fields"
    seen_by_readers = True

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(key(64), primary_key=True)
    value: Mapped[object] = mapped_column(JSON)


class FormerSlug(Base):
    """An address a post or a term once had; it leads to the present one."""

    __tablename__ = "former_slugs"
    __table_args__ = (UniqueConstraint("kind", "slug_key"), Base.__table_args__)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    #: post, page, tag or category.
    kind: Mapped[str] = mapped_column(key(16))
    slug_key: Mapped[str] = mapped_column(key(190))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
