"""Preview links: made for people without an account, counted, taken back, and over by themselves."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer_group

from apps.auth.models import User
from apps.blog.models.post import Post
from apps.blog.models.preview import PreviewLink
from apps.blog.services.access.loading import alone_with_all
from core import clock
from core.audit import Actor, AuditService
from core.errors import Conflict, NotFound
from core.i18n import N_
from core.permissions import can

#: Days that a link can be good for; the first is offered.
DAYS: Final = (7, 1, 30)
#: Links of one text that can be good at once.
MOST: Final = 20


class TooManyLinks(Conflict):
    """A text has as many links as anybody can keep an eye on."""

    default = N_("This text has many preview links already. Please take one back first.")


class PreviewLinkGone(NotFound):
    """The link was taken back, is over, or never was."""

    default = N_("This preview link no longer works.")


class PreviewLinkService:
    """Issue preview links and take them back; of their tokens only a hash is kept."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def issue(self, post: Post, user: User, *, days: int = DAYS[0]) -> str:
        """Return the token of a new link to a text that `user` may see; raise TooManyLinks where there are enough."""
        if len(self.list_for(post.id)) >= MOST:
            raise TooManyLinks
        token, present = secrets.token_urlsafe(24), clock.now()
        link = PreviewLink(post_id=post.id, user_id=user.id, token_hash=_hash(token), created_at=present)
        link.expires_at = present + timedelta(days=days)
        self._db.add(link)
        self._db.flush()
        self._note("share", post, user)
        return token

    def list_for(self, post_id: int) -> Sequence[PreviewLink]:
        """Return the links of a text that still work, the one that ends first before the others."""
        theirs = select(PreviewLink).where(PreviewLink.post_id == post_id, PreviewLink.expires_at > clock.now())
        return self._db.scalars(theirs.order_by(PreviewLink.expires_at, PreviewLink.id)).all()

    def revoke(self, post: Post, link_id: int, *, user: User) -> None:
        """Let a link of this text, and of no other, work no more; one that is gone already is no mistake."""
        self._db.execute(delete(PreviewLink).where(PreviewLink.id == link_id, PreviewLink.post_id == post.id))
        self._note("unshare", post, user)

    def get(self, token: str) -> tuple[Post, datetime]:
        """Return the text of a link, with all that its page shows, and until when the link works.

        Raises PreviewLinkGone also for a text in the trash, and where whoever made the link may no longer see the text.
        """
        works = (PreviewLink.token_hash == _hash(token), PreviewLink.expires_at > clock.now())
        link = self._db.scalar(select(PreviewLink).where(*works))
        post = self._find(link.post_id) if link is not None else None
        if link is None or post is None or not can(self._db.get(User, link.user_id), "post.view", post):
            raise PreviewLinkGone
        return post, link.expires_at

    def purge(self) -> None:
        """Delete the links that are over."""
        self._db.execute(delete(PreviewLink).where(PreviewLink.expires_at <= clock.now()))

    def _note(self, verb: str, post: Post, user: User) -> None:
        AuditService(self._db).note(f"{post.kind}.{verb}", Actor(user.id, user.name), about=(post.kind, post.id))

    def _find(self, post_id: int) -> Post | None:
        here = select(Post).where(Post.id == post_id, Post.deleted_at.is_(None))
        return self._db.scalars(here.options(*alone_with_all(), undefer_group("text"))).unique().one_or_none()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
