"""Whether the clocks agree, and whether the site knows the world's time zones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sqlalchemy import text

from core import clock
from core.checking.check import Check, Fault, error
from core.checking.subject import Subject

#: Nothing of this release is older.
_RELEASED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TOLERANCE: Final = timedelta(seconds=5)
_FEW: Final = 100


@error("clock-wrong")
def before_its_time(_subject: Subject) -> Iterator[Fault]:
    """Find a clock that shows a time before this release."""
    present = clock.now()
    if present < _RELEASED:
        sentence = f"The clock of this machine shows {present:%Y-%m-%d}, before this release was made."
        yield Fault(sentence, "Set it, and let it be kept right: `timedatectl set-ntp true`.")


@error("clock-drift")
def apart_from_database(subject: Subject) -> Iterator[Fault]:
    """Find a clock that differs from the database server's."""
    if not subject.database.is_server:
        return
    before = clock.now()
    there = subject.database.value(text("SELECT UTC_TIMESTAMP(6)")).replace(tzinfo=UTC)
    apart = max(before - there, there - clock.now())
    if apart > _TOLERANCE:
        sentence = f"The clocks of this machine and of the database differ by {apart.total_seconds():,.0f} s."
        yield Fault(sentence, "Let both be kept right: `timedatectl set-ntp true` on each.")


@error("time-zones")
def no_time_zones(_subject: Subject) -> Iterator[Fault]:
    """Find a Python that doesn't know what time it is elsewhere."""
    try:
        ZoneInfo("Asia/Shanghai")
    except (ZoneInfoNotFoundError, OSError, ValueError):
        known = 0
    else:
        known = len(available_timezones())
    if known < _FEW:
        sentence = "This Python knows no time zones: pages with dates fail."
        yield Fault(sentence, "Install the package tzdata, which requirements.txt names.")


CHECKS: tuple[Check, ...] = (before_its_time, apart_from_database, no_time_zones)
