"""Authors as readers know them: who has written something that can be read."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from apps.auth.models import User
from apps.auth.services.accounts import fold
from apps.blog.models.post import Post, PostAuthor
from apps.blog.services.access.visibility import listed, preferring
from apps.blog.services.terms.terms import name_key


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who signs posts."""

    name: str
    display_name: str
    portrait: str | None


@dataclass(frozen=True, slots=True)
class CountedAuthor:
    """Somebody with the number of their posts that readers find."""

    id: int
    name: str
    display_name: str
    bio: str
    portrait: str | None
    count: int


class AuthorService:
    """Find those who write."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find(self, name: str) -> User | None:
        """Return the account of a user name, however it is spelled; None if there is none."""
        return self._db.scalar(_named(), {"name_key": fold(name)})

    def first_two(self) -> tuple[Author, ...]:
        """Return two of those who signed a post readers see, or the one there is: nobody waits for all of them."""
        theirs = select(PostAuthor.post_id).join(Post, Post.id == PostAuthor.post_id)
        # Person by person, each until one post is found: no look at all posts to learn that one wrote them. Not EXISTS,
        # for which MariaDB gathers them all.
        one = theirs.where(PostAuthor.user_id == User.id, *listed()).limit(1).scalar_subquery()
        people = select(User.name, User.display_name, User.portrait).where(one.is_not(None)).limit(2)
        return tuple(Author(*row) for row in self._db.execute(people))

    def list_authors(self, language: str = "") -> tuple[CountedAuthor, ...]:
        """Return those who signed a post readers see, by the name they sign with; translations count once."""
        # Counted by number first: the engine would sort the biographies of all posts otherwise.
        counts = select(PostAuthor.user_id, func.count().label("count")).join(Post, Post.id == PostAuthor.post_id)
        counts = counts.where(*listed()).group_by(PostAuthor.user_id)
        if language:
            counts = counts.where(preferring(language, beside=_by_the_same))
        found = counts.subquery()
        columns = (User.id, User.name, User.display_name, User.bio, User.portrait, found.c.count)
        statement = select(*columns).join(found, found.c.user_id == User.id)
        authors = (CountedAuthor(*row) for row in self._db.execute(statement))
        return tuple(sorted(authors, key=lambda author: name_key(author.display_name)))


def _by_the_same(other: type[Post]) -> ColumnElement[bool]:
    signed = aliased(PostAuthor)
    same = exists().where(signed.post_id == other.id, signed.user_id == PostAuthor.user_id)
    return same.correlate(other, PostAuthor)


@cache
def _named() -> Select[User]:
    """Return the statement for the account :name_key; made once, for pages wait for it."""
    return select(User).where(User.name_key == bindparam("name_key"))
