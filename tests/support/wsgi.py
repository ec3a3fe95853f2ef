"""Calls of WSGI applications as a server makes them, held to PEP 3333 on both sides of a middleware."""

import io
import sys
from dataclasses import dataclass, field
from wsgiref.headers import Headers
from wsgiref.validate import validator

from core.web.middleware.protocols import ROUTE

PLAIN = [("Content-Type", "text/plain; charset=utf-8")]


@dataclass
class Answer:
    status: int
    headers: Headers
    body: bytes

    @property
    def text(self):
        return self.body.decode()


@dataclass(kw_only=True)
class FakeMark:
    """A route mark, as far as middleware read it."""

    name: str = "blog.post"
    public: tuple = ()
    body_limit: int = 2 * 1024 * 1024
    secret: bool = False


class PlainErrors:
    """Answers with the error's class instead of a page."""

    def respond(self, environ, start_response, error):
        body = type(error).__name__.encode()
        start_response(f"{error.status} Error", [*PLAIN, *error.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@dataclass
class Inner:
    """The rest of the stack: keeps the environ it was called with and answers "inner"."""

    headers: list = field(default_factory=lambda: list(PLAIN))
    environ: dict | None = None
    seen: bytes = b""

    def __call__(self, environ, start_response):
        self.environ = environ
        self.seen = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"inner"]

    @property
    def was_called(self):
        return self.environ is not None


def environ_of(path="/", *, method="GET", body=b"", **more):
    """Return the environ of a request; `more` replaces keys, and None leaves one out."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "example.org",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body or method in {"POST", "PUT", "PATCH"}:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ.update(more)
    return {name: value for name, value in environ.items() if value is not None}


def call(app, environ):
    """Answer a request that is itself right, and hold the application to PEP 3333."""
    return call_loosely(validator(app), environ)


def call_loosely(app, environ):
    """Answer a request that no server should hand in, and that some do."""
    begun = []

    def start_response(status, headers, exc_info=None):
        begun.append((status, headers))
        return lambda _data: None

    result = app(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = begun[-1]
    return Answer(int(status[:3]), Headers(headers), body)


def marked(app, mark):
    """Return the app with a route mark put in front, as route matching does."""

    def with_mark(environ, start_response):
        environ[ROUTE] = mark
        return app(environ, start_response)

    return with_mark


class Body:
    """A body of chunks; an exception among them is raised where it stands, and closing may fail too."""

    def __init__(self, *chunks, closing=None):
        self.chunks = iter(chunks)
        self.closing = closing
        self.closed = 0

    def __iter__(self):
        return self

    def __next__(self):
        chunk = next(self.chunks)
        if isinstance(chunk, BaseException):
            raise chunk
        return chunk

    def close(self):
        self.closed += 1
        if self.closing:
            raise self.closing
