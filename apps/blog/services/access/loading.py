"""Who may do what with a post: loads it for somebody, or says no without telling more than they may know."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from apps.auth.models import User
from apps.blog.models.post import POST, Post, PostAuthor
from apps.blog.models.term import PostTerm
from apps.blog.services.access.visibility import may_read
from core.errors import Forbidden, NotFound
from core.permissions import Person, can

#: What pages show of an author.
_PUBLIC_NAMES: Final = (User.name, User.display_name)


def with_people_and_terms() -> tuple[Any, ...]:
    """Return the options that load authors and terms of a list of posts, one query each."""
    return (
        selectinload(Post.author_links).joinedload(PostAuthor.user).load_only(*_PUBLIC_NAMES),
        selectinload(Post.term_links).joinedload(PostTerm.term),
    )


def few_with_people_and_terms() -> tuple[Any, ...]:
    """Return the options that load the same for posts found by id, in two queries; the result has to be made unique.

    Only for those: where the engine has yet to choose among many rows, the join makes it sort them all.
    """
    return (
        joinedload(Post.author_links).joinedload(PostAuthor.user).load_only(*_PUBLIC_NAMES),
        selectinload(Post.term_links).joinedload(PostTerm.term),
    )


def alone_with_all() -> tuple[Any, ...]:
    """Return the options that load one post with authors, terms, series and pending change, in two queries."""
    authors = joinedload(Post.author_links).joinedload(PostAuthor.user).load_only(*_PUBLIC_NAMES, User.bio)
    return (
        joinedload(Post.change),
        joinedload(Post.series),
        authors,
        selectinload(Post.term_links).joinedload(PostTerm.term),
    )


class PostAccess:
    """Load posts for those who may."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self, user: Person | None, id: int, capability: str, *, kind: str = POST, deleted: bool = False) -> Post:
        """Return the post for what `capability` names; see PublishingService.get_for."""
        statement = select(Post).where(Post.id == id, Post.kind == kind).options(*alone_with_all())
        post = self._db.scalars(statement).unique().one_or_none()
        if post is None or (post.deleted_at is not None) != deleted:
            raise NotFound
        if can(user, capability, post):
            return post
        # Whoever may see it is told why; to others it doesn't exist.
        if may_read(user, post):
            raise Forbidden
        raise NotFound
