"""Sessions in the database, for sites without memcached."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from core import clock
from core.database.database import Database
from core.errors import Unavailable
from core.sessions.models import SessionRecord
from core.sessions.protocol import RECORD_TTL, Data, Record, StoreDown, dump, load_object, touch_due


class DatabaseSessions:
    """The store for the embedded default.

    It reads in the request's own transaction, whose faults go to whoever runs it again. It writes in short ones of its
    own: the request's must be over by then, or SQLite would let the two wait for each other.
    """

    def __init__(self, database: Database) -> None:
        """Use the request's session to read and transactions of its own to write."""
        self._database = database

    def load(self, session_id: str) -> Record | None:
        """Return the record, None if there is none; database errors are raised as they are."""
        wanted = select(SessionRecord.data, SessionRecord.expires_at).where(SessionRecord.id_hash == _hash(session_id))
        row = self._database.session().execute(wanted).one_or_none()
        present = clock.now()
        if row is None or row.expires_at <= present:
            return None
        return Record(load_object(row.data) or {}, touch_due(row.expires_at, present))

    def add(self, session_id: str, data: Data) -> bool:
        """Make a record; False if there is one."""
        id_hash, present = _hash(session_id), clock.now()
        row = SessionRecord(id_hash=id_hash, data=dump(data), expires_at=present + timedelta(seconds=RECORD_TTL))
        with self._writing() as db:
            db.execute(
                delete(SessionRecord).where(SessionRecord.id_hash == id_hash, SessionRecord.expires_at <= present)
            )
            try:
                with db.begin_nested():
                    db.add(row)
            except IntegrityError:
                return False
        return True

    def update(self, session_id: str, change: Callable[[Data], Data]) -> bool:
        """Change the record as it is now and let it live longer; False if there is none."""
        id_hash, present = _hash(session_id), clock.now()
        theirs = SessionRecord.id_hash == id_hash
        with self._writing() as db:
            # The row is locked, so that two requests that change it at once both count.
            found = select(SessionRecord.data).where(theirs, SessionRecord.expires_at > present).with_for_update()
            data = db.scalar(found)
            if data is None:
                return False
            ends = present + timedelta(seconds=RECORD_TTL)
            changed = dump(change(load_object(data) or {}))
            db.execute(update(SessionRecord).where(theirs).values(data=changed, expires_at=ends))
        return True

    def delete(self, session_id: str) -> None:
        """Delete the record."""
        with self._writing() as db:
            db.execute(delete(SessionRecord).where(SessionRecord.id_hash == _hash(session_id)))

    def ping(self) -> None:
        """Return if the database answers; raise StoreDown otherwise."""
        try:
            self._database.ping()
        except (SQLAlchemyError, Unavailable) as error:
            raise StoreDown from error

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with self._database.transaction() as db:
                yield db
        except (SQLAlchemyError, Unavailable) as error:
            raise StoreDown from error


def purge(db: Session) -> None:
    """Delete the records that are over."""
    db.execute(delete(SessionRecord).where(SessionRecord.expires_at <= clock.now()))


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
