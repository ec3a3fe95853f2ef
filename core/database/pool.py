"""The connections that one process keeps, and what the log says of them."""

import logging
import os
import threading
from typing import Any

from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from core.database.failures import CUT, driver_code


class ProcessPool(QueuePool):
    """A pool that is an empty one in any other process than its own: two never talk over one socket.

    A server may fork after the first use. uWSGI does so without a word to Python, so os.register_at_fork() won't do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Belong to this process."""
        super().__init__(*args, **kwargs)
        self._process = os.getpid()
        self._forking = threading.Lock()
        self._successor: QueuePool | None = None

    def connect(self) -> PoolProxiedConnection:
        """Return a connection of this process."""
        if self._process == os.getpid():
            return super().connect()
        return self._own().connect()

    def dispose(self) -> None:
        """Close the connections of this process; the parent's stay as they are."""
        if self._process == os.getpid():
            super().dispose()
        else:
            self._own().dispose()

    def _own(self) -> QueuePool:
        with self._forking:
            if self._successor is None:
                self._successor = self.recreate()
            return self._successor


def _calm(record: logging.LogRecord) -> bool:
    """Note in one line that a connection broke while nobody used it: the pool throws it away, and no visitor saw it."""
    error = record.exc_info[1] if record.exc_info else None
    if driver_code(error) in CUT:
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.msg, record.args, record.exc_info = "a connection broke unused: %s", (error,), None
    return True


# The pool logs under its class's name.
logging.getLogger(f"{ProcessPool.__module__}.{ProcessPool.__name__}").addFilter(_calm)
