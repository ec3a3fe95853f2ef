"""Whether jobs are done."""

from datetime import timedelta

import pytest

from core import clock as core_clock
from core.database.database import Database
from core.jobs import FAILED, JobService
from core.settings import Settings


@pytest.fixture
def enqueue(root, embedded):
    """Return a function that takes on a job, due some time ago, and changes it."""
    database = Database(Settings.load(root, {}))

    def take_on(*, due=timedelta(0), **values):
        def unit(db):
            JobService(db).enqueue("mail", {}, run_at=core_clock.now() - due)
            for name, value in values.items():
                setattr(next(iter(db.new)), name, value)

        database.run(unit)

    yield take_on
    database.dispose()


def test_queue_stalled(look, enqueue):
    enqueue(due=timedelta(minutes=9))
    enqueue(due=timedelta(hours=-1))
    enqueue(due=timedelta(hours=1), leased_until=core_clock.now() + timedelta(minutes=4))
    assert not look("queue-stalled")
    enqueue(due=timedelta(minutes=11))
    (said,) = look("queue-stalled")
    assert said.startswith("One job is due")
    enqueue(due=timedelta(minutes=30), leased_until=core_clock.now() - timedelta(minutes=20))
    (said,) = look("queue-stalled")
    assert said.startswith("2 jobs are due")


def test_queue_failed(look, enqueue):
    enqueue(due=timedelta(minutes=1))
    assert not look("queue-failed")
    enqueue(state=FAILED)
    enqueue(state=FAILED)
    (said,) = look("queue-failed")
    assert "mail (2)" in said
