"""The pages that a site's home page can be."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.blog.models.post import PAGE, Post
from apps.blog.services.access.visibility import listed

#: More are nobody's choice.
_MOST = 500


class HomePageService:
    """List what the home page can be."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def list_choices(self) -> list[tuple[str, str]]:
        """Return slug and title of each page that readers find, by title."""
        found = select(Post.slug, Post.title).where(*listed(PAGE)).order_by(Post.title, Post.id).limit(_MOST)
        return [(slug, title or slug) for slug, title in self._db.execute(found)]
