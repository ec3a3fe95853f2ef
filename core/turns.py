"""Dear work that one thread of a process does at a time, so that the others go on answering."""

import threading
from types import TracebackType
from typing import Self

from core.errors import Unavailable


class Turns:
    """Let one at a time in, keep a few waiting, and turn all others away."""

    def __init__(self, places: int) -> None:
        """Take how many may be inside or wait for it."""
        self._places = threading.BoundedSemaphore(places)
        self._inside = threading.Lock()

    def __enter__(self) -> Self:
        """Wait for the turn; raise Unavailable where too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Unavailable
        self._inside.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one in."""
        self._inside.release()
        self._places.release()
