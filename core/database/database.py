"""The database as the site uses it: one session per request, short transactions of its own, retry."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from core.database import guard
from core.database.breaker import Breaker
from core.database.engine import READS_ONLY, build_engine
from core.database.failures import is_away, is_cut, may_run_again
from core.errors import OutcomeUnknown, Unavailable
from core.settings import Settings

T = TypeVar("T")
TRIES = 3
_AFTER_COMMIT = "after_commit"
_SIGN_OF_LIFE = text("SELECT 1")
_log = logging.getLogger(__name__)


class DatabaseSession(Session):
    """A session that asks the outage breaker before it asks for a connection."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        """Return the engine; raise Unavailable at once while the server is known to be away."""
        self.info["breaker"].admit()
        return super().get_bind(*args, **kwargs)


event.listen(DatabaseSession, "before_flush", guard.refuse_flush)
event.listen(DatabaseSession, "do_orm_execute", guard.refuse_statement)


class Database:
    """Engine, sessions and transactions of one process."""

    def __init__(self, settings: Settings, *, patient: bool = False, guard_reads: bool = False) -> None:
        """Prepare everything without connecting; `patient` is for commands, `guard_reads` for tests."""
        self.breaker = Breaker()
        self.engine: Engine = build_engine(settings, self.breaker, patient=patient, guard_reads=guard_reads)
        self._reading = self.engine.execution_options(**{READS_ONLY: True})
        self._make = sessionmaker(class_=DatabaseSession, expire_on_commit=False, info={"breaker": self.breaker})
        self._session = scoped_session(self._make)

    def session(self) -> Session:
        """Return the session of this thread's request."""
        return self._session()

    def open_scope(self, *, writes: bool) -> None:
        """Give this thread a fresh session: one that may write, or one that only reads."""
        self.close_scope()
        bind = self.engine if writes else self._reading
        self._session(bind=bind, info={"breaker": self.breaker, READS_ONLY: not writes})

    def close_scope(self) -> None:
        """Give this thread's connection back to the pool; what wasn't committed is undone."""
        if not self._session.registry.has():
            return
        db = self._session()
        try:
            db.close()
        except DBAPIError:
            # The connection broke unnoticed; the server has undone what was open on it.
            db.invalidate()
        finally:
            self._session.registry.clear()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session with a transaction of its own; commit at the end, roll back on an error."""
        with self._make(bind=self.engine) as db:
            yield db
            commit(db)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session of its own that only reads."""
        with self._make(bind=self._reading, info={"breaker": self.breaker, READS_ONLY: True}) as db:
            yield db

    def run(self, unit: Callable[[Session], T], *, may_repeat: bool = False) -> T:
        """Run a unit in its own transaction, again when the database asks for it; return what it returns.

        Raises Unavailable when the server is away or busy, or no connection is free, and OutcomeUnknown when it was
        lost while it committed; `may_repeat` is for a unit that may be done twice, and runs again then too.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with self.transaction() as db:
                    return unit(db)
            except (DBAPIError, PoolTimeout, OutcomeUnknown) as error:
                again = may_repeat if isinstance(error, OutcomeUnknown) else may_run_again(error)
                if attempt == TRIES or not again:
                    # Whoever gets a DBAPIError may run it all again; it has been tried often enough.
                    if is_away(error) or may_run_again(error):
                        raise Unavailable from error
                    raise
                _log.info("a transaction runs again: %s", type(error).__name__)
            pause(attempt)
        raise AssertionError  # the loop returns or raises

    def ping(self) -> None:
        """Ask the server for a sign of life; raise when there is none."""
        try:
            self._ask()
        except DBAPIError as error:
            if not is_cut(error):
                raise
            # Somebody ended this one connection, which says nothing about the server.
            self._ask()

    def _ask(self) -> None:
        with self.reading() as db:
            db.execute(_SIGN_OF_LIFE)

    def dispose(self) -> None:
        """Close all connections of this process."""
        self.close_scope()
        self.engine.dispose()


def pause(attempt: int) -> None:
    """Wait a moment before the next try, longer each time and never in step with others."""
    time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - jitter, not a secret


def after_commit(db: Session, act: Callable[[], None]) -> None:
    """Let `act` run once the transaction of `db` is committed; never if it is rolled back."""
    db.info.setdefault(_AFTER_COMMIT, []).append(act)


def commit(db: Session) -> None:
    """Commit, then run what was registered for afterwards; such an act can't undo the commit any more.

    Raises OutcomeUnknown when the connection was lost meanwhile. Any error of the driver means that nothing was kept.
    """
    db.flush()
    wrote = db.info.pop(guard.WROTE, False)
    if wrote and not _is_embedded(db):
        # Lost at COMMIT, nobody knows whether it was kept. Found lost here, it wasn't, and may be run again.
        db.execute(_SIGN_OF_LIFE)
    try:
        db.commit()
    except DBAPIError as error:
        if not is_away(error):
            raise
        if wrote:
            _log.warning("the connection was lost at COMMIT: %s", error.orig)
            raise OutcomeUnknown from error
        if not db.info.get(READS_ONLY):
            raise
        # Nothing was written, so nothing is lost; the next statement gets another connection.
        db.rollback()
    for act in db.info.pop(_AFTER_COMMIT, []):
        try:
            act()
        except Exception:
            _log.exception("an act after the commit failed")


def _is_embedded(db: Session) -> bool:
    return db.connection().dialect.name == "sqlite"


def rollback(db: Session) -> None:
    """Roll back and forget what was registered for after the commit."""
    db.info.pop(_AFTER_COMMIT, None)
    db.info.pop(guard.WROTE, None)
    db.rollback()
