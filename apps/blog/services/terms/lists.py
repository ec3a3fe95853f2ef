"""What the desk lists of tags, categories and series: all of them, also those that readers don't find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session, selectinload

from apps.blog.models.post import Post
from apps.blog.models.term import CATEGORY, SERIES, PostTerm, Term
from apps.blog.services.terms.terms import CategoryLine, TermService, name_key

__all__ = ["SERIES", "CategoryLine", "Choices", "Part", "TermLine", "TermListService"]

#: Terms that a page offers beside a field for them.
CHOICES: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choices(Generic[T]):
    """What a page offers of a kind, which may be a part of what there is."""

    lines: tuple[T, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term with the number of texts, of any state but the trash, that are filed under it."""

    id: int
    name: str
    slug: str
    description: str
    count: int
    #: How far a category is moved in below others.
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A post of a series, as far as ordering it needs it."""

    id: int
    heading: str
    language: str
    number: int
    state: str


class TermListService:
    """List terms for those who edit them."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def count(self, kind: str, text: str = "") -> int:
        """Return how many terms there are, with `text` in their name if it is given."""
        return self._db.scalar(select(func.count(Term.id)).where(*_matching(kind, text))) or 0

    def lines(self, kind: str, text: str = "", *, page: int, size: int) -> list[TermLine]:
        """Return a page of tags or series by name."""
        order = (Term.position, Term.name_key) if kind == SERIES else (Term.name_key,)
        found = select(Term.id, Term.name, Term.slug, Term.description).where(*_matching(kind, text))
        rows = self._db.execute(found.order_by(*order).offset((page - 1) * size).limit(size)).all()
        return self._counted(kind, rows)

    def tree(self) -> list[TermLine]:
        """Return all categories as they are read down their tree."""
        places = TermService(self._db).category_tree()
        columns = select(Term.id, Term.name, Term.slug, Term.description).where(Term.kind == CATEGORY)
        rows = {row.id: row for row in self._db.execute(columns)}
        depths = [place.depth for place in places]
        lines = self._counted(CATEGORY, [rows[place.id] for place in places])
        return [
            TermLine(line.id, line.name, line.slug, line.description, line.count, depth)
            for line, depth in zip(lines, depths, strict=True)
        ]

    def parents_for(self, term: Term | None) -> list[CategoryLine]:
        """Return the categories that one can stand below: all, but for itself and what is below it."""
        lines, left, out = TermService(self._db).category_tree(), [], None
        for line in lines:
            if out is not None and line.depth > out:
                continue
            out = line.depth if term is not None and line.id == term.id else None
            if out is None:
                left.append(line)
        return left

    def choices(self) -> Choices[CategoryLine]:
        """Return categories that a text can be filed under as they are read down the tree, those at its top first."""
        lines, has_more = TermService(self._db).top_of_tree(CHOICES)
        return Choices(tuple(lines), has_more=has_more)

    def names(self, kind: str, *, but: Term | None = None) -> Choices[str]:
        """Return names of a kind, but for one's own, for suggestions."""
        others = () if but is None else (Term.id != but.id,)
        found = select(Term.name).where(Term.kind == kind, *others).order_by(Term.name_key).limit(CHOICES + 1)
        names = self._db.scalars(found).all()
        return Choices(tuple(names[:CHOICES]), has_more=len(names) > CHOICES)

    def find(self, kind: str, name: str) -> Term | None:
        """Return the term that is called so, or has that address; the one nearest to the top of a tree."""
        key = name_key(name.strip().lstrip("#"))
        by_name = select(Term).where(Term.kind == kind, Term.name_key == key)
        return self._db.scalar(by_name) or TermService(self._db).find(kind, name.strip())

    def parts(self, series: Term) -> list[Part]:
        """Return the posts of a series that aren't in the trash, in their order."""
        found = select(Post).where(Post.series_id == series.id, Post.deleted_at.is_(None))
        posts = self._db.scalars(
            found.order_by(Post.series_part, Post.published_at, Post.id).options(selectinload(Post.author_links))
        )
        return [Part(post.id, post.heading, post.language, post.series_part, post.state) for post in posts]

    def _counted(self, kind: str, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[TermLine]:
        ids = [row.id for row in rows]
        if kind == SERIES:
            counted = select(Post.series_id, func.count()).where(Post.series_id.in_(ids))
            counted = counted.where(Post.deleted_at.is_(None)).group_by(Post.series_id)
        else:
            filed = select(PostTerm.term_id, func.count()).join(Post, Post.id == PostTerm.post_id)
            counted = filed.where(PostTerm.term_id.in_(ids), Post.deleted_at.is_(None)).group_by(PostTerm.term_id)
        counts = {row[0]: row[1] for row in self._db.execute(counted)} if ids else {}
        return [TermLine(row.id, row.name, row.slug, row.description, counts.get(row.id, 0)) for row in rows]


def _matching(kind: str, text: str) -> tuple[ColumnElement[bool], ...]:
    here: tuple[ColumnElement[bool], ...] = (Term.kind == kind,)
    return (*here, Term.name_key.contains(name_key(text), autoescape=True)) if text else here
