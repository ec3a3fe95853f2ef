"""The table of sessions, for sites without memcached."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, UTCDateTime, key


class SessionRecord(Base):
    """What one visitor's session holds: flash messages and the like, never who is signed in."""

    __tablename__ = "sessions"

    #: sha256 of the session's id, so that a copy of the table opens no session.
    id_hash: Mapped[str] = mapped_column(key(64), primary_key=True)
    #: JSON of at most 8 kB.
    data: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
