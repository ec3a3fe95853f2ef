"""People, the devices they are signed in on, and the one-time links they are given."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, SmallInteger, String, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from core.database.base import Base, UTCDateTime, big_id, key, long_text
from core.permissions import Role

ACTIVE, SUSPENDED = "active", "suspended"
#: What pages show of somebody who writes.
_SEEN: Final = ("name", "display_name", "bio", "portrait")


class RoleNumber(TypeDecorator[Role]):
    """A role, stored as its number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Role | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the number that is stored."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Role | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored role."""
        return None if value is None else Role(value)


class User(Base):
    """Somebody who writes, comments or administers; without a password they can't sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As it stands in addresses; `name_key` is its NFKC-folded form.
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(key(190), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(key(254), unique=True)
    #: argon2id, with its parameters; None for people who can't sign in.
    password_hash: Mapped[str | None] = mapped_column(key(255))
    role: Mapped[Role] = mapped_column(RoleNumber, default=Role.SUBSCRIBER)
    state: Mapped[str] = mapped_column(key(16), default=ACTIVE)
    #: Language of the interface; None follows the browser.
    language: Mapped[str | None] = mapped_column(key(16))
    bio: Mapped[str] = mapped_column(long_text(), default="")
    #: Name of their picture in the storage, a square; None without one.
    portrait: Mapped[str | None] = mapped_column(key(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def seen_by_readers(self) -> bool:  # type: ignore[override]
        """Tell whether a change of this row is seen: what an author signs with and says of themselves."""
        return any(inspect(self).attrs[name].history.has_changes() for name in _SEEN)

    @property
    def is_active(self) -> bool:
        """Tell whether the account may act."""
        return self.state == ACTIVE


class Device(Base):
    """One browser somebody is signed in on: the authority over who is signed in."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    #: sha256 of the session's id, and of the one before the last rotation.
    id_hash: Mapped[str] = mapped_column(key(64), unique=True)
    previous_hash: Mapped[str | None] = mapped_column(key(64), unique=True)
    #: With the id before, what the new one is made of; None once a browser has brought the new one.
    rotation_salt: Mapped[str | None] = mapped_column(key(64))
    #: When the id was replaced; from then on, when the new one was first brought.
    rotated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Keep me signed in.
    remember: Mapped[bool] = mapped_column(default=False)
    ip: Mapped[str] = mapped_column(key(45), default="")
    user_agent: Mapped[str] = mapped_column(String(255), default="")

    user: Mapped[User] = relationship(lazy="raise")


class OneTimeLink(Base):
    """A link that works once: to set the site up or to choose a password. Its token is stored hashed."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None for the link that makes the first administrator.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(key(16), index=True)
    token_hash: Mapped[str] = mapped_column(key(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: None for the set-up link, which works until an administrator exists.
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
