"""A site in small: Bottle reading forms under the crash guard and the body limiter, for real servers to run."""

import json

import bottle

from core.errors import NotFound
from core.web.middleware.body import BodyLimiter
from core.web.middleware.crash_guard import CrashGuard
from tests.support.wsgi import FakeMark, PlainErrors, marked

LIMIT = 256 * 1024
#: Of the server that runs it.
THREADS = 2
_errors = PlainErrors()


class _Request(bottle.BaseRequest):
    MEMFILE_MAX = LIMIT


def _read_form(environ, start_response):
    """Answer with the form's text, parsed twice as a retried view does."""
    texts = []
    for _ in range(2):
        environ["wsgi.input"].seek(0)
        texts.append(_Request(dict(environ)).forms.decode().get("text", ""))
    answer = json.dumps({"texts": texts, "length": environ["CONTENT_LENGTH"]}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _fail_late(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    raise ValueError("before the first byte")
    yield b""


def _route(environ, start_response):
    if environ["PATH_INFO"] == "/form":
        return _form(environ, start_response)
    if environ["PATH_INFO"] == "/late":
        return _fail_late(environ, start_response)
    return _unmatched(environ, start_response)


def _missing(environ, start_response):
    return _errors.respond(environ, start_response, NotFound())


_form = marked(BodyLimiter(_read_form, errors=_errors, threads=THREADS), FakeMark(body_limit=LIMIT))
_unmatched = marked(BodyLimiter(_missing, errors=_errors, threads=THREADS), None)
application = CrashGuard(_route)
