"""The first start: the link that makes the first administrator, and what happens when it is used."""

import logging
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.auth.services.accounts import AccountService, note_set_up
from apps.auth.services.links import SETUP, LinkGone, LinkService, address
from core.audit import Actor, AuditService
from core.permissions import Role
from core.settings import Settings
from core.site_settings import SiteSettingsService

_log = logging.getLogger(__name__)


class Announcer(Protocol):
    """What is known of the site where a link is announced."""

    @property
    def settings(self) -> Settings:
        """Return the operator's settings."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first administrator says of the site and of themselves."""

    title: str
    language: str
    timezone: str
    display_name: str
    email: str
    password_hash: str


class SetupService:
    """Set the site up, once."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._accounts = AccountService(db)
        self._links = LinkService(db)

    def is_open(self, token: str) -> bool:
        """Tell whether the site waits to be set up by this link."""
        return self._links.find(SETUP, token) is not None and not self._accounts.administrators_exist()

    def issue(self) -> str | None:
        """Return the token of a new link; None once there is an administrator."""
        return None if self._accounts.administrators_exist() else self._links.issue(SETUP)

    def complete(self, token: str, answers: Answers, *, ip: str, request_id: str) -> User:
        """Make the first administrator and end all links; raise LinkGone if somebody was first."""
        # The row that says so exists once: of two who come at the same moment, one waits here and goes away.
        if not self.is_open(token) or not note_set_up(self._db):
            raise LinkGone
        user = self._accounts.take_over_or_create(
            answers.display_name, role=Role.ADMIN, email=answers.email, password_hash=answers.password_hash
        )
        user.language = answers.language
        site = {"title": answers.title, "language": answers.language, "timezone": answers.timezone}
        SiteSettingsService(self._db).update(site)
        self._links.use_up(SETUP)
        AuditService(self._db).note("auth.set_up", Actor(user.id, user.name, ip, request_id), about=("user", user.id))
        return user


def announce_setup(site: Announcer, db: Session) -> None:
    """Log a new link at each start of a process while nobody administers the site; the earlier ones go on working."""
    token = SetupService(db).issue()
    if token is not None:
        _log.warning(
            "This site has no administrator yet. Set it up at %s", address(site.settings.site_url, SETUP, token)
        )
