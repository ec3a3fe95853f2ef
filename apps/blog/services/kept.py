"""What readers' pages share, kept in the process until the generation changes or the next moment comes."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from apps.blog.models.post import Post
from apps.blog.services.posts import MOMENTS, Link, Neighbours, PostService
from apps.blog.services.terms import CountedTerm, TermService
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
    """Counts, neighbours and lists that are the same for all readers.

    A post that is published at a moment to come changes them without any write: so all names hold how many of the known
    moments have passed.
    """

    def __init__(self, db: Session, generation: GenerationCache) -> None:
        """Read with `db` what `generation` hasn't got."""
        self._db = db
        self._generation = generation
        self._posts = PostService(db)

    def count(self) -> int:
        """Return how many posts readers can see."""
        return self.get(("count",), self._posts.count_published)

    def count_of(self, term_id: int) -> int:
        """Return how many posts readers can see under a tag or category."""
        return self.get(("count", term_id), lambda: self._posts.count_published(term_id=term_id))

    def neighbours(self, post: Post) -> Neighbours:
        """Return the posts before and after one."""
        return self.get(("neighbours", post.id), lambda: self._posts.neighbours(post))

    def has_several_authors(self) -> bool:
        """Tell whether posts of more than one person can be read, so that lists name them."""
        return self.get(("several authors",), self._posts.has_several_authors)

    def tags(self) -> list[CountedTerm]:
        """Return the tags readers find something under, by name."""
        return self.get(("tags",), TermService(self._db).list_tags)

    def newest(self) -> tuple[Link, ...]:
        """Return links to the newest posts."""
        return self.get((_NEWEST,), lambda: self._posts.list_newest(NEWEST))

    def menu(self) -> tuple[Link, ...]:
        """Return links to the pages that the menu names."""
        return self.get(("menu",), lambda: self._posts.list_pages(IN_MENU))

    def get(self, name: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what is kept under a name, made now if it isn't or if a moment came since."""
        moments = self._generation.get(self._db, _MOMENTS, self._posts.next_moments)
        return self._generation.get(self._db, (*name, _passed(moments)), make)


def last_newest(generation: GenerationCache) -> tuple[Link, ...]:
    """Return the links to the newest posts as they were last seen, without asking the database; empty if never."""
    moments = generation.last_known(_MOMENTS)
    if not isinstance(moments, tuple):
        return ()
    found = generation.last_known((_NEWEST, _passed(moments)))
    return found if isinstance(found, tuple) else ()


def _passed(moments: tuple[datetime, ...]) -> object:
    """Return what tells the time since the last known moment from the time before it."""
    present = clock.now()
    passed = bisect_right(moments, present)
    # More moments may have passed than were looked up: then nothing is kept for longer than this one.
    return present if passed == MOMENTS else passed
