"""The crash guard answers whatever happens, once, and leaves one line about it."""

import logging
import re
import sys

import pytest

from core import log
from core.metrics import Metrics
from core.web.middleware.crash_guard import CrashGuard
from tests.support.wsgi import PLAIN, Body, FakeMark, Inner, call, call_loosely, environ_of, marked

ACCESS = "bottlepost.access"


def answering(body, status="200 OK"):
    def app(_environ, start_response):
        start_response(status, PLAIN)
        return body

    return app


@pytest.fixture(autouse=True)
def _no_request_left():
    yield
    log.request_id.set("")


@pytest.fixture
def access(caplog):
    """Return the access lines so far."""
    caplog.set_level(logging.INFO)
    return lambda: [record for record in caplog.records if record.name == ACCESS]


def errors_in(caplog):
    return [record for record in caplog.records if record.levelno == logging.ERROR]


def test_each_request_has_an_id_of_its_own():
    inner = Inner()
    answers = [call(CrashGuard(inner), environ_of()) for _ in range(2)]
    first, second = (answer.headers["X-Request-ID"] for answer in answers)
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second
    assert inner.environ["bottlepost.request_id"] == second


@pytest.mark.parametrize(
    ("given", "trusted", "taken"),
    [
        ("0123abcd-EF", True, True),
        ("0123abcd-EF", False, False),
        ("short", True, False),
        ("a" * 65, True, False),
        ("0123abcd\n", True, False),
        ("0123abcd<script>", True, False),
        ("０１２３４５６７", True, False),
    ],
)
def test_a_given_id_is_taken_from_a_proxy_if_it_is_harmless(given, trusted, taken):
    guard = CrashGuard(Inner(), trust_request_id=trusted)
    answer = call(guard, environ_of(HTTP_X_REQUEST_ID=given))
    assert (answer.headers["X-Request-ID"] == given) is taken


def test_every_line_inside_a_request_names_it():
    seen = []

    def app(environ, start_response):
        start_response("200 OK", PLAIN)
        yield b"a"
        seen.append((log.request_id.get(), environ["bottlepost.request_id"]))

    call(CrashGuard(app), environ_of())
    ((noted, given),) = seen
    assert noted == given
    assert log.request_id.get() == ""


@pytest.mark.parametrize("body", [[b"inn", b"er"], Body(b"inn", b"er"), Body(b"", b"inner"), (b"inner",)])
def test_one_line_tells_the_whole_request(access, body):
    app = marked(answering(body), FakeMark(name="auth.reset", secret=True))
    more = {"bottlepost.ip": "192.0.2.1", "bottlepost.user_id": 7, "QUERY_STRING": "code=hidden"}
    answer = call(CrashGuard(app), environ_of("/auth/reset/t0ken", **more))
    assert answer.body == b"inner"
    (line,) = access()
    expected = {
        "method": "GET",
        "path": "/auth/reset/***",
        "status": 200,
        "bytes": 5,
        "ip": "192.0.2.1",
        "route": "auth.reset",
        "user": 7,
        "request_id": answer.headers["X-Request-ID"],
    }
    assert {name: getattr(line, name) for name in expected} == expected
    assert line.ms >= 0
    assert "hidden" not in str(vars(line))


def test_without_route_and_user_the_line_leaves_them_out(access):
    call(CrashGuard(Inner()), environ_of())
    (line,) = access()
    assert not hasattr(line, "route")
    assert not hasattr(line, "user")
    assert line.ip == "127.0.0.1"


def test_a_path_changed_by_the_inner_stack_is_logged_as_it_arrived(access):
    def app(environ, start_response):
        environ["PATH_INFO"] = "/中文"
        return Inner()(environ, start_response)

    call(CrashGuard(app), environ_of("/中文"))
    assert access()[0].path == "/中文"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_head_answer_is_passed_on_without_a_body(method):
    answer = call(CrashGuard(Inner()), environ_of(method=method))
    assert answer.body == (b"inner" if method == "GET" else b"")


def raises_at_once(_environ, _start_response):
    raise ValueError("inner")


def raises_after_start(_environ, start_response):
    start_response("200 OK", PLAIN)
    raise ValueError("inner")


def forgets_start(_environ, _start_response):
    return [b"x"]


def forgets_start_and_body(_environ, _start_response):
    return []


def starts_twice(_environ, start_response):
    start_response("200 OK", PLAIN)
    start_response("200 OK", PLAIN)
    return [b"x"]


def lazily_raises(_environ, _start_response):
    raise ValueError("inner")
    yield b""


CRASHES = [
    raises_at_once,
    raises_after_start,
    forgets_start,
    forgets_start_and_body,
    starts_twice,
    lazily_raises,
    answering(Body(ValueError("inner"))),
    answering(Body(b"", ValueError("inner"))),
    answering(Body(ValueError("inner"), closing=OSError())),
]


@pytest.mark.parametrize("app", CRASHES)
def test_a_crash_before_the_first_byte_is_a_500_that_speaks_both_languages(app, access, caplog):
    answer = call(CrashGuard(app), environ_of())
    assert answer.status == 500
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Something went wrong" in answer.text
    assert "出了点问题" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert [line.status for line in access()] == [500]
    first, *_ = errors_in(caplog)
    assert first.exc_info
    assert first.path == "/"


def test_a_crash_is_logged_once_with_its_token_masked(caplog):
    call(CrashGuard(raises_at_once, secret_prefixes=["/auth/reset/"]), environ_of("/auth/reset/t0ken"))
    (error,) = errors_in(caplog)
    assert error.path == "/auth/reset/***"


def test_the_last_resort_has_no_body_for_head():
    answer = call(CrashGuard(raises_at_once), environ_of(method="HEAD"))
    assert (answer.status, answer.body) == (500, b"")


def test_an_app_may_start_again_with_an_error_while_nothing_is_out():
    def app(_environ, start_response):
        start_response("200 OK", PLAIN)
        try:
            raise ValueError
        except ValueError:
            start_response("503 Service Unavailable", PLAIN, sys.exc_info())
        return [b"sorry"]

    answer = call(CrashGuard(app), environ_of())
    assert (answer.status, answer.body) == (503, b"sorry")


def test_an_app_that_starts_again_after_the_first_byte_gets_its_error_back(caplog):
    def app(_environ, start_response):
        start_response("200 OK", PLAIN)
        yield b"a"
        try:
            raise KeyError("late")
        except KeyError:
            start_response("500 Error", PLAIN, sys.exc_info())
        yield b"never"

    with pytest.raises(KeyError, match="late"):
        call_loosely(CrashGuard(app), environ_of())
    assert len(errors_in(caplog)) == 1


def test_a_crash_between_chunks_cuts_the_answer_and_is_logged(access, caplog):
    body = Body(b"a", ValueError("midway"))
    with pytest.raises(ValueError, match="midway"):
        call_loosely(CrashGuard(answering(body)), environ_of())
    assert body.closed == 1
    (error,) = errors_in(caplog)
    assert error.exc_info[0] is ValueError
    assert [(line.status, line.bytes) for line in access()] == [(200, 1)]


def test_a_failing_close_is_logged_and_told_to_the_server(access, caplog):
    body = Body(b"a", closing=OSError("closing"))
    with pytest.raises(OSError, match="closing"):
        call_loosely(CrashGuard(answering(body)), environ_of())
    assert len(errors_in(caplog)) == 1
    assert len(access()) == 1


@pytest.mark.parametrize("chunks", [(b"a", b"b"), (b"",), (), (ValueError(),)])
def test_the_body_is_closed_exactly_once(chunks):
    body = Body(*chunks)
    call(CrashGuard(answering(body)), environ_of())
    assert body.closed == 1


def test_a_visitor_who_goes_away_still_closes_the_body_once(access):
    body = Body(b"a", b"b")
    result = CrashGuard(answering(body))(environ_of(), lambda *_: None)
    next(iter(result))
    result.close()
    result.close()
    assert body.closed == 1
    assert [line.bytes for line in access()] == [1]


def test_bytes_written_by_hand_are_counted_and_can_not_become_a_500(access):
    def app(_environ, start_response):
        write = start_response("200 OK", PLAIN)
        write(b"abc")
        raise ValueError("after a write")

    with pytest.raises(ValueError, match="after a write"):
        call_loosely(CrashGuard(app), environ_of())
    assert [(line.status, line.bytes) for line in access()] == [(200, 3)]


def test_a_thread_that_is_ended_gets_no_answer_and_leaves_nothing_open(access):
    body = Body(SystemExit())
    with pytest.raises(SystemExit):
        CrashGuard(answering(body))(environ_of(), lambda *_: None)
    assert body.closed == 1
    assert len(access()) == 1


def test_requests_are_counted_under_their_route():
    metrics = Metrics()
    call(CrashGuard(marked(Inner(), FakeMark()), metrics=metrics), environ_of())
    call(CrashGuard(raises_at_once, metrics=metrics), environ_of(method="POST"))
    _, text = metrics.render()
    assert b'bottlepost_http_requests_total{method="GET",route="blog.post",status="2xx"} 1.0' in text
    assert b'bottlepost_http_requests_total{method="POST",route="-",status="5xx"} 1.0' in text


def test_a_plain_list_stays_one_so_that_servers_send_it_in_one_piece():
    assert type(CrashGuard(Inner())(environ_of(), lambda *_: None)) is list
