"""The desk's own questions: which posts somebody may work on, filtered, counted and searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union
from sqlalchemy.orm import Session, selectinload

from apps.auth.models import User
from apps.blog.models.post import DRAFT, PAGE, POST, PUBLISHED, REVIEW, PendingChange, Post, PostAuthor
from apps.blog.services.access.loading import with_people_and_terms
from apps.blog.services.finding.search import SearchService
from core import clock
from core.permissions import can_any
from core.text.search import parse_query

__all__ = ["PAGE", "POST", "DeskService", "Filter", "Wanted", "is_state"]

DELETED: Final = "deleted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a list shows: those that `user` may work on, in one state or in all but the trash."""

    user: User
    kind: str = POST
    #: As Post.state calls it, or "changed" or "deleted"; empty for all that isn't deleted.
    state: str = ""
    #: Part of a title, or what the search finds: words of the text, tag:name, author:name.
    text: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A word above the list, and how many rows it leads to."""

    state: str
    count: int


class DeskService:
    """Find what somebody can work on."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._search = SearchService(db)

    def filters(self, wanted: Wanted) -> list[Filter]:
        """Return the filters in the order to show them, without the empty ones but for the one of all and its own."""
        conditions = _conditions(clock.now())
        counted = [func.count(case((condition, 1))) for condition in conditions.values()]
        counts = self._db.execute(_narrowed(select(*counted), wanted.user, wanted.kind)).one()
        found = [Filter(state, count) for state, count in zip(conditions, counts, strict=True)]
        return [each for each in found if each.count or each.state in {"", wanted.state}]

    def count(self, wanted: Wanted) -> int:
        """Return how many rows are wanted."""
        return self._db.scalar(self._matching(select(func.count()), wanted)) or 0

    def list_posts(self, wanted: Wanted, *, page: int, size: int) -> list[Post]:
        """Return one page of what is wanted, what was worked on last first, with authors, terms and pending change."""
        found = (
            self._matching(select(Post), wanted)
            .options(
                *with_people_and_terms(),
                # That there is a change is all a list tells; its text may be long.
                selectinload(Post.change).load_only(PendingChange.updated_at),
            )
            .order_by(Post.updated_at.desc(), Post.id.desc())
            .offset((page - 1) * size)
            .limit(size)
        )
        return list(self._db.scalars(found))

    def find_only_draft(self, user: User) -> int | None:
        """Return the draft's id if all that somebody has written is one draft, else None."""
        theirs = _narrowed(select(Post.id, Post.status), user, POST, only_own=True)
        found = self._db.execute(theirs.where(Post.deleted_at.is_(None)).limit(2)).all()
        return found[0].id if [row.status for row in found] == [DRAFT] else None

    def _matching(self, rows: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
        rows = _narrowed(rows, wanted.user, wanted.kind).where(_conditions(clock.now())[wanted.state])
        if not wanted.text:
            return rows
        in_title = select(Post.id).where(Post.title.icontains(wanted.text, autoescape=True))
        found = self._search.list_all(parse_query(wanted.text))
        if found is None:
            return rows.where(Post.id.in_(in_title))
        # As a table of its own, which the engine makes once, and not for each row.
        either = union(in_title, found).subquery()
        return rows.where(Post.id.in_(select(either.c.id)))


def is_state(name: str) -> bool:
    """Tell whether a list can be filtered by that word."""
    return name in _conditions(clock.now())


def _conditions(present: datetime) -> Mapping[str, ColumnElement[bool]]:
    """Return what each state means, in the order of the filters."""
    kept = Post.deleted_at.is_(None)
    out = and_(kept, Post.status == PUBLISHED, Post.published_at <= present)
    over = and_(Post.unpublished_at.is_not(None), Post.unpublished_at <= present)
    live = and_(out, or_(Post.unpublished_at.is_(None), Post.unpublished_at > present))
    return {
        "": kept,
        DRAFT: and_(kept, Post.status == DRAFT),
        REVIEW: and_(kept, Post.status == REVIEW),
        "scheduled": and_(kept, Post.status == PUBLISHED, Post.published_at > present),
        PUBLISHED: live,
        "changed": and_(live, Post.id.in_(select(PendingChange.post_id))),
        "withdrawn": and_(out, over),
        DELETED: Post.deleted_at.is_not(None),
    }


def _narrowed(
    rows: Select[*tuple[Any, ...]], user: User, kind: str, *, only_own: bool = False
) -> Select[*tuple[Any, ...]]:
    """Keep the rows of a kind that the user may work on: their own, or all for those who may see any."""
    rows = rows.select_from(Post).where(Post.kind == kind)
    if can_any(user, "post.view") and not only_own:
        return rows
    own = select(PostAuthor.post_id).where(PostAuthor.user_id == user.id)
    return rows.where(Post.id.in_(own))
