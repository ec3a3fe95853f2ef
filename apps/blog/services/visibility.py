"""What readers see, as conditions of a query: no other place decides it."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from apps.blog.models.post import POST, PUBLIC, PUBLISHED, UNLISTED, Post
from core import clock


def listed(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what lists, feeds and the sitemap show at this moment.

    In the order of the index ix_posts_listed, so that a list is read from it and never sorted.
    """
    return (Post.kind == kind, Post.status == PUBLISHED, Post.visibility == PUBLIC, *_at(clock.now()))


def readable(kind: str = POST) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what a reader who knows the address gets: what is listed, and the unlisted."""
    shown = Post.visibility.in_((PUBLIC, UNLISTED))
    return (Post.kind == kind, Post.status == PUBLISHED, shown, *_at(clock.now()))


def _at(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Post.deleted_at.is_(None),
        Post.published_at <= moment,
        or_(Post.unpublished_at.is_(None), Post.unpublished_at > moment),
    )
