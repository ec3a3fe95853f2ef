"""Requests with bodies that know how much of them was read, break, or come slowly; for tests of what limits bodies."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from core.web.middleware.body import BodyLimiter
from tests.support.wsgi import FakeMark, PlainErrors, call, environ_of, marked


class Input(io.BytesIO):
    """A server's input that knows how much was asked of it, and may break."""

    def __init__(self, data, *, breaks=None):
        super().__init__(data)
        self.breaks = breaks
        self.taken = 0

    def read(self, size=-1):
        data = super().read(size)
        self.taken += len(data)
        if self.breaks and not data:
            raise self.breaks
        return data


class Slow(Input):
    """An input whose sender waits: `asked` once it is read, giving nothing before `goes_on`."""

    def __init__(self, data=b"slow"):
        super().__init__(data)
        self.asked, self.goes_on = threading.Event(), threading.Event()

    def read(self, size=-1):
        self.asked.set()
        assert self.goes_on.wait(20)
        return super().read(size)


def limited(inner, limit=100, threads=4):
    mark = FakeMark(body_limit=limit) if limit is not None else None
    return marked(BodyLimiter(inner, errors=PlainErrors(), threads=threads), mark)


def post(app, source):
    length = str(len(source.getvalue()))
    return call(app, environ_of(method="POST", CONTENT_LENGTH=length, **{"wsgi.input": source}))


def chunked(source, **more):
    """Return a request whose body the server has unchunked already, as gunicorn and granian do."""
    more = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": source, **more}
    return environ_of(method="POST", **more)


@contextmanager
def held(app, count):
    """Have that many slow bodies read meanwhile; yield their inputs, and check that each arrives at last."""
    sources = [Slow() for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        answers = [pool.submit(post, app, source) for source in sources]
        try:
            assert all(source.asked.wait(20) for source in sources)
            yield sources
        finally:
            for source in sources:
                source.goes_on.set()
        assert {answer.result().status for answer in answers} == {200}
