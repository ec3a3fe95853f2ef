"""The collection of garbage, put off while something makes a great many objects that live for a second."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pause:
    """Counts who wants it quiet: the collector is one for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._was_on = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if self._inside == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0 and self._was_on:
                    gc.enable()


#: Puts the collector off until the end of a block. It would look at each of a text's 100,000 tokens several times over,
#: a third of all that rendering takes, and find no garbage: what is made there goes when the last name of it does.
uncollected = _Pause()
