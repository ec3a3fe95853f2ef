"""Links: a post as far as a line that leads to it needs it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from apps.blog.models.post import Post, heading_of


@dataclass(frozen=True, slots=True)
class Link:
    """A post as far as a link to it needs it."""

    title: str
    slug: str
    language: str
    published_at: datetime


def links(*before: ColumnElement[Any] | Any) -> Select[*tuple[Any, ...]]:
    """Return the statement for all that links need, with these columns before."""
    return select(*before, Post.title, Post.excerpt, Post.slug, Post.language, Post.published_at)


def link_of(row: Row[*tuple[Any, ...]]) -> Link:
    """Return the link of a row that links() found."""
    return Link(heading_of(row.title, row.excerpt, row.slug), row.slug, row.language, row.published_at)
