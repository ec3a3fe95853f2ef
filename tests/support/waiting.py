"""Waiting for what another process or thread will do."""

import time
from collections.abc import Callable

#: Seconds after which something that should happen is given up, on a machine that is busy with other tests.
LIMIT = 60
#: Seconds between two looks.
LOOK = 0.05


def until(happened: Callable[[], bool], what: str) -> None:
    """Return as soon as `happened` says so; raise TimeoutError with `what` if it never does."""
    for _ in range(int(LIMIT / LOOK)):
        if happened():
            return
        time.sleep(LOOK)
    raise TimeoutError(f"{what} did not happen within {LIMIT} seconds")
