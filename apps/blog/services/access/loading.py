"""What is loaded along with posts: authors, terms, series and pending change, in few queries."""

from typing import Any, Final

from sqlalchemy.orm import joinedload, selectinload

from apps.auth.models import User
from apps.blog.models.post import Post, PostAuthor
from apps.blog.models.term import PostTerm

#: What pages show of an author.
_PUBLIC_NAMES: Final = (User.name, User.display_name, User.portrait)


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
