"""Who sees what, as conditions of a query and of one loaded text: no other place decides it."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, exists, or_
from sqlalchemy.orm import aliased

from apps.blog.models.post import MEMBERS, PAGE, PASSWORD, POST, PUBLIC, PUBLISHED, UNLISTED, Post
from core import clock
from core.database.base import UTCDateTime
from core.permissions import Person, can

#: Says of Post under another name whether it stands in the same list.
Stands = Callable[[type[Post]], ColumnElement[bool]]
#: The moment at which a statement runs, not the one at which it was made: so that it is made once.
_NOW: Final[BindParameter[datetime]] = bindparam("now", callable_=clock.now, type_=UTCDateTime())


@cache
def listed(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what lists, feeds and the sitemap show at the moment they are asked.

    In the order of the index ix_posts_listed, so that a list is read from it and never sorted.
    """
    return _listed(Post, kind)


@cache
def readable(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what a reader who knows the address gets: what is listed, and the unlisted."""
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility.in_((PUBLIC, UNLISTED)), *_live())


@cache
def closed(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what stands behind a door at its address: texts for members, and with a password.

    The door says that there is something, and not a word of it.
    """
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility.in_((MEMBERS, PASSWORD)), *_live())


@cache
def answering(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what a visitor who knows the address gets an answer about: readable or closed."""
    return (
        Post.kind == kind,
        Post.status == PUBLISHED,
        Post.visibility.in_((PUBLIC, UNLISTED, MEMBERS, PASSWORD)),
        *_live(),
    )


@cache
def ever_listed(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what is listed at some moment, gone by or to come."""
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility == PUBLIC, Post.deleted_at.is_(None))


@cache
def ever_answering() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for posts and pages that a visitor gets an answer about at some moment.

    In full, so that an index leads to the few whose moment is looked for.
    """
    return (
        Post.kind.in_((POST, PAGE)),
        Post.status == PUBLISHED,
        Post.visibility.in_((PUBLIC, UNLISTED, MEMBERS, PASSWORD)),
        Post.deleted_at.is_(None),
    )


def is_listed(post: Post) -> bool:
    """Tell whether everybody finds a loaded text at this moment: the same as listed()."""
    return post.is_live and is_ever_listed(post)


def is_ever_listed(post: Post) -> bool:
    """Tell whether everybody finds a loaded text at some moment: the same as ever_listed()."""
    return post.status == PUBLISHED and post.visibility == PUBLIC and post.deleted_at is None


def may_read(user: Person | None, post: Post) -> bool:
    """Tell whether this person gets the text at its address now; what a password opens is for who typed it to show.

    The post's authors must be loaded. The same as readable() for a visitor.
    """
    if post.deleted_at is not None:
        return False
    if can(user, "post.view", post):
        return True
    if not post.is_live:
        return False
    return post.visibility in {PUBLIC, UNLISTED} or (post.visibility == MEMBERS and user is not None and user.is_active)


@cache
def preferring(language: str, *, beside: Stands | None = None) -> ColumnElement[bool]:
    """Return the condition that leaves one of each group of translations in a list: the one for who reads `language`.

    That is the one in the language itself, else in the same one written otherwise (zh-Hant for zh-Hans), else the one
    that was written first. It stands after listed(), and looks at no row that has no translation. A translation for
    which `beside` isn't true is none here: a list that doesn't hold it would show neither.
    """
    other = aliased(Post)
    its, own = _distance(other, language), _distance(Post, language)
    is_nearer = or_(its < own, and_(its == own, other.id < Post.id))
    # A group is of one kind. To say so here would lead SQLite to an index of all posts instead of to the group.
    _, *conditions = _listed(other, POST)
    nearer = exists().where(other.translation_group == Post.translation_group, *conditions, is_nearer)
    if beside is not None:
        nearer = nearer.where(beside(other))
    return or_(Post.translation_group.is_(None), ~nearer.correlate(Post))


def _distance(post: type[Post], language: str) -> ColumnElement[int]:
    """Return how far a post's language is from another: 0 for the same, 1 for the same in another script, else 2."""
    primary = language.partition("-")[0]
    is_related = or_(post.language == primary, post.language.startswith(f"{primary}-", autoescape=True))
    return case((post.language == language, 0), (is_related, 1), else_=2)


def _listed(post: type[Post], kind: str) -> tuple[ColumnElement[bool], ...]:
    return (post.kind == kind, post.status == PUBLISHED, post.visibility == PUBLIC, *_live(post))


def _live(post: type[Post] = Post) -> tuple[ColumnElement[bool], ...]:
    return (
        post.deleted_at.is_(None),
        post.published_at <= _NOW,
        or_(post.unpublished_at.is_(None), post.unpublished_at > _NOW),
    )
