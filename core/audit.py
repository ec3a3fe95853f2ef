"""The audit log: who did what, when and from where; written once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.database.base import Base, UTCDateTime, big_id, key


class AuditEvent(Base):
    """One thing somebody did."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    action: Mapped[str] = mapped_column(key(64), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    #: The actor's name at that time: it stays when the account is gone.
    actor_name: Mapped[str] = mapped_column(String(190), default="")
    #: What it was done to, as kind and id.
    object_type: Mapped[str] = mapped_column(key(32), default="")
    object_id: Mapped[str] = mapped_column(key(64), default="")
    ip: Mapped[str] = mapped_column(key(45), default="")
    request_id: Mapped[str] = mapped_column(key(64), default="")
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and from where; a command has neither user nor address."""

    user_id: int | None = None
    name: str = ""
    ip: str = ""
    request_id: str = ""


#: Under this name a request's session knows where it comes from, for services that aren't told.
ORIGIN: Final = "origin"
_NOWHERE: Final = Actor()


class AuditService:
    """Write the audit log."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def note(
        self,
        action: str,
        actor: Actor,
        *,
        about: tuple[str, object] | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Add an event; `about` is what it was done to, as (kind, id)."""
        kind, identity = about or ("", "")
        origin: Actor = self._db.info.get(ORIGIN, _NOWHERE)
        self._db.add(
            AuditEvent(
                at=clock.now(),
                action=action,
                actor_id=actor.user_id,
                actor_name=actor.name[:190],
                object_type=kind,
                object_id=str(identity),
                ip=actor.ip or origin.ip,
                request_id=actor.request_id or origin.request_id,
                detail=dict(detail or {}),
            )
        )
