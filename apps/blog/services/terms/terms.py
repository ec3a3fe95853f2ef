"""Tags and categories: found or made by name, and counted by the posts that readers see."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from apps.blog.models.post import FormerSlug, Post
from apps.blog.models.term import CATEGORY, SERIES, TAG, Category, PostTerm, Series, Tag, Term
from apps.blog.services.access.visibility import listed, preferring
from apps.blog.services.typed import DraftRefused
from core.i18n import N_
from core.text.normal import normal
from core.text.slugs import numbered, slug_key, slugify

T = TypeVar("T", Tag, Category, Series)
NAME_LIMIT: Final = 120
KEY_LIMIT: Final = 170
#: Signs that tell one language's name from another's, as they are read aloud.
_SPOKEN: Final = {"+": " plus ", "#": " sharp "}
_SIGN: Final = re.compile("[+#]")
#: Where a draft names them.
FIELDS: Final = {TAG: "tags", CATEGORY: "categories", SERIES: "series"}


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """A tag or category with the number of posts readers find under it."""

    id: int
    name: str
    slug: str
    description: str
    count: int


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category as a list of choices shows it: `depth` says how far it is moved in."""

    id: int
    name: str
    slug: str
    depth: int


class TermService:
    """Find, make and count what posts are filed under."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def tags(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names in their order, making those that don't exist; "#go" means "go"."""
        bare = (name.strip().lstrip("#") or name.strip() for name in names)
        return list(self._find_or_make(Tag, TAG, bare).values())

    def categories(self, names: Iterable[str]) -> list[Category]:
        """Return the categories of these names or slugs in their order; unknown ones are made, at the tree's top."""
        wanted = [name.strip() for name in names if name.strip()]
        by_slug = self._by_slug(wanted)
        left = [name for name in wanted if slug_key(name) not in by_slug]
        below = self._below_the_top(left)
        by_name = below | self._find_or_make(Category, CATEGORY, (name for name in left if name_key(name) not in below))
        return list(dict.fromkeys(by_slug.get(slug_key(name)) or by_name[name_key(name)] for name in wanted))

    def series(self, name: str) -> Series | None:
        """Return the series of that name, made if there is none; None without a name."""
        return next(iter(self._find_or_make(Series, SERIES, [name.strip()]).values()), None)

    def assign(self, post: Post, *, tags: Iterable[str], categories: Iterable[str]) -> None:
        """File the post under these and nothing else; its terms must be loaded."""
        terms: list[Term] = [*self.categories(categories), *self.tags(tags)]
        kept = {link.term_id: link for link in post.term_links}
        links = [kept.get(term.id) or PostTerm(term_id=term.id, term=term) for term in terms]
        for position, link in enumerate(links):
            link.position = position
        if [link.term_id for link in post.term_links] != [link.term_id for link in links]:
            post.term_links = links

    def find(self, kind: str, slug: str) -> Term | None:
        """Return the tag or category at an address, None if there is none."""
        return self._db.scalar(_at_address(), {"kind": kind, "slug_key": slug_key(slug)})

    def find_moved(self, kind: str, slug: str) -> Term | None:
        """Return the term that had this address once; None if none had."""
        moved = select(Term).join(FormerSlug, FormerSlug.term_id == Term.id)
        return self._db.scalar(moved.where(FormerSlug.kind == kind, FormerSlug.slug_key == slug_key(slug)))

    def list_tags(self, language: str = "") -> list[CountedTerm]:
        """Return the tags that stand on a post readers see, by name, each with its number of posts.

        Of translations the one in a reader's language counts, where that is given.
        """
        return self._counted(TAG, language)

    def list_categories(self, language: str = "") -> list[CountedTerm]:
        """Return the categories that hold a post readers see, by name, each with its own number of posts."""
        return self._counted(CATEGORY, language)

    def category_tree(self) -> list[CategoryLine]:
        """Return all categories as they are read down the tree; one whose parents go in a circle stands at the top."""
        rows = self._db.execute(_categories().order_by(Term.position, Term.name_key)).all()
        return _tree(rows)

    def top_of_tree(self, most: int) -> tuple[list[CategoryLine], bool]:
        """Return so many categories as they are read down the tree, and whether there are more.

        Those at the top come before all others; one whose parent isn't among them is left out.
        """
        highest = _categories().order_by(Term.parent_id.is_not(None), Term.position, Term.name_key)
        rows = self._db.execute(highest.limit(most + 1)).all()
        if len(rows) > most:
            return _down(rows[:most]), True
        return _tree(rows), False

    def _counted(self, kind: str, language: str) -> list[CountedTerm]:
        # Counted by number first: the engine would sort the descriptions of all posts' terms otherwise.
        counts = select(PostTerm.term_id, func.count().label("count")).join(Post, Post.id == PostTerm.post_id)
        found = counts.where(*listed(), *_preferring(language)).group_by(PostTerm.term_id).subquery()
        columns = (Term.id, Term.name, Term.slug, Term.description, found.c.count)
        statement = select(*columns).join(found, found.c.term_id == Term.id).where(Term.kind == kind)
        terms = [CountedTerm(*row) for row in self._db.execute(statement)]
        return sorted(terms, key=lambda term: name_key(term.name))

    def _by_slug(self, names: Iterable[str]) -> dict[str, Category]:
        keys = {slug_key(name) for name in names}
        found = self._db.scalars(select(Category).where(Category.slug_key.in_(keys))) if keys else ()
        return {category.slug_key: category for category in found}

    def _below_the_top(self, names: Iterable[str]) -> dict[str, Category]:
        """Return the oldest category below another for each of these names that none at the top has."""
        keys = {name_key(name) for name in names}
        keys -= self._by_name(Category, keys).keys()
        nested = select(Category).where(Category.parent_id.is_not(None)).order_by(Category.id.desc())
        found = {name_key(category.name): category for category in self._db.scalars(nested)} if keys else {}
        return {key: found[key] for key in keys & found.keys()}

    def _find_or_make(self, model: type[T], kind: str, names: Iterable[str]) -> dict[str, T]:
        by_key: dict[str, str] = {}
        for name in names:
            if name:
                by_key.setdefault(name_key(name), _checked(kind, name))
        found = self._by_name(model, by_key)
        # In one order everywhere, so that two who make the same tags wait for each other instead of locking up.
        for key in sorted(by_key.keys() - found.keys()):
            found[key] = self._make(model, kind, by_key[key], key)
        return {key: found[key] for key in by_key}

    def _by_name(self, model: type[T], keys: Iterable[str]) -> dict[str, T]:
        wanted = list(keys)
        rows = self._db.scalars(select(model).where(model.name_key.in_(wanted))) if wanted else ()
        return {row.name_key: row for row in rows}

    def _make(self, model: type[T], kind: str, name: str, key: str) -> T:
        slug = slug_of_name(name)
        for candidate in chain([slug], (numbered(slug, number) for number in count(2))):
            if self._has_slug(kind, candidate):
                continue
            term = model(name=name, name_key=key, slug=candidate, slug_key=slug_key(candidate), description="")
            try:
                with self._db.begin_nested():
                    self._db.add(term)
            except IntegrityError:
                # Somebody made it, or took the slug, at the same moment.
                made = self._by_name(model, [key]).get(key)
                if made is not None:
                    return made
                continue
            return term
        raise AssertionError  # numbers never end

    def _has_slug(self, kind: str, slug: str) -> bool:
        return self.find(kind, slug) is not None


@cache
def _at_address() -> Select[Term]:
    """Return the statement for the term of :kind at the address :slug_key; made once, for pages wait for it."""
    return select(Term).where(Term.kind == bindparam("kind"), Term.slug_key == bindparam("slug_key"))


def _categories() -> Select[*tuple[Any, ...]]:
    return select(Term.id, Term.name, Term.slug, Term.parent_id, Term.position).where(Term.kind == CATEGORY)


def _tree(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[CategoryLine]:
    """Return all of the categories down their tree, and those whose parents go in a circle as if at the top."""
    lines = _down(rows)
    placed = {line.id for line in lines}
    return [*lines, *(CategoryLine(row.id, row.name, row.slug, 0) for row in rows if row.id not in placed)]


def _down(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[CategoryLine]:
    """Return those of the categories that hang on the top, down their tree."""
    below: dict[int | None, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None, depth: int) -> Iterator[CategoryLine]:
        for row in below.get(parent, ()):
            yield CategoryLine(row.id, row.name, row.slug, depth)
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))


def name_key(name: str, parent_id: int | None = None) -> str:
    """Return the form in which two names are compared: NFKC, without case, one space between words."""
    folded = normal("NFKC", normal("NFKC", name).casefold())
    key = " ".join(folded.split())
    return f"{parent_id}/{key}" if parent_id is not None else key


def slug_of_name(name: str) -> str:
    """Return the slug of a term's name, in which signs are spoken: "C++" and "C" have addresses of their own."""
    return slugify(_SIGN.sub(lambda sign: _SPOKEN[sign[0]], name))


def _preferring(language: str) -> tuple[ColumnElement[bool], ...]:
    return (preferring(language, beside=_under_the_same),) if language else ()


def _under_the_same(other: type[Post]) -> ColumnElement[bool]:
    filed = aliased(PostTerm)
    return exists().where(filed.post_id == other.id, filed.term_id == PostTerm.term_id).correlate(other, PostTerm)


def _checked(kind: str, name: str) -> str:
    if len(name) > NAME_LIMIT or len(name_key(name)) > KEY_LIMIT:
        raise DraftRefused(FIELDS[kind], N_("A name has at most %(limit)s characters.", limit=NAME_LIMIT))
    return name
