"""The outage breaker: after a failure one thread probes and the others get their answer at once."""

import threading
import time
from collections.abc import Callable

from core.errors import Unavailable


class Breaker:
    """Remembers that the database is away, so that no thread waits for what is known."""

    def __init__(self, pause: float = 1.0, probe: float = 3.0, *, time: Callable[[], float] = time.monotonic) -> None:
        """Let one thread probe every `pause` seconds while the server is away; it has `probe` seconds to say more."""
        self._pause = pause
        self._probe = probe
        self._time = time
        self._lock = threading.Lock()
        self._open_until: float | None = None
        self._answered_at = float("-inf")

    @property
    def is_open(self) -> bool:
        """Tell whether the last contact failed."""
        return self._open_until is not None

    def answered_within(self, seconds: float) -> bool:
        """Tell whether the server answered anybody in the last so many seconds."""
        return self._time() - self._answered_at < seconds

    def admit(self) -> None:
        """Return for a call that may go to the server; raise Unavailable for one that must not wait."""
        if self._open_until is None:
            return
        with self._lock:
            present = self._time()
            if present < (self._open_until or 0.0):
                raise Unavailable
            # This thread is the probe; the others wait until it has an answer, or has had the time for one.
            self._open_until = present + self._probe

    def failed(self, waited: float = 0.0) -> None:
        """Note that the server gave no answer for so many seconds; one that answers others isn't away."""
        with self._lock:
            # Half of it, since all who wait for a server that stops began while it still answered somebody.
            if not self.answered_within(waited / 2):
                self._open_until = self._time() + self._pause

    def succeeded(self) -> None:
        """Note that the server answers."""
        self._answered_at = self._time()
        if self._open_until is not None:
            with self._lock:
                self._open_until = None
