"""Credentials: what happens around a new password."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.auth.services.devices import DeviceService
from apps.auth.services.links import RESET, LinkGone, LinkService
from core.audit import Actor, AuditService


class CredentialService:
    """Give accounts new passwords; hashing them is the caller's business, outside of the transaction."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find_by_link(self, token: str) -> User | None:
        """Return whose password a link lets choose; None if it no longer works or the account is suspended."""
        link = LinkService(self._db).find(RESET, token)
        user = self._db.get(User, link.user_id) if link else None
        return user if user is not None and user.is_active else None

    def confirm(self, user_id: int, password_hash: str | None) -> User | None:
        """Return the account if it still may sign in with the hash that was checked meanwhile."""
        user = self._locked(user_id)
        if user is None or not user.is_active or password_hash is None or user.password_hash != password_hash:
            return None
        return user

    def change(self, user: User, password_hash: str, *, actor: Actor) -> None:
        """Set a new password; every device of the account is signed out and no reset link works any more."""
        user.password_hash = password_hash
        DeviceService(self._db).revoke_others(user.id)
        LinkService(self._db).use_up(RESET, user.id)
        AuditService(self._db).note("auth.password_changed", actor, about=("user", user.id))

    def choose(self, token: str, password_hash: str, *, ip: str, request_id: str) -> User:
        """Set a password by a link, which is used up; raise LinkGone if it no longer works."""
        found = self.find_by_link(token)
        # Locked first, so that two links of one account can't be used at the same moment.
        user = self._locked(found.id) if found else None
        if user is None:
            raise LinkGone
        LinkService(self._db).use(RESET, token)
        self.change(user, password_hash, actor=Actor(user.id, user.name, ip, request_id))
        return user

    def _locked(self, user_id: int) -> User | None:
        mine = select(User).where(User.id == user_id).with_for_update()
        return self._db.scalar(mine.execution_options(populate_existing=True))
