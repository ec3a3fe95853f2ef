"""Tags and categories that an import has met: each is looked up once in a batch, not once for each post."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from apps.blog.models.term import Category, Series, Tag
from apps.blog.services.terms.terms import TermService
from apps.blog.services.writing.drafts import PostDraft

T = TypeVar("T", Tag, Category)


class KnownTerms:
    """The terms of the posts so far."""

    def __init__(self, db: Session) -> None:
        """Find and make them in the transaction of `db`."""
        self._service = TermService(db)
        self._tags: dict[str, Tag] = {}
        self._categories: dict[str, Category] = {}

    def tags(self, draft: PostDraft) -> list[Tag]:
        """Return the draft's tags in their order, made where they are new."""
        return _each(draft.tags, self._tags, self._service.tags)

    def categories(self, draft: PostDraft) -> list[Category]:
        """Return the draft's categories in their order, made where they are new."""
        return _each(draft.categories, self._categories, self._service.categories)

    def series(self, draft: PostDraft) -> Series | None:
        """Return the draft's series, made where it is new; None if it is in none."""
        return self._service.series(draft.series)

    def forget(self) -> None:
        """Look all of them up again: some have been undone."""
        self._tags.clear()
        self._categories.clear()


def _each(names: Iterable[str], known: dict[str, T], find: Callable[[list[str]], list[T]]) -> list[T]:
    terms: list[T] = []
    for name in names:
        if name not in known:
            known[name] = find([name])[0]
        terms.append(known[name])
    return list(dict.fromkeys(terms))
