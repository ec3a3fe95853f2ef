"""What readers see of posts and pages; what is visible is decided in each query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from apps.auth.models import User
from apps.blog.models.post import PAGE, POST, Post, PostAuthor
from apps.blog.models.related import RelatedPost
from apps.blog.models.term import PostTerm
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.access.visibility import ever_answering, listed, preferring, readable
from apps.blog.services.reading.links import Link, link_of, links
from apps.blog.services.reading.shelves import ALL, Shelf, count_on, lines_of, newest_first, page_of, window
from apps.blog.services.reading.translations import Translation
from core import clock
from core.database.base import UTCDateTime
from core.permissions import Person, can
from core.text.slugs import slug_key

PAGE_SIZE: Final = 10
#: Moments to come that are looked up at once.
MOMENTS: Final = 200
#: Posts that can stand before all others; what is pinned beyond them stands in its own place.
PINNED: Final = 50
#: Related posts that are shown.
RELATED: Final = 3
_PREVIOUS, _NEXT, _RELATED, _PARTNER = "previous", "next", "related", "partner"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a reader of one post may go on to: those before and after it in time, those like it, its translations."""

    previous: Link | None = None
    next: Link | None = None
    related: tuple[Link, ...] = ()
    #: By language.
    partners: tuple[Translation, ...] = ()


class PostService:
    """Read posts as a reader may."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find_published(self, slug: str, *, kind: str = POST) -> Post | None:
        """Return the text at an address, with its HTML, authors and terms; None if readers find none there."""
        found = self._db.scalars(_text_at(kind), {"slug_key": slug_key(slug)})
        return found.unique().one_or_none()

    def find_hidden(self, user: Person | None, slug: str, *, kind: str = POST) -> Post | None:
        """Return what readers don't see at an address, for somebody who may: an own draft, or any as an editor."""
        if user is None:
            return None
        here = (Post.kind == kind, Post.slug_key == slug_key(slug), Post.deleted_at.is_(None))
        statement = select(Post).where(*here).options(*alone_with_all(), undefer(Post.html))
        post = self._db.scalars(statement).unique().one_or_none()
        return post if post is not None and can(user, "post.view", post) else None

    def list_published(
        self, page: int = 1, size: int = PAGE_SIZE, *, shelf: Shelf = ALL, pinned: Sequence[int] = ()
    ) -> Sequence[Post]:
        """Return a page of a shelf, newest first, with authors and terms.

        The posts in `pinned` stand before all others, in that order, and nowhere else.
        """
        return self._page(page, size, shelf, pinned)

    def list_whole(
        self, page: int = 1, size: int = PAGE_SIZE, *, shelf: Shelf = ALL, pinned: Sequence[int] = ()
    ) -> Sequence[Post]:
        """Return the same with the HTML of each."""
        return self._page(page, size, shelf, pinned, with_html=True)

    def list_for_feed(self, size: int, *, shelf: Shelf = ALL) -> Sequence[Post]:
        """Return the newest posts of a shelf with their whole text, authors and terms."""
        return self._page(1, size, shelf, (), with_html=True)

    def list_lines(self, page: int, size: int, *, shelf: Shelf = ALL) -> tuple[Link, ...]:
        """Return links to a page of a shelf, newest first."""
        values = window(shelf, start=(page - 1) * size, size=size)
        return tuple(link_of(row) for row in self._db.execute(lines_of(shelf.shape), values))

    def count_published(self, shelf: Shelf = ALL) -> int:
        """Return how many posts of a shelf readers can see."""
        return self._db.scalar(count_on(shelf.shape), shelf.params) or 0

    def list_pinned(self, shelf: Shelf = ALL) -> tuple[int, ...]:
        """Return the ids of the posts that stand before all others, newest first."""
        # Not IS TRUE, for which MySQL asks no index.
        pinned = select(Post.id).where(Post.pinned == true(), *listed())
        if shelf.language:
            pinned = pinned.where(preferring(shelf.language))
        return tuple(self._db.scalars(newest_first(pinned).limit(PINNED)))

    def list_newest(self, size: int, *, shelf: Shelf = ALL) -> tuple[Link, ...]:
        """Return links to the newest posts of a shelf."""
        return self.list_lines(1, size, shelf=shelf)

    def list_pages(self, size: int, *, language: str = "") -> tuple[Link, ...]:
        """Return links to the first pages that the menu names, in the order their editors gave them."""
        pages = links().where(*listed(PAGE), Post.in_menu.is_(True))
        if language:
            pages = pages.where(preferring(language))
        rows = self._db.execute(pages.order_by(Post.position, Post.published_at, Post.id).limit(size))
        return tuple(link_of(row) for row in rows)

    def list_languages(self) -> list[str]:
        """Return the languages that listed posts are written in, by their BCP 47 tags."""
        return sorted(self._db.scalars(select(Post.language).where(*listed()).distinct()))

    def has_translations(self) -> bool:
        """Tell whether any text has a group of translations, for lists to look at languages."""
        return self._db.scalar(select(Post.id).where(Post.translation_group.is_not(None)).limit(1)) is not None

    def neighbours(self, post: Post, *, language: str = "") -> Neighbours:
        """Return the posts before and after this one in time, and those most like it.

        With a `language` each translation stands for its whole group, as in lists.
        """
        values = {"moment": post.published_at, "id": post.id, "group": post.translation_group}
        found: dict[str, Link] = {}
        related: list[Link] = []
        partners: list[Translation] = []
        for row in self._db.execute(_around(language), values):
            link = link_of(row)
            if row.side == _RELATED:
                related.append(link)
            elif row.side == _PARTNER:
                partners.append(Translation(row.id, POST, link.language, link.slug, link.title))
            else:
                found[row.side] = link
        partners.sort(key=lambda partner: partner.language)
        return Neighbours(**found, related=tuple(related[:RELATED]), partners=tuple(partners))

    def next_moments(self) -> tuple[datetime, ...]:
        """Return the next moments at which something appears or goes without anybody doing anything, soonest first."""
        present = clock.now()
        appear = select(Post.published_at.label("at")).where(*ever_answering(), Post.published_at > present)
        go = select(Post.unpublished_at.label("at")).where(*ever_answering(), Post.unpublished_at > present)
        sides = (side.order_by("at").limit(MOMENTS).subquery() for side in (appear, go))
        moments = self._db.execute(union_all(*(select(side.c.at) for side in sides)))
        return tuple(sorted(at for (at,) in moments))[:MOMENTS]

    def _page(
        self, page: int, size: int, shelf: Shelf, pinned: Sequence[int], *, with_html: bool = False
    ) -> Sequence[Post]:
        start = (page - 1) * size
        first = list(pinned[start : start + size])
        statement = page_of(shelf.shape, pinned=bool(pinned), with_html=with_html)
        values = {**window(shelf, start=max(0, start - len(pinned)), size=size - len(first))}
        if pinned:
            values |= {"pinned": first, "without": list(pinned)}
        posts = self._db.scalars(statement, values).unique().all()
        order = {id: place for place, id in enumerate(first)}
        return sorted(posts, key=lambda post: order.get(post.id, len(order))) if first else posts


# Statements that pages wait for are made once: making one takes as long as running it.


@cache
def _text_at(kind: str) -> Select[Post]:
    """Return the statement for the text at the address :slug_key."""
    here = Post.slug_key == bindparam("slug_key")
    authors = joinedload(Post.author_links).joinedload(PostAuthor.user)
    return (
        select(Post)
        .where(here, *readable(kind))
        .options(
            authors.load_only(User.name, User.display_name, User.bio, User.portrait),
            selectinload(Post.term_links).joinedload(PostTerm.term),
            undefer(Post.html),
        )
    )


@cache
def _around(language: str) -> Select[*tuple[Any, ...]]:
    """Return the statement for links to what is around the post :id of :moment and :group, each with its side."""
    moment = bindparam("moment", type_=UTCDateTime())
    # The ids come from the index alone; with the other columns the engine would rather read all rows before it.
    before = or_(Post.published_at < moment, Post.id < bindparam("id"))
    after = or_(Post.published_at > moment, Post.id > bindparam("id"))
    conditions = (*listed(), preferring(language)) if language else listed()
    one = select(Post.id).where(*conditions).limit(1)
    older = newest_first(one.where(Post.published_at <= moment, before)).subquery()
    newer = one.where(Post.published_at >= moment, after).order_by(Post.published_at, Post.id).subquery()
    other = aliased(Post)
    is_partner = (other.translation_group == bindparam("group"), other.id != bindparam("id"))
    sides = (
        select(literal(_PREVIOUS).label("side"), older.c.id, literal(0).label("position")),
        select(literal(_NEXT), newer.c.id, literal(0)),
        select(literal(_RELATED), RelatedPost.other_id, RelatedPost.position).where(
            RelatedPost.post_id == bindparam("id")
        ),
        select(literal(_PARTNER), other.id, literal(0)).where(*is_partner),
    )
    near = union_all(*sides).subquery()
    return links(near.c.side, Post.id).join(near, near.c.id == Post.id).where(*listed()).order_by(near.c.position)
