"""Whether the clocks are right, and agree."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import text

from core import clock
from core.checking.check import Fault, error
from core.checking.site import SiteUnderCheck

#: Nothing of this release is older.
_RELEASED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_TOLERANCE: Final = timedelta(seconds=5)


@error("clock-wrong")
def before_its_time(_site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a clock that shows a time before this release."""
    present = clock.now()
    if present < _RELEASED:
        sentence = f"The clock of this machine shows {present:%Y-%m-%d}, before this release was made."
        yield Fault(sentence, "Set it, and let it be kept right: `timedatectl set-ntp true`.")


@error("clock-drift", server_only=True)
def apart_from_database(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a clock that differs from the database server's."""
    before = clock.now()
    there = site.database.value(text("SELECT UTC_TIMESTAMP(6)")).replace(tzinfo=UTC)
    apart = max(before - there, there - clock.now())
    if apart > _TOLERANCE:
        sentence = f"The clocks of this machine and of the database differ by {apart.total_seconds():,.0f} s."
        yield Fault(sentence, "Let both be kept right: `timedatectl set-ntp true` on each.")
