"""Revisions: each text that was saved stays, and the one that readers see is marked."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.blog.models.post import Post
from apps.blog.models.revision import LIVE, SAVED, Revision
from apps.blog.services.writing.drafts import PostDraft
from core import clock


class RevisionService:
    """Write the history of a post."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def write(self, post: Post, draft: PostDraft, *, user: User | None, kind: str = SAVED) -> Revision:
        """Add what was just saved; the caller holds the post's row, so that numbers don't meet."""
        revision = Revision(
            post_id=post.id,
            number=self._last(post) + 1,
            kind=kind,
            user_id=user.id if user else None,
            title=draft.title,
            source=draft.source,
            source_format=draft.source_format,
            fields=draft.fields(),
            created_at=clock.now(),
        )
        self._db.add(revision)
        return revision

    def mark_live(self, post: Post) -> None:
        """Note that readers get the text of the last revision: a published one is never thinned out."""
        newest = update(Revision).where(Revision.post_id == post.id, Revision.number == self._last(post))
        self._db.execute(newest.values(kind=LIVE), execution_options={"synchronize_session": False})

    def was_live(self, post: Post) -> bool:
        """Tell whether the post was ever published, be it now, in time to come or until it was withdrawn."""
        published = select(Revision.id).where(Revision.post_id == post.id, Revision.kind == LIVE).limit(1)
        return self._db.scalar(published) is not None

    def was_begun_by(self, post: Post, user: User) -> bool:
        """Tell whether that person wrote the first text of the post, whoever signs it."""
        first = select(Revision.id).where(Revision.post_id == post.id, Revision.number == 1)
        return self._db.scalar(first.where(Revision.user_id == user.id)) is not None

    def _last(self, post: Post) -> int:
        return self._db.scalar(select(func.max(Revision.number)).where(Revision.post_id == post.id)) or 0
