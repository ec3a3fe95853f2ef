"""What readers' pages share, kept in the process until the generation changes or the next moment comes."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TypeVar

from sqlalchemy.orm import Session

from apps.blog.models.post import POST, Post
from apps.blog.services.reading.archive import ArchiveService, Month
from apps.blog.services.reading.authors import Author, AuthorService, CountedAuthor
from apps.blog.services.reading.links import Link
from apps.blog.services.reading.posts import MOMENTS, Neighbours, PostService
from apps.blog.services.reading.series import SeriesLine, SeriesService
from apps.blog.services.reading.shelves import Shelf
from apps.blog.services.reading.translations import Translation, TranslationService
from apps.blog.services.terms.categories import CategoryTree
from apps.blog.services.terms.terms import CountedTerm, TermService
from core import clock
from core.generation import GenerationCache

T = TypeVar("T")
_MOMENTS = ("moments",)
_NEWEST = "newest posts"
#: Posts that a page about nothing shows.
NEWEST = 5
#: Pages that the menu of every page names.
IN_MENU = 5


class Kept:
    """Counts, neighbours and lists that are the same for all readers of a language.

    A post that is published at a moment to come changes them without any write: so all names hold how many of the known
    moments have passed.
    """

    def __init__(self, db: Session, generation: GenerationCache, language: str = "") -> None:
        """Read with `db` what `generation` hasn't got; `language` is the reader's, by its BCP 47 tag."""
        self._db = db
        self._generation = generation
        self._language = language
        self._posts = PostService(db)
        self._terms = TermService(db)

    @property
    def language(self) -> str:
        """Return the language whose translations lists show; empty where nothing is translated, so nobody looks."""
        return self._language if self.has_translations() else ""

    def shelf(self, *, terms: tuple[int, ...] = (), author: int | None = None) -> Shelf:
        """Return a shelf as this reader gets to see it."""
        return Shelf(terms=terms, author=author, language=self.language)

    def count(self, shelf: Shelf | None = None) -> int:
        """Return how many posts of a shelf readers can see, of all shelves if none is given."""
        given = self.shelf() if shelf is None else shelf
        return self.get(("count", given), lambda: self._posts.count_published(given))

    def pinned(self) -> tuple[int, ...]:
        """Return the ids of the posts that stand before all others on the home page."""
        shelf = self.shelf()
        return self.get(("pinned", shelf), lambda: self._posts.list_pinned(shelf))

    def neighbours(self, post: Post) -> Neighbours:
        """Return the posts before and after one, and those most like it, in its own language where they have it."""
        language = post.language if self.has_translations() else ""
        return self.get(("neighbours", post.id), lambda: self._posts.neighbours(post, language=language))

    def series(self, series_id: int, language: str) -> SeriesLine:
        """Return a series with its parts, those in a language where there are several."""
        wanted = language if self.has_translations() else ""
        return self.get(("series", series_id, wanted), lambda: SeriesService(self._db).line(series_id, wanted))

    def partners(self, post: Post) -> tuple[Translation, ...]:
        """Return a text's translations; one without any is not even asked for."""
        if post.translation_group is None:
            return ()
        if post.kind == POST:
            return self.neighbours(post).partners
        return self.get(("partners", post.id), lambda: TranslationService(self._db).partners(post))

    def has_several_authors(self) -> bool:
        """Tell whether posts of more than one person can be read, so that lists name them."""
        return len(self._first_authors()) > 1

    def only_author(self) -> Author | None:
        """Return who wrote all posts that can be read; None where several did, or nobody."""
        first = self._first_authors()
        return first[0] if len(first) == 1 else None

    def has_translations(self) -> bool:
        """Tell whether any text is translated here."""
        return self.get(("translations",), self._posts.has_translations)

    def languages(self) -> list[str]:
        """Return the languages readers find something in, by their BCP 47 tags."""
        return self.get(("languages",), self._posts.list_languages)

    def tags(self) -> list[CountedTerm]:
        """Return the tags readers find something under, by name."""
        language = self.language
        return self.get(("tags", language), lambda: self._terms.list_tags(language))

    def categories(self) -> CategoryTree:
        """Return the tree of categories readers find something in."""
        language = self.language
        return self.get(("categories", language), lambda: self._category_tree(language))

    def authors(self) -> tuple[CountedAuthor, ...]:
        """Return who has written something readers find, by name."""
        language = self.language
        return self.get(("authors", language), lambda: AuthorService(self._db).list_authors(language))

    def all_series(self) -> tuple[SeriesLine, ...]:
        """Return the series that readers find something of, by name."""
        language = self.language
        return self.get(("all series", language), lambda: SeriesService(self._db).list_series(language))

    def months(self, zone: tzinfo) -> tuple[Month, ...]:
        """Return the months in which something was published by the clocks of a zone, newest first."""
        shelf = self.shelf()
        return self.get(("months", str(zone), shelf), lambda: ArchiveService(self._db).months(zone, shelf))

    def newest(self) -> tuple[Link, ...]:
        """Return links to the newest posts."""
        shelf = self.shelf()
        return self.get((_NEWEST, shelf.language), lambda: self._posts.list_newest(NEWEST, shelf=shelf))

    def menu(self) -> tuple[Link, ...]:
        """Return links to the pages that the menu names."""
        language = self.language
        return self.get(("menu", language), lambda: self._posts.list_pages(IN_MENU, language=language))

    def get(self, name: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what is kept under a name, made now if it isn't or if a moment came since."""
        moments = self._generation.get(self._db, _MOMENTS, self._posts.next_moments)
        return self._generation.get(self._db, (*name, _passed(moments)), make)

    def _first_authors(self) -> tuple[Author, ...]:
        return self.get(("first authors",), AuthorService(self._db).first_two)

    def _category_tree(self, language: str) -> CategoryTree:
        alone = {term.id: term.count for term in self._terms.list_categories(language)}

        def count(ids: tuple[int, ...]) -> int:
            """Count one by one only where a post may stand in two of them."""
            holding = tuple(id for id in ids if id in alone)
            if len(holding) <= 1:
                return sum(alone[id] for id in holding)
            return self._posts.count_published(Shelf(terms=holding, language=language))

        return CategoryTree(self._terms.category_tree(), count)


def last_newest(generation: GenerationCache, language: str = "") -> tuple[Link, ...]:
    """Return the links to the newest posts as they were last seen, without asking the database; empty if never."""
    moments = generation.last_known(_MOMENTS)
    if not isinstance(moments, tuple):
        return ()
    passed = _passed(moments)
    in_language = generation.last_known((_NEWEST, language, passed)) if language else None
    found = in_language or generation.last_known((_NEWEST, "", passed))
    return found if isinstance(found, tuple) else ()


def _passed(moments: tuple[datetime, ...]) -> object:
    """Return what tells the time since the last known moment from the time before it."""
    present = clock.now()
    passed = bisect_right(moments, present)
    # More moments may have passed than were looked up: then nothing is kept for longer than this one.
    return present if passed == MOMENTS else passed
