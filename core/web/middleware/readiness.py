"""Whether what the site needs answers: asked with a deadline, one probe at a time."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

OK: Final = "ok"
_TIMEOUT: Final = "timeout"
_log = logging.getLogger(__name__)


class Readiness:
    """The outcome of the checks, at most a second old; one that hangs costs one thread, however often it is asked."""

    def __init__(self, checks: Mapping[str, Callable[[], None]], *, deadline: float = 2.5, fresh: float = 1.0) -> None:
        """Give all checks together `deadline` seconds, and trust their outcome for `fresh` seconds."""
        self._checks = [_Check(name, check) for name, check in checks.items()]
        self._deadline = deadline
        self._fresh = fresh
        self._probing = threading.Lock()
        self._outcome: dict[str, str] = {}
        self._known_at = -float("inf")

    def outcome(self) -> Mapping[str, str]:
        """Return "ok" or the class of the fault for each check."""
        if self._age() < self._fresh:
            return self._outcome
        # While one thread probes, the others make do with what it found last, if that isn't old.
        wait = self._deadline * 2 if self._age() > self._deadline + self._fresh * 2 else 0
        if not self._probing.acquire(timeout=wait):
            return self._outcome or {check.name: _TIMEOUT for check in self._checks}
        try:
            if self._age() >= self._fresh:
                self._note(self._probe())
            return self._outcome
        finally:
            self._probing.release()

    def _age(self) -> float:
        return time.monotonic() - self._known_at

    def _probe(self) -> dict[str, str]:
        end = time.monotonic() + self._deadline
        running = [(check, check.start()) for check in self._checks]
        for _, thread in running:
            thread.join(max(0.0, end - time.monotonic()))
        return {check.name: check.state for check, _ in running}

    def _note(self, outcome: dict[str, str]) -> None:
        for name, state in outcome.items():
            if state != self._outcome.get(name, OK):
                _log.warning("Readiness changed", extra={"check": name, "state": state})
        self._outcome, self._known_at = outcome, time.monotonic()


class _Check:
    """One check and the thread it runs in, a thread because nothing else gets back from a call that hangs."""

    def __init__(self, name: str, check: Callable[[], None]) -> None:
        self.name = name
        self._check = check
        self._thread: threading.Thread | None = None
        #: What it found, or that it has found nothing yet.
        self.state = _TIMEOUT

    def start(self) -> threading.Thread:
        """Return the thread that runs the check: the last one's, if it still hangs."""
        if self._thread is not None and self._thread.is_alive():
            return self._thread
        self.state = _TIMEOUT
        self._thread = threading.Thread(target=self._run, name=f"readiness-{self.name}", daemon=True)
        self._thread.start()
        return self._thread

    def _run(self) -> None:
        try:
            self._check()
        except Exception as error:
            # The class alone: the text of a database's error names hosts and users.
            self.state = type(error).__name__
        else:
            self.state = OK
