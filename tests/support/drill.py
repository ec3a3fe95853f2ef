"""The drill: a site with its servers, readers and a writer who go on all the time, and what each fault did to them."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Final, Self
from urllib.parse import urlsplit

from tests.support.journey import Person, Refused, Reply
from tests.support.visitors import Answer, Visitors, ask
from tests.support.waiting import until

#: What no fault may take from a visitor: answers that ask neither the database nor memcached.
ALWAYS: Final = ("/healthz", "/static/css/site.css")
#: Tells a balancer whether the servers behind the site answer; it may say no, and has to say something.
READY: Final = "/readyz"
#: Seconds after which a visitor gives a request up, which none should have to.
PATIENCE: Final = 8
#: Seconds in which the site has to have answered a request, however it is.
LONGEST: Final = 5
#: Why a save may be refused by a database that isn't away: its connection ended while it committed.
UNKNOWN: Final = "nobody knows whether it was saved"
#: Answers that readers must have got since all is well again, before a fault counts as over.
_PROOF: Final = 6


class Writer:
    """Somebody signed in who saves one numbered sentence after another at the end of one draft."""

    #: Seconds between two sentences: below the site's limit for writing.
    PACE: Final = 0.7

    def __init__(self, url: str, login: str) -> None:
        self.person = Person(url)
        self.person.sign_in(login)
        new = self.person.get("/admin/posts/new")
        saved = self.person.press(new, "Save draft", form="editor", title="Minutes", source="Begun.")
        self.path = urlsplit(saved.headers["Location"]).path
        self.answers: list[Answer] = []
        #: The sentences that the site said it had saved.
        self.acknowledged: list[str] = []
        self._numbers = count(1)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._write_on, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _write_on(self) -> None:
        while not self._stopped.wait(self.PACE):
            self._write(f"Sentence {next(self._numbers)}.")

    def _write(self, sentence: str) -> None:
        editor = self._do(lambda: self.person.get(self.path))
        if editor is None or editor.status != 200:
            return
        text = editor.form("editor").find("textarea", attrs={"name": "source"}).get_text().strip()
        typed = f"{text} {sentence}"
        saved = self._do(lambda: self.person.press(editor, "Save draft", form="editor", source=typed))
        if saved is not None and saved.status == 303 and "/auth/" not in saved.headers["Location"]:
            self.acknowledged.append(sentence)

    def _do(self, act: Callable[[], Reply]) -> Reply | None:
        at, reply, error = time.monotonic(), None, ""
        try:
            reply = act()
        except (OSError, HTTPException, Refused) as failure:
            error = f"{type(failure).__name__}: {failure}"
        status = reply.status if reply else 0
        if reply and "/auth/" in reply.headers.get("Location", ""):
            status, error = 401, "the writer is signed out"
        if reply and "while this was being saved" in reply.text:
            error = UNKNOWN
        waits = reply.headers.get("Retry-After", "") if reply else ""
        self.answers.append(Answer(at, "the writer", status, time.monotonic() - at, waits, error))
        return reply


@dataclass
class Fault:
    """What visitors met from the moment a fault began until all was well again."""

    began: float
    ended: float = 0.0
    #: When /readyz and a reader's page were good again, and a sentence was saved.
    recovered: float = 0.0
    answers: list[Answer] = field(default_factory=list)
    log: list[dict[str, object]] = field(default_factory=list)

    @property
    def pages(self) -> list[Answer]:
        """Return the visitors' answers, for which a database is needed."""
        return [answer for answer in self.answers if answer.path not in {*ALWAYS, READY}]

    @property
    def refused(self) -> list[Answer]:
        """Return the visitors' answers that asked to come back later."""
        return [answer for answer in self.pages if answer.status == 503]

    @property
    def red(self) -> list[Answer]:
        """Return what kept a balancer from sending anybody here."""
        return [answer for answer in self.answers if answer.path == READY and answer.status != 200]

    @property
    def longest(self) -> float:
        """Return the seconds of the slowest answer."""
        return max(answer.seconds for answer in self.answers)

    def complaints(self, *, away: bool = False, at_commit: bool = False) -> list[str]:
        """Return whatever should not have been.

        A 503 is excused while a server is `away`, and for a save whose connection may have ended `at_commit`.
        """
        excused = self._while_away if away else lambda answer: at_commit and answer.error == UNKNOWN
        asked = [answer for answer in self.answers if answer.path != READY or answer.status != 503]
        wrong = [answer for answer in asked if not (answer.status in {200, 303} or excused(answer))]
        slow = [line for line in self.log if float(str(line.get("ms", 0))) > LONGEST * 1000]
        loud = [line for line in self.log if line.get("level") in {"ERROR", "CRITICAL"}]
        return [str(each) for each in (*wrong, *slow, *loud)]

    def _while_away(self, answer: Answer) -> bool:
        refused = answer.status == 503 and answer.retry_after
        return bool(refused and answer.path not in ALWAYS and answer.at < self.recovered)


class Drill:
    """Readers, watchers and a writer at one site, from `with` to its end."""

    def __init__(self, url: str, *, login: str, paths: tuple[str, ...], log: Callable[[], str]) -> None:
        self.url = url
        self.readers = Visitors(url, paths, count=3, rate=8, patience=PATIENCE)
        self.watchers = Visitors(url, ALWAYS, count=2, rate=6, patience=PATIENCE)
        self.balancer = Visitors(url, (READY,), count=1, rate=2, patience=PATIENCE)
        self.writer = Writer(url, login)
        self._log = log

    def __enter__(self) -> Self:
        for each in (self.readers, self.watchers, self.balancer, self.writer):
            each.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        for each in (self.writer, self.balancer, self.watchers, self.readers):
            each.__exit__(*error)

    @contextmanager
    def fault(self) -> Iterator[Fault]:
        """Yield what visitors meet while the caller makes a fault and mends it; filled in once all is well again."""
        read = len(self._log())
        fault = Fault(time.monotonic())
        yield fault
        fault.ended = time.monotonic()
        until(self.is_well, "the recovery of the site")
        self.until_saved()
        fault.recovered = time.monotonic()
        until(lambda: len(self.readers.since(fault.recovered)) >= _PROOF, "answers after the recovery")
        fault.answers = [answer for answer in self.answers() if answer.at + answer.seconds >= fault.began]
        fault.log = [line for line in map(_parsed, self._log()[read:].splitlines()) if line]

    def answers(self) -> list[Answer]:
        """Return all answers so far."""
        crowd = (self.readers, self.watchers, self.balancer, self.writer)
        return [answer for each in crowd for answer in each.answers.copy()]

    def until_saved(self) -> None:
        """Wait until one more sentence is saved."""
        before = len(self.writer.acknowledged)
        until(lambda: len(self.writer.acknowledged) > before, "another saved sentence")

    def until_refused(self) -> None:
        """Wait until a reader is asked to come back later: the fault is felt."""
        moment = time.monotonic()
        until(lambda: any(answer.status == 503 for answer in self.readers.since(moment)), "an answer 503")

    def until_read(self, seconds: float) -> None:
        """Keep the fault up until readers have asked for that long."""
        moment = time.monotonic()
        until(lambda: bool(self.readers.since(moment + seconds)), f"readers who ask for {seconds} seconds")

    def checks(self) -> dict[str, str]:
        """Return what /readyz says of each server; empty where it says nothing."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        try:
            connection.request("GET", READY)
            return json.loads(connection.getresponse().read())["checks"]
        finally:
            connection.close()

    def until_red(self, check: str) -> None:
        """Wait until /readyz says of one server, and of that one alone, that it is away."""
        until(lambda: {name for name, state in self.checks().items() if state != "ok"} == {check}, f"{check} to be red")

    def is_well(self) -> bool:
        """Tell whether /readyz is green and a page is shown."""
        return set(self.checks().values()) == {"ok"} and ask(self.url, "/blog/", PATIENCE).status == 200


def _parsed(line: str) -> dict[str, object]:
    """Return a line of the site's log; empty for what another program wrote."""
    try:
        found = json.loads(line)
    except ValueError:
        return {"level": "ERROR", "message": line} if "Traceback" in line else {}
    return found if isinstance(found, dict) else {}
