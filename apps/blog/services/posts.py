"""What readers see of posts and pages; what is visible is decided in each query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVarTuple

from sqlalchemy import Row, Select, bindparam, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, undefer

from apps.auth.models import User
from apps.blog.models.post import PAGE, POST, PUBLIC, PUBLISHED, UNLISTED, FormerSlug, Post, PostAuthor, heading_of
from apps.blog.models.term import PostTerm
from apps.blog.services.access import alone_with_all, few_with_people_and_terms
from apps.blog.services.visibility import listed, readable
from core import clock
from core.errors import NotFound
from core.permissions import Person, can
from core.text.slugs import slug_key

Columns = TypeVarTuple("Columns")
PAGE_SIZE: Final = 10
#: Moments to come that are looked up at once.
MOMENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A post as far as a link to it needs it."""

    title: str
    slug: str
    language: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The posts before and after one, in time."""

    previous: Link | None = None
    next: Link | None = None


class PostService:
    """Read posts as a reader may."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find_published(self, slug: str, *, kind: str = POST) -> Post | None:
        """Return the text at an address, with its HTML, authors and terms; None if readers find none there."""
        found = self._db.scalars(_text_at(kind), {"slug_key": slug_key(slug)})
        return found.unique().one_or_none()

    def get_published(self, slug: str) -> Post:
        """Return the post at an address; raise NotFound if readers find none there."""
        return _found(self.find_published(slug))

    def get_page(self, slug: str) -> Post:
        """Return the page at an address; raise NotFound if readers find none there."""
        return _found(self.find_published(slug, kind=PAGE))

    def find_hidden(self, user: Person | None, slug: str, *, kind: str = POST) -> Post | None:
        """Return what readers don't see at an address, for somebody who may: an own draft, or any as an editor."""
        if user is None:
            return None
        here = (Post.kind == kind, Post.slug_key == slug_key(slug), Post.deleted_at.is_(None))
        statement = select(Post).where(*here).options(*alone_with_all(), undefer(Post.html))
        post = self._db.scalars(statement).unique().one_or_none()
        return post if post is not None and can(user, "post.view", post) else None

    def find_redirect(self, kind: str, slug: str) -> str | None:
        """Return the present slug of the text that had this one, if readers may see it; else None."""
        moved = select(Post.slug).join(FormerSlug, FormerSlug.post_id == Post.id)
        here = (FormerSlug.kind == kind, FormerSlug.slug_key == slug_key(slug))
        return self._db.scalar(moved.where(*here, *readable(kind)))

    def list_published(self, page: int = 1, size: int = PAGE_SIZE, *, term_id: int | None = None) -> Sequence[Post]:
        """Return a page of the published posts, newest first, with authors and terms."""
        window = {"size": size, "start": (page - 1) * size, "term": term_id}
        return self._listed(_page_of_list(of_term=term_id is not None), window)

    def list_for_feed(self, size: int) -> Sequence[Post]:
        """Return the newest posts with their whole text, authors and terms."""
        return self._listed(_page_of_list(with_html=True), {"size": size, "start": 0})

    def count_published(self, *, term_id: int | None = None) -> int:
        """Return how many posts readers can see, under a tag or category if one is given."""
        ids = _ids(of_term=term_id is not None).order_by(None).subquery()
        return self._db.scalar(select(func.count()).select_from(ids), {"term": term_id}) or 0

    def list_newest(self, size: int) -> tuple[Link, ...]:
        """Return links to the newest posts."""
        return tuple(_link(row) for row in self._db.execute(_newest_first(_links().where(*listed())).limit(size)))

    def list_pages(self, size: int) -> tuple[Link, ...]:
        """Return links to the first pages, in the order in which they were published."""
        pages = _links().where(*listed(PAGE)).order_by(Post.published_at, Post.id).limit(size)
        return tuple(_link(row) for row in self._db.execute(pages))

    def neighbours(self, post: Post) -> Neighbours:
        """Return the posts before and after this one, in time."""
        moment = post.published_at
        # The ids come from the index alone; with the other columns the engine would rather read all rows before it.
        before = or_(Post.published_at < moment, Post.id < post.id)
        after = or_(Post.published_at > moment, Post.id > post.id)
        one = select(Post.id).where(*listed()).limit(1)
        older = _newest_first(one.where(Post.published_at <= moment, before)).subquery()
        newer = one.where(Post.published_at >= moment, after).order_by(Post.published_at, Post.id).subquery()
        near = union_all(select(older.c.id), select(newer.c.id)).subquery()
        found: dict[str, Link] = {}
        for row in self._db.execute(_links(Post.id).join(near, near.c.id == Post.id)):
            side = "previous" if (row.published_at, row.id) < (moment, post.id) else "next"
            found[side] = _link(row)
        return Neighbours(**found)

    def has_several_authors(self) -> bool:
        """Tell whether posts of more than one person can be read."""
        theirs = select(PostAuthor.post_id).join(Post, Post.id == PostAuthor.post_id)
        # Person by person, each until one post is found: no look at all posts to learn that one wrote them.
        people = select(User.id).where(theirs.where(PostAuthor.user_id == User.id, *listed()).exists()).limit(2)
        return len(self._db.scalars(people).all()) > 1

    def next_moments(self) -> tuple[datetime, ...]:
        """Return the next moments at which something appears or goes without anybody doing anything, soonest first."""
        present = clock.now()
        # In full, so that the index leads to the few rows in question.
        live = (
            Post.kind.in_((POST, PAGE)),
            Post.status == PUBLISHED,
            Post.visibility.in_((PUBLIC, UNLISTED)),
            Post.deleted_at.is_(None),
        )
        appear = select(Post.published_at.label("at")).where(*live, Post.published_at > present)
        go = select(Post.unpublished_at.label("at")).where(*live, Post.unpublished_at > present)
        sides = (side.order_by("at").limit(MOMENTS).subquery() for side in (appear, go))
        moments = self._db.execute(union_all(*(select(side.c.at) for side in sides)))
        return tuple(sorted(at for (at,) in moments))[:MOMENTS]

    def _listed(self, statement: Select[Post], window: Mapping[str, int | None]) -> Sequence[Post]:
        return self._db.scalars(statement, window).unique().all()


# Statements that pages wait for are made once: making one takes as long as running it.


@cache
def _text_at(kind: str) -> Select[Post]:
    """Return the statement for the text at the address :slug_key."""
    here = Post.slug_key == bindparam("slug_key")
    return select(Post).where(here, *readable(kind)).options(*alone_with_all(), undefer(Post.html))


@cache
def _page_of_list(*, of_term: bool = False, with_html: bool = False) -> Select[Post]:
    """Return the statement for :size posts after the first :start, under the term :term if that is asked for."""
    # The ids are found first, so that what is joined comes to a few rows only.
    found = _ids(of_term=of_term).limit(bindparam("size")).offset(bindparam("start")).subquery()
    more = (undefer(Post.html),) if with_html else ()
    posts = select(Post).join(found, found.c.id == Post.id).options(*few_with_people_and_terms(), *more)
    return _newest_first(posts)


def _ids(*, of_term: bool) -> Select[int]:
    """Return the statement for what is listed, newest first: read from the index, however far down the page is."""
    ids = select(Post.id).where(*listed())
    if of_term:
        ids = ids.join(PostTerm, PostTerm.post_id == Post.id).where(PostTerm.term_id == bindparam("term"))
    return _newest_first(ids)


def _newest_first(statement: Select[*Columns]) -> Select[*Columns]:
    return statement.order_by(Post.published_at.desc(), Post.id.desc())


def _links(*before: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    columns = (Post.title, Post.excerpt, Post.slug, Post.language, Post.published_at)
    return select(*before, *columns)


def _link(row: Row[*tuple[Any, ...]]) -> Link:
    return Link(heading_of(row.title, row.excerpt, row.slug), row.slug, row.language, row.published_at)


def _found(post: Post | None) -> Post:
    if post is None:
        raise NotFound
    return post
