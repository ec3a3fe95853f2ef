"""What readers see, as conditions of a query: no other place decides it."""

from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_

from apps.blog.models.post import POST, PUBLIC, PUBLISHED, UNLISTED, Post
from core import clock
from core.database.base import UTCDateTime

#: The moment at which a statement runs, not the one at which it was made: so that it is made once.
_NOW: Final[BindParameter[datetime]] = bindparam("now", callable_=clock.now, type_=UTCDateTime())


@cache
def listed(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what lists, feeds and the sitemap show at the moment they are asked.

    In the order of the index ix_posts_listed, so that a list is read from it and never sorted.
    """
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility == PUBLIC, *_live())


@cache
def readable(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what a reader who knows the address gets: what is listed, and the unlisted."""
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility.in_((PUBLIC, UNLISTED)), *_live())


def _live() -> tuple[ColumnElement[bool], ...]:
    return (
        Post.deleted_at.is_(None),
        Post.published_at <= _NOW,
        or_(Post.unpublished_at.is_(None), Post.unpublished_at > _NOW),
    )
