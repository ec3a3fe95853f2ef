"""Jobs: taken on in a transaction, leased by one worker, repeated when they fail."""

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import Unavailable
from core.jobs import BACK_OFF, DONE, FAILED, LEASE, POSTPONED_FOR, WAITING, Job, JobService, Outcome, Postponed, Worker


def enqueue(database, kind="count", **options):
    with database.transaction() as db:
        JobService(db).enqueue(kind, {"n": 1}, **options)


def jobs(database):
    with database.reading() as db:
        return list(db.scalars(select(Job)))


def test_a_job_runs_once_and_is_done(database):
    seen = []
    enqueue(database)
    assert Worker(database, {"count": seen.append}).run_all() == 1
    assert seen == [{"n": 1}]
    assert [job.state for job in jobs(database)] == [DONE]


def test_a_job_of_a_transaction_that_is_undone_never_was(database):
    def fail():
        with database.transaction() as db:
            JobService(db).enqueue("count", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert jobs(database) == []


def test_a_job_waits_for_its_time(database, clock):
    enqueue(database, run_at=clock() + timedelta(minutes=5))
    worker = Worker(database, {"count": lambda _: None})
    assert worker.run_all() == 0
    clock.advance(minutes=5)
    assert worker.run_all() == 1


def test_a_job_that_fails_is_tried_again_later_and_given_up_in_the_end(database, clock):
    def fail(payload):
        raise OSError("no route to the server")

    enqueue(database)
    worker = Worker(database, {"count": fail})
    for wait in BACK_OFF:
        assert worker.run_one() is Outcome.NOT_DONE
        (job,) = jobs(database)
        assert job.state == WAITING
        assert "no route" in job.error
        clock.advance(seconds=wait)
    assert worker.run_one() is Outcome.NOT_DONE
    assert [job.state for job in jobs(database)] == [FAILED]


def test_a_job_no_handler_knows_fails_and_stops_nothing(database, clock):
    enqueue(database, "unknown")
    enqueue(database)
    done = []
    Worker(database, {"count": done.append}).run_all()
    assert len(done) == 1


def test_the_job_of_a_worker_that_died_is_taken_over(database, clock):
    enqueue(database)
    with database.transaction() as db:
        assert JobService(db).lease() is not None
    with database.transaction() as db:
        assert JobService(db).lease() is None
    clock.advance(seconds=LEASE)
    assert Worker(database, {"count": lambda _: None}).run_all() == 1


def test_no_two_workers_run_one_job(database):
    for _ in range(20):
        enqueue(database)
    seen = []
    worker = Worker(database, {"count": seen.append})
    threads = [threading.Thread(target=worker.run_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 20


def test_a_database_that_goes_away_fails_no_job(database):
    def away(payload):
        raise Unavailable

    enqueue(database)
    with pytest.raises(Unavailable):
        Worker(database, {"count": away}).run_one()
    assert [job.state for job in jobs(database)] == [WAITING]


def test_what_was_done_long_ago_is_deleted(database, clock):
    enqueue(database)
    Worker(database, {"count": lambda _: None}).run_all()
    clock.advance(days=31)
    with database.transaction() as db:
        JobService(db).purge()
    assert jobs(database) == []


def test_chores_are_done_once_an_hour(database, clock):
    done = []
    worker = Worker(database, {}, [lambda _: done.append(1)])
    worker.run_all()
    worker.run_all()
    assert len(done) == 1
    clock.advance(hours=1)
    worker.run_all()
    assert len(done) == 2


def test_a_worker_stops_when_it_is_told(database):
    enqueue(database)
    stop = threading.Event()
    Worker(database, {"count": lambda _: stop.set()}).run_until(stop)
    assert [job.state for job in jobs(database)] == [DONE]


def test_a_job_that_ends_its_worker_each_time_is_given_up(database, clock):
    enqueue(database)
    for _ in range(len(BACK_OFF) + 1):
        with database.transaction() as db:
            assert JobService(db).lease() is not None
        clock.advance(seconds=LEASE)
    with database.transaction() as db:
        assert JobService(db).lease() is None
        JobService(db).purge()
    assert [job.state for job in jobs(database)] == [FAILED]


def test_what_cannot_be_done_as_things_stand_waits_for_ever_and_says_so_once(database, clock, caplog):
    def wait(payload):
        raise Postponed("the disk is full")

    enqueue(database)
    enqueue(database)
    worker = Worker(database, {"count": wait})
    for _ in range(len(BACK_OFF) + 3):
        assert worker.run_all() == 0
        clock.advance(seconds=POSTPONED_FOR.total_seconds())
    assert [(job.state, job.attempts, job.error) for job in jobs(database)] == [(WAITING, 0, "the disk is full")] * 2
    assert caplog.text.count("the disk is full") == 1
    assert worker.report(0) == "0 jobs done, 2 postponed."
    assert Worker(database, {"count": lambda _: None}).run_all() == 2
    assert worker.report(1) == "1 job done."


def test_no_job_begins_once_the_time_is_over(database, clock):
    for _ in range(5):
        enqueue(database)
    worker = Worker(database, {"count": lambda _: clock.advance(seconds=8)})
    assert worker.run_all(within=timedelta(seconds=20)) == 3
    assert worker.run_all(within=timedelta(seconds=20)) == 2


def test_a_chore_that_fails_stops_neither_the_others_nor_the_jobs(database, caplog):
    def fail(db):
        raise LookupError("nothing to tidy")

    done = []
    enqueue(database)
    assert Worker(database, {"count": done.append}, [fail, done.append]).run_all() == 1
    assert len(done) == 2
    assert "nothing to tidy" in caplog.text


class Troubled(Worker):
    """A worker that meets one thing after the other where it looks for jobs, and stops at the end."""

    def __init__(self, database, *met):
        super().__init__(database, {})
        self.met = list(met)
        self.stop = threading.Event()
        self.stop.wait = lambda _seconds: None

    def run_one(self):
        met = self.met.pop(0)
        if not self.met:
            self.stop.set()
        if met is not None:
            raise met
        return Outcome.NO_JOB


def test_what_keeps_a_worker_from_its_jobs_is_logged_once_and_ends_nothing(database, caplog):
    caplog.set_level(logging.INFO, "core.jobs")
    worker = Troubled(database, Unavailable(), Unavailable(), None, LookupError("odd"), LookupError("odd"), None, None)
    worker.run_until(worker.stop)
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "the worker can't reach the database and waits",
        "the worker goes on",
        "the worker failed and tries again",
        "the worker goes on",
    ]
