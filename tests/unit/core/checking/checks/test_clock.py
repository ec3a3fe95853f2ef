"""Whether the clocks are right, and agree."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock as core_clock
from tests.support.clock import StoppedClock


@pytest.fixture
def clock_shows():
    """Return a function that sets this machine's clock."""
    yield core_clock.set_source
    core_clock.set_source()


def test_clock_wrong(look, clock_shows):
    assert not look("clock-wrong")
    clock_shows(StoppedClock(datetime(1970, 1, 1, tzinfo=UTC)))
    (said,) = look("clock-wrong")
    assert "1970-01-01" in said


@pytest.mark.parametrize("seconds", [-60, 60])
def test_clock_drift(look, clock_shows, careful_mariadb, seconds):
    url = careful_mariadb.url("site")
    assert not look("clock-drift", DATABASE_URL=url)
    clock_shows(lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    (said,) = look("clock-drift", DATABASE_URL=url)
    assert " 60 s" in said or " 59 s" in said
    assert not look("clock-drift")
