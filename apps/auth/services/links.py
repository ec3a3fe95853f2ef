"""One-time links: to set the site up and to choose a password."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from apps.auth.models import OneTimeLink
from core import clock
from core.errors import NotFound
from core.i18n import N_

SETUP: Final = "setup"
RESET: Final = "reset"
#: How long a link works; None as long as there is something to do with it.
LIFETIMES: Final[dict[str, timedelta | None]] = {SETUP: None, RESET: timedelta(hours=24)}
_PATHS: Final = {SETUP: "/auth/setup/", RESET: "/auth/reset/"}


class LinkGone(NotFound):
    """The link was used, has expired, or never was."""

    default = N_("This link no longer works.")


class LinkService:
    """Issue links and take them back; of their tokens only a hash is kept."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def issue(self, purpose: str, user_id: int | None = None) -> str:
        """Return the token of a new link; those issued before go on working."""
        token, present, lifetime = secrets.token_urlsafe(32), clock.now(), LIFETIMES[purpose]
        self._db.add(
            OneTimeLink(
                user_id=user_id,
                purpose=purpose,
                token_hash=_hash(token),
                created_at=present,
                expires_at=present + lifetime if lifetime else None,
            )
        )
        return token

    def find(self, purpose: str, token: str) -> OneTimeLink | None:
        """Return the link of a token, None if it no longer works."""
        works = or_(OneTimeLink.expires_at.is_(None), OneTimeLink.expires_at > clock.now())
        wanted = (OneTimeLink.purpose == purpose, OneTimeLink.token_hash == _hash(token), works)
        return self._db.scalar(select(OneTimeLink).where(*wanted))

    def use(self, purpose: str, token: str) -> None:
        """Use up a link; raise LinkGone if it no longer works, or somebody else was first."""
        link = self.find(purpose, token)
        if link is None:
            raise LinkGone
        self._db.expunge(link)
        used = self._db.execute(delete(OneTimeLink).where(OneTimeLink.id == link.id))
        if not used.rowcount:  # type: ignore[attr-defined]
            raise LinkGone

    def use_up(self, purpose: str, user_id: int | None = None) -> None:
        """Let no link of this purpose and account work any more."""
        self._db.execute(delete(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.user_id == user_id))

    def purge(self) -> None:
        """Delete the links that have expired."""
        self._db.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= clock.now()))


def address(site_url: str, purpose: str, token: str) -> str:
    """Return the full address of a link, for whoever has no request: logs, commands and mails."""
    return f"{site_url}{_PATHS[purpose]}{token}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
