"""Doors: texts that stand at their address for some readers only."""

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from apps.blog.models.post import PASSWORD, POST, Post
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.access.visibility import closed
from core.errors import NotFound
from core.text.slugs import slug_key


class DoorService:
    """Find texts for members, and those that a password opens."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find(self, slug: str, *, kind: str = POST) -> Post | None:
        """Return the closed text at an address, with its HTML, authors, terms and series; None if there is none."""
        statement = select(Post).where(Post.slug_key == slug_key(slug), *closed(kind))
        return self._db.scalars(statement.options(*alone_with_all(), undefer(Post.html))).unique().one_or_none()

    def get_locked(self, slug: str, *, kind: str = POST) -> Post:
        """Return the text at an address that a password opens; raise NotFound if there is none."""
        found = self.find(slug, kind=kind)
        if found is None or found.visibility != PASSWORD:
            raise NotFound
        return found
