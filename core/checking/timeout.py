"""Waiting no longer than was said, also for what can't be told to hurry: name servers, disks in a network."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def with_timeout(act: Callable[[], T], seconds: float) -> T:
    """Return what `act` returns; raise TimeoutError after `seconds` and leave it to itself."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(act())
        except Exception as error:
            future.set_exception(error)

    # A daemon, so that one that hangs keeps no command from ending.
    threading.Thread(target=run, daemon=True).start()
    return future.result(timeout=seconds)
