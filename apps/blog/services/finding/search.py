"""Search: posts and pages found by their words, the same ones in the same order on every engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Session, joinedload, undefer

from apps.auth.models import User
from apps.blog.models.post import PAGE, POST, Post, PostAuthor
from apps.blog.models.search import POST_WORDS, PostSearch
from apps.blog.models.term import TAG, PostTerm, Term
from apps.blog.services.access.visibility import listed
from core.text.excerpts import plain_text
from core.text.folding import fold
from core.text.passages import Passage, marked, passage
from core.text.search import Phrase, Query

#: Hits of one page.
PAGE_SIZE: Final = 10
#: Tokens of one phrase: InnoDB refuses more than 128.
_LONGEST: Final = 100
_SQLITE: Final = "sqlite"
#: SQLite's name for a whole row of its full-text table, which is what MATCH is asked of.
_ROW: Final[ColumnElement[str]] = literal_column("post_search_fts")

#: What one statement differs from another in: the engine, whether words are asked for, how many tags and authors are.
_Shape = tuple[bool, bool, int, int]
_TITLE: Final[ColumnElement[str]] = PostSearch.__table__.c.title
_BODY: Final[ColumnElement[str]] = PostSearch.__table__.c.body


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found, and where it says so."""

    post: Post
    title: Passage
    passage: Passage


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how many texts there are in all."""

    total: int
    hits: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The tags and authors that a search may name: folded name → ids."""

    tags: Mapping[str, Sequence[int]]
    authors: Mapping[str, Sequence[int]]


class SearchService:
    """Ask the index that IndexService keeps."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._is_sqlite = db.get_bind().dialect.name == _SQLITE

    def find(self, query: Query, *, page: int = 1, names: Names | None = None) -> Found:
        """Return a page of the posts and pages that have all that is asked for and that every reader may see.

        First those with all of it in the title, then those with some of it there; the newest first among equals.
        `names` are those of list_names(), where they are at hand.
        """
        shape, values = self._asked(query, names)
        if shape is None:
            return Found(0)
        rows = self._db.execute(_texts_of_hits(*shape), _window(values, page, PAGE_SIZE)).unique().all()
        patterns = [phrase.pattern for phrase in query.phrases]
        return Found(rows[0].total if rows else 0, tuple(_hit(row.Post, patterns) for row in rows))

    def list_ids(self, query: Query, *, page: int = 1, size: int = PAGE_SIZE) -> tuple[int, list[int]]:
        """Return how many texts find() finds, 0 beyond the last page, and the ids of those on a page."""
        shape, values = self._asked(query, None)
        if shape is None:
            return 0, []
        rows = self._db.execute(_page_of_hits(*shape), _window(values, page, size)).all()
        return rows[0].total if rows else 0, [row.id for row in rows]

    def list_all(self, query: Query) -> Select[int] | None:
        """Return the statement for the ids of all texts, whoever may see them, that have what is asked for.

        None where nothing is asked for.
        """
        if query.is_empty:
            return None
        names = self._names_for(query)
        ids = select(Post.id)
        if query.phrases:
            ids = _having(ids, self._matched(query.phrases)["every"], is_sqlite=self._is_sqlite)
        ids = ids.where(*(_has_term(names.tags.get(name, ())) for name in query.tags))
        return ids.where(*(_has_author(names.authors.get(name, ())) for name in query.authors))

    def list_names(self) -> Names:
        """Return the names of all tags and authors, by which a search may be narrowed."""
        tags = self._db.execute(select(Term.id, Term.name, Term.slug).where(Term.kind == TAG))
        wrote = select(PostAuthor.user_id).where(PostAuthor.user_id == User.id).exists()
        authors = self._db.execute(select(User.id, User.name, User.display_name).where(wrote))
        return Names(_by_name(tags), _by_name(authors, parts=True))

    def _names_for(self, query: Query) -> Names:
        return self.list_names() if query.tags or query.authors else Names({}, {})

    def _asked(self, query: Query, names: Names | None) -> tuple[_Shape | None, dict[str, Any]]:
        """Return the shape of the statement and its values; no shape where nothing can be found."""
        names = names or self._names_for(query)
        terms = [names.tags.get(name, ()) for name in query.tags]
        people = [names.authors.get(name, ()) for name in query.authors]
        if query.is_empty or not all((*terms, *people)):
            return None, {}
        values: dict[str, Any] = {f"terms_{number}": ids for number, ids in enumerate(terms)}
        values |= {f"people_{number}": ids for number, ids in enumerate(people)}
        values |= self._matched(query.phrases) if query.phrases else {}
        return (self._is_sqlite, bool(query.phrases), len(terms), len(people)), values

    def _matched(self, phrases: Sequence[Phrase]) -> dict[str, str]:
        """Return the words of a search in the engine's own language, which has nothing of what the visitor typed."""
        parts = [part for phrase in phrases for part in _parts(phrase)]
        if not self._is_sqlite:
            written = [_for_mysql(phrase) for phrase in parts]
            return {"every": " ".join(f"+{phrase}" for phrase in written), "any": " ".join(written)}
        written = [_for_sqlite(phrase) for phrase in parts]
        every, some = " AND ".join(written), " OR ".join(written)
        return {"every": every, "every_title": f"{{title}} : ({every})", "any_title": f"{{title}} : ({some})"}


def _by_name(rows: Iterable[Row[int, str, str]], *, parts: bool = False) -> dict[str, tuple[int, ...]]:
    """Return the ids of rows by both of their names, and by the parts of these, folded: several may have the same."""
    found: dict[str, tuple[int, ...]] = {}
    for id, *names in rows:
        called = [*names, *(part for name in names for part in name.split() if parts)]
        for name in {fold(name) for name in called}:
            found[name] = (*found.get(name, ()), id)
    return found


def _window(values: dict[str, Any], page: int, size: int) -> dict[str, Any]:
    return {**values, "size": size, "start": (page - 1) * size}


def _hit(post: Post, patterns: Sequence[str]) -> Hit:
    lines = [post.summary, *plain_text(post.html).split("\n")]
    said = passage(lines, patterns) if patterns else ()
    return Hit(post, marked(post.heading, patterns), said or ((post.summary or post.excerpt, False),))


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """Yield a phrase in parts that engines take; each begins with the token that the one before ends with."""
    last = max(1, len(phrase.tokens) - 1)
    for start in range(0, last, _LONGEST - 1):
        yield replace(phrase, tokens=phrase.tokens[start : start + _LONGEST])


def _for_mysql(phrase: Phrase) -> str:
    words = " ".join(phrase.tokens)
    return f"{words}*" if phrase.is_prefix else f'"{words}"'


def _for_sqlite(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"{"*" if phrase.is_prefix else ""}'


def _sqlite_ids(wanted: Any) -> Select[int]:
    return select(POST_WORDS.c.rowid).where(_ROW.op("MATCH")(wanted))


def _having(rows: Select[Any], wanted: Any, *, is_sqlite: bool) -> Select[Any]:
    """Keep the rows of texts that have the words: MySQL asks its index once only where the two are joined."""
    if is_sqlite:
        return rows.where(Post.id.in_(_sqlite_ids(wanted)))
    return rows.join(PostSearch, PostSearch.post_id == Post.id).where(_has_words(wanted))


def _has_words(wanted: Any) -> ColumnElement[bool]:
    return mysql.match(_TITLE, _BODY, against=wanted).in_boolean_mode()


def _has_term(ids: Any) -> ColumnElement[bool]:
    return Post.id.in_(select(PostTerm.post_id).where(PostTerm.term_id.in_(ids)))


def _has_author(ids: Any) -> ColumnElement[bool]:
    return Post.id.in_(select(PostAuthor.post_id).where(PostAuthor.user_id.in_(ids)))


# Statements that pages wait for are made once: making one takes as long as running it.


@cache
def _texts_of_hits(is_sqlite: bool, has_words: bool, terms: int, people: int) -> Select[Any]:  # noqa: FBT001 - a shape
    """Return the statement for one page of hits, with their texts and authors, and how many there are in all."""
    found = _page_of_hits(is_sqlite, has_words, terms, people).subquery()
    names = joinedload(Post.author_links).joinedload(PostAuthor.user).load_only(User.name, User.display_name)
    texts: Select[Any] = select(Post).add_columns(found.c.total).join(found, found.c.id == Post.id)
    return texts.options(names, undefer(Post.html)).order_by(found.c.place)


def _page_of_hits(is_sqlite: bool, has_words: bool, terms: int, people: int) -> Select[Any]:  # noqa: FBT001 - a shape
    """Return the statement for the ids of one page of hits, each with its place and how many there are in all."""
    order: list[ColumnElement[Any]] = [Post.published_at.desc(), Post.id.desc()]
    place = func.row_number().over(order_by=[*_ranks(is_sqlite=is_sqlite, has_words=has_words), *order]).label("place")
    rows: Select[Any] = select(Post.id).add_columns(func.count().over().label("total"), place)
    rows = rows.where(or_(and_(*listed(POST)), and_(*listed(PAGE))))
    rows = rows.where(*(_has_term(bindparam(f"terms_{number}", expanding=True)) for number in range(terms)))
    rows = rows.where(*(_has_author(bindparam(f"people_{number}", expanding=True)) for number in range(people)))
    if has_words:
        rows = _having(rows, bindparam("every"), is_sqlite=is_sqlite)
    return rows.order_by("place").limit(bindparam("size")).offset(bindparam("start"))


def _ranks(*, is_sqlite: bool, has_words: bool) -> Iterator[ColumnElement[int]]:
    """Yield what comes before the date: how much of what is looked for stands in the title."""
    if not has_words:
        return
    every, some = (_in_title(name, is_sqlite=is_sqlite) for name in ("every", "any"))
    yield case((every, 0), (some, 1), else_=2)


def _in_title(name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    if is_sqlite:
        return Post.id.in_(_sqlite_ids(bindparam(f"{name}_title")))
    return mysql.match(_TITLE, against=bindparam(name)).in_boolean_mode() > 0
