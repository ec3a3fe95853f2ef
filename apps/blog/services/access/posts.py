"""Who may do what with a post: loads it for somebody, or says no without telling more than they may know."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.blog.models.post import POST, Post
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.access.visibility import may_read
from core.errors import Forbidden, NotFound
from core.permissions import Person, can


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
