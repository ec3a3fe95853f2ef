"""Shelves: which of the listed posts are meant, and the statements that read them newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple, TypeVarTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, select, union_all
from sqlalchemy.orm import aliased, undefer

from apps.blog.models.post import Post, PostAuthor
from apps.blog.models.term import PostTerm
from apps.blog.services.access.loading import few_with_people_and_terms
from apps.blog.services.access.visibility import listed, preferring
from apps.blog.services.reading.links import links
from core.database.base import UTCDateTime

Columns = TypeVarTuple("Columns")
#: A shelf of one term is read by a join, one of several as a set: a post under two of them is one post.
_ONE, _SEVERAL = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Which of the listed posts are meant; all of them where nothing is said."""

    #: Filed under one of these tags or categories.
    terms: tuple[int, ...] = ()
    #: Signed by this account, alone or with others.
    author: int | None = None
    #: Published from this moment on, and before that one.
    since: datetime | None = None
    until: datetime | None = None
    #: In this language and no other.
    written_in: str = ""
    #: Of translations of each other the one for who reads this language; every one where it is empty.
    language: str = ""

    @property
    def shape(self) -> "Shape":
        """Return what decides how the shelf is asked for, without the values that are filled in."""
        return Shape(
            terms=min(len(self.terms), _SEVERAL),
            author=self.author is not None,
            since=self.since is not None,
            until=self.until is not None,
            written_in=bool(self.written_in),
            language=self.language,
        )

    @property
    def params(self) -> dict[str, object]:
        """Return the values that a statement for the shelf asks for."""
        return {
            "term": self.terms[0] if self.terms else None,
            "terms": self.terms,
            "author": self.author,
            "since": self.since,
            "until": self.until,
            "written_in": self.written_in,
        }


class Shape(NamedTuple):
    """How a shelf is asked for: statements are made once for each of these."""

    terms: int
    author: bool
    since: bool
    until: bool
    written_in: bool
    language: str


ALL: Final = Shelf()

# Statements that pages wait for are made once: making one takes as long as running it.


def _under_the_term(other: type[Post]) -> ColumnElement[bool]:
    filed = aliased(PostTerm)
    return exists().where(filed.post_id == other.id, filed.term_id == bindparam("term")).correlate(other)


def _under_a_term(other: type[Post]) -> ColumnElement[bool]:
    filed = aliased(PostTerm)
    is_here = filed.term_id.in_(bindparam("terms", expanding=True))
    return exists().where(filed.post_id == other.id, is_here).correlate(other)


def _by_the_author(other: type[Post]) -> ColumnElement[bool]:
    signed = aliased(PostAuthor)
    return exists().where(signed.post_id == other.id, signed.user_id == bindparam("author")).correlate(other)


#: When a translation stands on the same shelf, by Shape.terms and Shape.author; on the others it always does.
_STANDS: Final = {(_ONE, False): _under_the_term, (_SEVERAL, False): _under_a_term, (0, True): _by_the_author}


@cache
def ids_on(shape: Shape, *, without: bool = False) -> Select[int]:
    """Return the statement for what stands on a shelf, newest first, without the posts :without if that is asked for.

    It is read from the index, however far down the page is.
    """
    ids = select(Post.id).where(*listed())
    if shape.language:
        ids = ids.where(preferring(shape.language, beside=_STANDS.get((shape.terms, shape.author))))
    if shape.terms == _ONE:
        ids = ids.join(PostTerm, PostTerm.post_id == Post.id).where(PostTerm.term_id == bindparam("term"))
    elif shape.terms == _SEVERAL:
        filed = select(PostTerm.post_id).where(PostTerm.term_id.in_(bindparam("terms", expanding=True)))
        ids = ids.where(Post.id.in_(filed))
    if shape.author:
        ids = ids.join(PostAuthor, PostAuthor.post_id == Post.id).where(PostAuthor.user_id == bindparam("author"))
    if shape.since:
        ids = ids.where(Post.published_at >= _moment("since"))
    if shape.until:
        ids = ids.where(Post.published_at < _moment("until"))
    if shape.written_in:
        ids = ids.where(Post.language == bindparam("written_in"))
    if without:
        ids = ids.where(Post.id.not_in(bindparam("without", expanding=True)))
    return newest_first(ids)


@cache
def count_on(shape: Shape) -> Select[int]:
    """Return the statement for how many posts stand on a shelf."""
    return select(func.count()).select_from(ids_on(shape).order_by(None).subquery())


@cache
def page_of(shape: Shape, *, pinned: bool = False, with_html: bool = False) -> Select[Post]:
    """Return the statement for :size posts after the first :start of a shelf, newest first, loaded for a list.

    With `pinned` it is for those in :pinned, wherever they stand, and :size of the others.
    """
    # The ids are found first, so that what is joined comes to a few rows only.
    found = ids_on(shape, without=pinned).limit(bindparam("size")).offset(bindparam("start")).subquery()
    if pinned:
        before = select(Post.id).where(Post.id.in_(bindparam("pinned", expanding=True)))
        found = union_all(before, select(found.c.id)).subquery()
    more = (undefer(Post.html),) if with_html else ()
    posts = select(Post).join(found, found.c.id == Post.id).options(*few_with_people_and_terms(), *more)
    return newest_first(posts)


@cache
def lines_of(shape: Shape) -> Select[*tuple[object, ...]]:
    """Return the statement for links to :size posts after the first :start of a shelf, newest first."""
    found = ids_on(shape).limit(bindparam("size")).offset(bindparam("start")).subquery()
    return newest_first(links().join(found, found.c.id == Post.id))


def newest_first(statement: Select[*Columns]) -> Select[*Columns]:
    """Return the statement in the order of lists."""
    return statement.order_by(Post.published_at.desc(), Post.id.desc())


def window(shelf: Shelf, *, start: int, size: int) -> Mapping[str, object]:
    """Return the values for a page of a shelf."""
    return {**shelf.params, "start": start, "size": size}


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UTCDateTime())
