"""Turns at reading bodies: however slowly some visitors send theirs, a thread is left for everybody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from core.errors import Unavailable

#: Seconds from the last turn's beginning in which it is worth waiting for one to end: most bodies are there at once.
PATIENCE: Final = 1.0


class Turns:
    """Lets all threads of a process but one read bodies at the same time; with one thread, that one."""

    def __init__(self, threads: int) -> None:
        """Make as many turns as the server's threads allow."""
        self._free = threading.BoundedSemaphore(max(1, threads - 1))
        self._begun = 0.0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a turn, waiting a moment for it where need be; raise Unavailable for who comes to none."""
        # Counted from the last turn and not from now: where all have been held for long, by visitors who send slowly,
        # whoever waited would hold the thread that is to be left free.
        patience = self._begun + PATIENCE - time.monotonic()
        if not self._free.acquire(timeout=max(0.0, patience)):
            raise Unavailable
        self._begun = time.monotonic()
        try:
            yield
        finally:
            self._free.release()
