"""The checks run one at a time, for a bounded time, and are not asked more often than useful."""

import threading

import pytest

from core.web.middleware.readiness import Readiness


class Check:
    """Counts how often it was asked, and fails while told to."""

    def __init__(self):
        self.calls = 0
        self.fault = None

    def __call__(self):
        self.calls += 1
        if self.fault:
            raise self.fault


@pytest.fixture
def hanging():
    """Return a check that hangs until the test ends."""
    released = threading.Event()
    started = []

    def check():
        started.append(threading.current_thread())
        released.wait(60)

    check.started = started
    check.released = released
    yield check
    released.set()
    for thread in started:
        thread.join()


def test_a_check_is_ok_or_names_its_fault_without_details():
    broken = Check()
    broken.fault = ConnectionError("mysql://root:secret@db refused")
    readiness = Readiness({"database": broken, "sessions": Check()})
    assert readiness.outcome() == {"database": "ConnectionError", "sessions": "ok"}


def test_an_outcome_is_kept_while_it_is_fresh():
    check = Check()
    readiness = Readiness({"database": check}, fresh=60)
    for _ in range(3):
        readiness.outcome()
    assert check.calls == 1


def test_an_outcome_that_is_no_longer_fresh_is_asked_for_again(caplog):
    check = Check()
    readiness = Readiness({"database": check}, fresh=0)
    assert readiness.outcome() == {"database": "ok"}
    check.fault = OSError()
    assert readiness.outcome() == {"database": "OSError"}
    check.fault = None
    assert readiness.outcome() == {"database": "ok"}
    assert [record.state for record in caplog.records] == ["OSError", "ok"]


def test_a_check_that_hangs_is_a_timeout_and_never_started_twice(hanging):
    readiness = Readiness({"database": hanging, "sessions": Check()}, deadline=0.05, fresh=0)
    for _ in range(3):
        assert readiness.outcome() == {"database": "timeout", "sessions": "ok"}
    assert len(hanging.started) == 1


def test_a_check_that_hung_is_asked_again_once_it_came_back(hanging):
    readiness = Readiness({"database": hanging}, deadline=0.05, fresh=0)
    assert readiness.outcome() == {"database": "timeout"}
    hanging.released.set()
    hanging.started[0].join()
    assert readiness.outcome() == {"database": "ok"}
    assert len(hanging.started) == 2


def test_who_asks_during_a_probe_gets_the_last_outcome_at_once():
    asking, go_on = threading.Event(), threading.Event()
    go_on.set()

    def check():
        asking.set()
        go_on.wait(60)

    readiness = Readiness({"database": check}, deadline=60, fresh=0)
    assert readiness.outcome() == {"database": "ok"}
    asking.clear()
    go_on.clear()
    probing = threading.Thread(target=readiness.outcome)
    probing.start()
    assert asking.wait(60)
    assert readiness.outcome() == {"database": "ok"}
    go_on.set()
    probing.join()


def test_who_waited_for_a_probe_shares_its_outcome():
    check, lock, waits = Check(), threading.Lock(), threading.Event()

    class Door:
        """A lock that tells when somebody stands before it."""

        release = lock.release

        def acquire(self, timeout):
            waits.set()
            return lock.acquire(timeout=timeout)

    readiness = Readiness({"database": check}, deadline=60, fresh=60)
    readiness._probing = Door()
    waiting = threading.Thread(target=readiness.outcome)
    with lock:
        waiting.start()
        assert waits.wait(60)
        readiness._note(readiness._probe())
    waiting.join()
    assert check.calls == 1


def test_who_asks_during_the_first_probe_learns_that_nothing_is_known_yet(hanging):
    readiness = Readiness({"database": hanging}, deadline=0.05, fresh=0)
    with readiness._probing:
        assert readiness.outcome() == {"database": "timeout"}
    assert hanging.started == []
