"""Versions: who saves a text that somebody else has saved meanwhile is told so, and shown both."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from apps.auth.models import User
from apps.blog.models.post import PendingChange, Post
from apps.blog.models.revision import Revision
from core import clock
from core.errors import Conflict, NotFound
from core.i18n import N_


@dataclass(frozen=True, slots=True)
class SavedText:
    """The text that was saved meanwhile."""

    title: str
    source: str
    version: int
    updated_at: datetime
    #: Who saved it; empty where nobody knows.
    by: str


class EditConflict(Conflict):
    """The post has been saved since the form was opened; `saved` is what it says now."""

    default = N_("Somebody else saved this post meanwhile.")

    def __init__(self, saved: SavedText) -> None:
        """Keep the saved text, so that a page can show both."""
        super().__init__()
        self.saved = saved


class VersionService:
    """Count the saves of a post."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def advance(self, post: Post, version: int) -> None:
        """Take the next version for what is about to be saved; raise EditConflict if `version` isn't the last.

        The guarded UPDATE also locks the row: from here on to the commit nobody else saves this post.
        """
        present = clock.now()
        statement = update(Post).where(Post.id == post.id, Post.version == version)
        taken = self._db.execute(
            statement.values(version=version + 1, updated_at=present), execution_options={"synchronize_session": False}
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            raise EditConflict(self.saved(post.id))
        set_committed_value(post, "version", version + 1)
        set_committed_value(post, "updated_at", present)

    def saved(self, post_id: int) -> SavedText:
        """Return the text as the last save left it; raise NotFound when the post is gone."""
        columns = (Post.title, Post.source, Post.version, Post.updated_at)
        row = self._db.execute(select(*columns).where(Post.id == post_id)).one_or_none()
        if row is None:
            raise NotFound
        change = select(PendingChange.title, PendingChange.source).where(PendingChange.post_id == post_id)
        title, source = self._db.execute(change).one_or_none() or (row.title, row.source)
        by = (
            select(User.display_name)
            .join(Revision, Revision.user_id == User.id)
            .where(Revision.post_id == post_id)
            .order_by(Revision.number.desc())
            .limit(1)
        )
        return SavedText(title, source, row.version, row.updated_at, self._db.scalar(by) or "")
