"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class StoppedClock:
    """Tells the same moment again and again; give it to core.clock.set_source."""

    def __init__(self, moment: datetime = datetime(2031, 5, 14, 9, 30, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        """Move on by a timedelta's arguments: clock.advance(minutes=5)."""
        self.moment += timedelta(**span)
