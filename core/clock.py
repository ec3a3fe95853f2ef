"""What time it is: the one place that asks, so that tests can hold the clock still."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """Return the present moment as an aware datetime in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None = None) -> None:
    """Let `source` tell the time from here on; None gives the system's clock back."""
    global _source  # noqa: PLW0603 - the one deliberate global: a clock that tests can stop
    _source = source or _system_time
