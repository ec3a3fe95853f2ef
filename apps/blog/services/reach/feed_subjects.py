"""What a feed is about: the whole site, or one tag, category, author or language."""

import re
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.blog.models.term import CATEGORY, TAG, Term
from apps.blog.services.reading.authors import AuthorService
from apps.blog.services.reading.posts import PostService
from apps.blog.services.reading.shelves import ALL, Shelf, ids_on
from apps.blog.services.terms.terms import TermService
from core.errors import NotFound
from core.languages import language

SITE, AUTHOR, LANGUAGE = "site", "author", "language"
#: What else people ask for would only fill the cache.
_TAG_OF_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class FeedSubject:
    """What the posts of a feed have in common."""

    kind: str
    #: As its one address has it; empty for the site.
    slug: str = ""
    name: str = ""
    description: str = ""
    #: Which posts are in it.
    shelf: Shelf = ALL

    def for_readers_of(self, language: str) -> Shelf:
        """Return which posts are in it: of translations that in `language`, unless the feed is about another one."""
        return self.shelf if self.kind == LANGUAGE else replace(self.shelf, language=language)


class FeedSubjectService:
    """Find what feeds are about."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self, kind: str, slug: str) -> FeedSubject:
        """Return the subject at an address, or at one it had; raise NotFound where readers see nothing of it."""
        if kind == SITE:
            return FeedSubject(SITE)
        finders = {TAG: self._term, CATEGORY: self._term, AUTHOR: self._author, LANGUAGE: self._language}
        subject = finders[kind](kind, slug)
        if subject is None or not self._has_posts(subject.shelf):
            raise NotFound
        return subject

    def _has_posts(self, shelf: Shelf) -> bool:
        return self._db.scalar(ids_on(shelf.shape).limit(1), shelf.params) is not None

    def _term(self, kind: str, slug: str) -> FeedSubject | None:
        terms = TermService(self._db)
        term = terms.find(kind, slug) or terms.find_moved(kind, slug)
        if term is None:
            return None
        ids = self._branch(term.id) if kind == CATEGORY else (term.id,)
        return FeedSubject(kind, term.slug, term.name, term.description, Shelf(terms=ids))

    def _branch(self, top: int) -> tuple[int, ...]:
        """Return a category and all below it."""
        parents = dict(iter(self._db.execute(select(Term.id, Term.parent_id).where(Term.kind == CATEGORY))))
        branch, waiting = {top}, [top]
        while waiting:
            parent = waiting.pop()
            below = [id for id, its in parents.items() if its == parent and id not in branch]
            branch.update(below)
            waiting += below
        return tuple(sorted(branch))

    def _author(self, kind: str, name: str) -> FeedSubject | None:
        found = AuthorService(self._db).find(name)
        return FeedSubject(kind, found.name, found.display_name, found.bio, Shelf(author=found.id)) if found else None

    def _language(self, kind: str, tag: str) -> FeedSubject | None:
        if not _TAG_OF_LANGUAGE.fullmatch(tag):
            return None
        # The spelling that posts have, so that /en/ and /EN/ are one feed at one address.
        known = next((each for each in PostService(self._db).list_languages() if each.lower() == tag.lower()), None)
        return FeedSubject(kind, known, language(known).name, shelf=Shelf(written_in=known)) if known else None
