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
        for check in self._checks:
            check.start()
        return {check.name: check.outcome(end - time.monotonic()) for check in self._checks}

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
        self._state = _TIMEOUT

    def start(self) -> None:
        """Run the check, unless it still hangs from the last time."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._state = _TIMEOUT
        self._thread = threading.Thread(target=self._run, name=f"readiness-{self.name}", daemon=True)
        self._thread.start()

    def outcome(self, seconds: float) -> str:
        """Return what the check found within `seconds`."""
        if self._thread is not None:
            self._thread.join(max(0.0, seconds))
        return self._state

    def _run(self) -> None:
        try:
            self._check()
        except Exception as error:
            # The class alone: the text of a database's error names hosts and users.
            self._state = type(error).__name__
        else:
            self._state = OK
