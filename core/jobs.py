"""Jobs: what runs after a commit, by a worker; rows written in the transaction of what caused them."""

import logging
import secrets
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from sqlalchemy import JSON, Index, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.database.base import Base, UTCDateTime, big_id, key, long_text
from core.database.database import Database
from core.database.failures import may_run_again
from core.errors import Unavailable

#: A handler gets its payload and works in as many short transactions as it likes; it may run twice.
Handler = Callable[[Mapping[str, object]], None]
#: Seconds for which a worker holds a job; a worker that dies gives it back after that.
LEASE: Final = 300
#: Seconds before the tries after the first; after the last one the job has failed.
BACK_OFF: Final = (30, 120, 600, 3600, 14400, 43200)
#: What deletes rows that are over.
Chore = Callable[[Session], object]
TIDY_EVERY: Final = timedelta(hours=1)
#: Seconds between two looks for jobs.
POLL: Final = 2.0
#: For how long a job is postponed that can't be done as things stand.
POSTPONED_FOR: Final = timedelta(minutes=10)
WAITING, DONE, FAILED = "waiting", "done", "failed"
#: The report of a worker that found nothing to do.
NOTHING_DONE: Final = "0 jobs done."
_log = logging.getLogger(__name__)


class Postponed(Exception):
    """A handler can't do its job until the operator mends something: it waits, however long, and loses no try.

    The text says what is to be mended.
    """


class Outcome(Enum):
    """What came of looking for a job and running it."""

    #: There was none that is due.
    NO_JOB = auto()
    DONE = auto()
    #: It failed or was postponed; its row says why.
    NOT_DONE = auto()


class Job(Base):
    """One thing to be done, and how it went."""

    __tablename__ = "jobs"
    # Each worker asks every other second, and what is done stays for a month.
    __table_args__ = (Index("ix_jobs_due", "state", "run_at"), Base.__table_args__)

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    kind: Mapped[str] = mapped_column(key(64))
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(key(16), default=WAITING)
    #: For jobs of which only one may wait at a time; given back when it ends.
    unique_key: Mapped[str | None] = mapped_column(key(128), unique=True)
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease: Mapped[str | None] = mapped_column(key(32))
    error: Mapped[str] = mapped_column(long_text(), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Leased:
    """A job that this worker holds."""

    id: int
    kind: str
    payload: Mapping[str, object]
    attempts: int
    lease: str


class JobService:
    """Take on jobs, hand them out and note how they went."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def enqueue(self, kind: str, payload: Mapping[str, object], *, run_at: datetime | None = None) -> None:
        """Take on a job; it runs after the commit, at `run_at` or soon."""
        present = clock.now()
        self._db.add(Job(kind=kind, payload=dict(payload), run_at=run_at or present, created_at=present))

    def lease(self) -> Leased | None:
        """Take the next job that is due, guarded so that no two workers get it; None if there is none."""
        present = clock.now()
        is_free = Job.leased_until.is_(None) | (Job.leased_until <= present)
        due = (Job.state == WAITING, Job.run_at <= present, is_free, Job.attempts <= len(BACK_OFF))
        for job in self._db.scalars(select(Job).where(*due).order_by(Job.run_at, Job.id).limit(5)):
            lease = secrets.token_hex(16)
            taken = (
                update(Job)
                .where(Job.id == job.id, *due)
                .values(lease=lease, leased_until=present + timedelta(seconds=LEASE), attempts=Job.attempts + 1)
                .execution_options(synchronize_session=False)
            )
            if self._db.execute(taken).rowcount:  # type: ignore[attr-defined]
                return Leased(job.id, job.kind, job.payload, job.attempts + 1, lease)
        return None

    def succeed(self, job: Leased) -> None:
        """Note that a job is done."""
        self._finish(job, state=DONE, finished_at=clock.now(), error="", unique_key=None)

    def fail(self, job: Leased, error: str) -> None:
        """Note what went wrong; the job runs again later, unless that was its last try."""
        if job.attempts > len(BACK_OFF):
            self._finish(job, state=FAILED, finished_at=clock.now(), error=error, unique_key=None)
        else:
            wait = timedelta(seconds=BACK_OFF[job.attempts - 1])
            self._finish(job, state=WAITING, run_at=clock.now() + wait, error=error)

    def postpone(self, job: Leased, reason: str) -> None:
        """Note what a job waits for; this try doesn't count."""
        later = clock.now() + POSTPONED_FOR
        self._finish(job, state=WAITING, run_at=later, attempts=Job.attempts - 1, error=reason)

    def count_postponed(self) -> int:
        """Return how many jobs wait for another try."""
        waiting = (Job.state == WAITING, Job.error != "")
        return self._db.scalar(select(func.count()).select_from(Job).where(*waiting)) or 0

    def counts(self) -> dict[str, int]:
        """Return how many jobs there are in each state."""
        rows = self._db.execute(select(Job.state, func.count()).group_by(Job.state))
        return dict(iter(rows))

    def purge(self, older_than: timedelta = timedelta(days=30)) -> None:
        """Give up what ended its workers, and delete what was over long ago."""
        present = clock.now()
        # A job that ends its worker each time never says that it failed.
        lost = (Job.state == WAITING, Job.attempts > len(BACK_OFF), Job.leased_until <= present)
        self._db.execute(update(Job).where(*lost).values(state=FAILED, finished_at=present, error="The worker ended."))
        self._db.execute(delete(Job).where(Job.state.in_((DONE, FAILED)), Job.finished_at < present - older_than))

    def _finish(self, job: Leased, **values: object) -> None:
        mine = update(Job).where(Job.id == job.id, Job.lease == job.lease)
        self._db.execute(mine.values(lease=None, leased_until=None, **values))


class Worker:
    """Runs the jobs of one process, one after the other; threads may share it."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], chores: Iterable[Chore] = ()) -> None:
        """Know which handler does which kind, and what is to be tidied up once an hour."""
        self._database = database
        self._handlers = handlers
        self._chores = tuple(chores)
        self._tidy_at = clock.now()
        #: Why jobs are postponed, as last said in the log: a hundred mails needn't all say it.
        self._reason = ""

    def run_one(self) -> Outcome:
        """Run the next job that is due and tell what came of it.

        Raises Unavailable when the database is away.
        """
        job = self._database.run(lambda db: JobService(db).lease())
        if job is None:
            return Outcome.NO_JOB
        try:
            self._handlers[job.kind](job.payload)
        except Unavailable:
            raise
        except Postponed as error:
            self._postpone(job, str(error))
        except Exception as error:
            _log.warning("job %s (%s) failed: %s", job.id, job.kind, error)
            reason = "".join(traceback.format_exception(error, limit=-3))
            self._database.run(lambda db: JobService(db).fail(job, reason))
        else:
            self._database.run(lambda db: JobService(db).succeed(job))
            return Outcome.DONE
        return Outcome.NOT_DONE

    def run_all(self, *, within: timedelta | None = None) -> int:
        """Tidy up if it is time, and run all jobs that are due; return how many of them are done.

        No job begins when `within` is over.
        """
        ends_at = clock.now() + within if within is not None else None
        self.tidy()
        done = 0
        while ends_at is None or clock.now() < ends_at:
            outcome = self.run_one()
            if outcome is Outcome.NO_JOB:
                break
            done += outcome is Outcome.DONE
        return done

    def report(self, done: int) -> str:
        """Return what whoever had the jobs run is told."""
        waiting = self._database.run(lambda db: JobService(db).count_postponed())
        said = f"{done} {'job' if done == 1 else 'jobs'} done"
        return f"{said}, {waiting} postponed." if waiting else f"{said}."

    def tidy(self) -> None:
        """Do the chores, each in its own transaction, if an hour went by since the last time."""
        if clock.now() < self._tidy_at:
            return
        self._tidy_at = clock.now() + TIDY_EVERY
        for chore in self._chores:
            try:
                self._database.run(chore)
            except Unavailable:
                raise
            except DBAPIError as error:
                _log.error("a chore failed: %s", error.orig)
            except Exception:
                _log.exception("a chore failed")

    def run_until(self, stop: threading.Event) -> None:
        """Run jobs as they come due until `stop` is set; a database that is away is waited for."""
        trouble: type[Exception] | None = None
        while not stop.is_set():
            try:
                self.tidy()
                while not stop.is_set() and self.run_one() is not Outcome.NO_JOB:
                    pass
            except Exception as error:
                # Whatever it is: a server's thread has nobody who would start it anew.
                if type(error) is not trouble:
                    _log_trouble(error)
                trouble = type(error)
            else:
                if trouble is not None:
                    _log.info("the worker goes on")
                trouble = None
            stop.wait(POLL)

    def _postpone(self, job: Leased, reason: str) -> None:
        if reason != self._reason:
            _log.warning("jobs (%s) are postponed: %s", job.kind, reason)
        self._reason = reason
        self._database.run(lambda db: JobService(db).postpone(job, reason))


def _log_trouble(error: Exception) -> None:
    """Log what keeps a worker from its jobs."""
    if isinstance(error, Unavailable) or may_run_again(error):
        _log.warning("the worker can't reach the database and waits")
    else:
        _log.error("the worker failed and tries again", exc_info=error)
