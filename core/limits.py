"""Limits: how often something may happen, kept in the database so that they hold with the cache dead."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.database.base import Base, UTCDateTime, key


class Hits(Base):
    """How often something happened within one window."""

    __tablename__ = "limits"

    #: sha256 of what is counted, so that no address or name stands here.
    bucket: Mapped[str] = mapped_column(key(64), primary_key=True)
    hits: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `seconds`, counted under a name."""

    name: str
    most: int
    seconds: int


#: OWASP's advice for sign-in, per name and per address.
SIGN_IN: Final = Limit("sign-in", most=10, seconds=300)
SETUP: Final = Limit("setup", most=20, seconds=300)
RESET: Final = Limit("reset", most=20, seconds=300)
#: Passwords of single texts, per address.
UNLOCK: Final = Limit("unlock", most=10, seconds=300)
SEARCH: Final = Limit("search", most=60, seconds=60)
WRITE: Final = Limit("write", most=120, seconds=60)
#: Pictures: each costs a good part of a second and a place on the disk.
UPLOAD: Final = Limit("upload", most=20, seconds=300)
#: Covers that are drawn, not those that were: one takes a tenth of a second of a processor.
COVER: Final = Limit("cover", most=30, seconds=60)
#: By cron, which counts minutes; for the whole site, since one address is all that there is.
RUN_JOBS: Final = Limit("run-jobs", most=10, seconds=60)


class LimitService:
    """Count what happens and refuse what is too much."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`: a short one of its own, so that a refusal doesn't undo the count."""
        self._db = db

    def hit(self, limit: Limit, subject: str) -> int:
        """Count once more for `subject`; return the seconds to wait: 0 while the limit isn't exceeded.

        It doesn't raise, since the count has to be committed even when the request is refused.
        """
        bucket = hashlib.sha256(f"{limit.name}:{subject}".encode()).hexdigest()
        present = clock.now()
        if not self._count(bucket, present):
            self._begin(bucket, present + timedelta(seconds=limit.seconds), present)
        row = self._db.execute(select(Hits.hits, Hits.ends_at).where(Hits.bucket == bucket)).one()
        return max(1, round((row.ends_at - present).total_seconds())) if row.hits > limit.most else 0

    def forgive(self, limit: Limit, subject: str) -> None:
        """Forget what was counted for `subject`."""
        bucket = hashlib.sha256(f"{limit.name}:{subject}".encode()).hexdigest()
        self._db.execute(delete(Hits).where(Hits.bucket == bucket))

    def purge(self) -> None:
        """Delete the windows that are over."""
        self._db.execute(delete(Hits).where(Hits.ends_at <= clock.now()))

    def _count(self, bucket: str, present: datetime) -> bool:
        counted = update(Hits).where(Hits.bucket == bucket, Hits.ends_at > present).values(hits=Hits.hits + 1)
        return bool(self._db.execute(counted).rowcount)  # type: ignore[attr-defined]

    def _begin(self, bucket: str, ends_at: datetime, present: datetime) -> None:
        self._db.execute(delete(Hits).where(Hits.bucket == bucket, Hits.ends_at <= present))
        try:
            with self._db.begin_nested():
                self._db.add(Hits(bucket=bucket, hits=1, ends_at=ends_at))
        except IntegrityError:  # another request began the window first
            self._count(bucket, present)
