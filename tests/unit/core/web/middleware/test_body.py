"""A body is whole, bounded, and can be read again; what can't be one is refused with the right number."""

import io
import tempfile
from pathlib import Path

import pytest

from core.web.middleware.body import DRAIN, MEMORY
from tests.support.inputs import Input, chunked, limited
from tests.support.wsgi import Inner, call, call_loosely, environ_of

FORM = "application/x-www-form-urlencoded"


def test_a_body_within_the_limit_arrives_whole_and_can_be_read_again():
    inner = Inner()
    call(limited(inner), environ_of(method="POST", body=b"x" * 100))
    assert inner.seen == b"x" * 100
    assert inner.environ["wsgi.input"].read() == b""
    inner.environ["wsgi.input"].seek(0)
    assert inner.environ["wsgi.input"].read() == b"x" * 100


def test_nothing_behind_the_announced_end_is_read():
    inner, source = Inner(), Input(b"body and the next request")
    call(limited(inner), environ_of(method="POST", CONTENT_LENGTH="4", **{"wsgi.input": source}))
    assert inner.seen == b"body"
    assert source.taken == 4


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"CONTENT_LENGTH": "abc"}, 400),
        ({"CONTENT_LENGTH": "-5"}, 400),
        ({"CONTENT_LENGTH": "+5"}, 400),
        ({"CONTENT_LENGTH": "5, 5"}, 400),
        ({"CONTENT_LENGTH": "5.0"}, 400),
        ({"CONTENT_LENGTH": "0x5"}, 400),
        ({"CONTENT_LENGTH": " 5"}, 400),
        ({"CONTENT_LENGTH": "1_0"}, 400),
        ({"CONTENT_LENGTH": "５"}, 400),
        ({"CONTENT_LENGTH": "9" * 30}, 400),
        ({"CONTENT_LENGTH": "9" * 18}, 413),
        ({"CONTENT_LENGTH": "101"}, 413),
        ({"CONTENT_LENGTH": "50"}, 400),
        ({"CONTENT_LENGTH": None}, 411),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 400),
        ({"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "gzip, chunked"}, 400),
        ({"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "identity"}, 400),
        ({"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "uwsgi.version": b"2.0"}, 411),
    ],
)
def test_a_body_that_can_not_be_one_is_refused(given, status):
    inner = Inner()
    answer = call_loosely(limited(inner), environ_of(method="POST", **{"body": b"hello", **given}))
    assert answer.status == status
    assert not inner.was_called


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_other_methods_with_a_body_say_its_length_too(method):
    assert call_loosely(limited(Inner()), environ_of(method=method, CONTENT_LENGTH=None)).status == 411


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_other_requests_need_no_body(method):
    inner = Inner()
    source = Input(b"the next request")
    assert call(limited(inner), environ_of(method=method, **{"wsgi.input": source})).status == 200
    assert "CONTENT_LENGTH" not in inner.environ
    assert inner.environ["wsgi.input"].read() == b""
    assert source.taken == 0


def test_a_form_without_fields_is_an_empty_body():
    inner = Inner()
    assert call(limited(inner), environ_of(method="POST")).status == 200
    assert inner.environ["CONTENT_LENGTH"] == "0"


def test_a_body_on_a_get_is_bounded_too():
    assert call(limited(Inner()), environ_of(method="GET", body=b"x" * 101)).status == 413


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (FORM, 200),
        (f"{FORM}; charset=utf-8", 200),
        (f'{FORM}; charset="UTF-8"', 200),
        ("multipart/form-data; boundary=x; charset=utf8", 200),
        ("", 200),
        ("nonsense", 200),
        (f"{FORM}; charset=gbk", 400),
        (f"{FORM}; charset=nonsense", 400),
        (f"{FORM}; charset=zip", 400),
        (f"{FORM}; charset=utf-16", 400),
        (f"{FORM}; charset=../../x", 400),
        (f"{FORM}; charset*=utf-8''utf-8", 400),
        (f"{FORM}; charset", 400),
        (f"{FORM}; charset=\xff", 400),
    ],
)
def test_a_charset_our_pages_never_send_is_refused(content_type, status):
    answer = call(limited(Inner()), environ_of(method="POST", body=b"a=1", CONTENT_TYPE=content_type))
    assert answer.status == status


def test_a_body_that_is_too_large_is_drained_so_that_the_browser_sees_the_answer():
    source = Input(b"x" * 1000)
    answer = call(limited(Inner()), environ_of(method="POST", CONTENT_LENGTH="1000", **{"wsgi.input": source}))
    assert answer.body == b"PayloadTooLarge"
    assert source.taken == 1000


def test_a_body_that_is_far_too_large_is_not_read_to_its_end():
    class Endless:
        taken = 0

        def read(self, size):
            self.taken += size
            return b"x" * size

    source = Endless()
    environ = environ_of(method="POST", CONTENT_LENGTH=str(10**12), **{"wsgi.input": source})
    assert call_loosely(limited(Inner()), environ).status == 413
    assert source.taken == DRAIN


def test_where_no_route_matched_the_body_is_drained_and_left_out():
    inner, source = Inner(), Input(b"x" * 1000)
    answer = call(limited(inner, None), environ_of(method="POST", CONTENT_LENGTH="1000", **{"wsgi.input": source}))
    assert answer.body == b"inner"
    assert inner.environ["CONTENT_LENGTH"] == "0"
    assert inner.environ["wsgi.input"].read() == b""
    assert source.taken == 1000


def test_a_chunked_body_gets_the_length_it_turned_out_to_have():
    inner = Inner()
    call(limited(inner), chunked(Input(b"x" * 100)))
    assert inner.seen == b"x" * 100
    assert inner.environ["CONTENT_LENGTH"] == "100"
    assert "HTTP_TRANSFER_ENCODING" not in inner.environ


def test_a_chunked_body_may_come_in_small_pieces():
    class Drops(Input):
        def read(self, size=-1):
            return super().read(min(size, 7))

    inner = Inner()
    call(limited(inner), chunked(Drops(b"y" * 100)))
    assert inner.seen == b"y" * 100


@pytest.mark.parametrize("size", [101, 100_000])
def test_a_chunked_body_above_the_limit_is_too_large(size):
    inner, source = Inner(), Input(b"x" * size)
    assert call(limited(inner), chunked(source)).status == 413
    assert source.taken == size
    assert not inner.was_called


@pytest.mark.parametrize("fault", [OSError("client went away"), ValueError("a server's own"), TimeoutError()])
def test_a_body_the_server_can_not_read_is_a_bad_request(fault):
    assert call(limited(Inner()), chunked(Input(b"half", breaks=fault))).status == 400


@pytest.mark.parametrize("announce", [True, False])
def test_an_upload_waits_in_a_file_that_ends_with_the_answer(announce):
    inner, body = Inner(), bytes(1024) * 3 * 1024
    length = str(len(body)) if announce else None
    coding = None if announce else "chunked"
    environ = chunked(Input(body), CONTENT_LENGTH=length, HTTP_TRANSFER_ENCODING=coding)
    result = limited(inner, 2 * MEMORY)(environ, lambda *_: None)
    assert inner.seen == body
    assert not inner.environ["wsgi.input"].closed
    assert b"".join(result) == b"inner"
    result.close()
    assert inner.environ["wsgi.input"].closed


def test_an_upload_is_closed_when_the_inner_stack_fails():
    def app(environ, _start_response):
        app.body = environ["wsgi.input"]
        raise KeyError("inner")

    with pytest.raises(KeyError, match="inner"):
        call_loosely(limited(app, 2 * MEMORY), chunked(Input(bytes(MEMORY + 1))))
    assert app.body.closed


def test_where_nothing_can_be_written_an_upload_stays_in_memory(monkeypatch):
    def none_usable():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none_usable)
    inner = Inner()
    call(limited(inner, 2 * MEMORY), chunked(Input(bytes(MEMORY + 1))))
    assert isinstance(inner.environ["wsgi.input"], io.BytesIO)
    assert len(inner.seen) == MEMORY + 1


def test_a_full_disk_is_said_so():
    # /dev/full is the disk that is always full.
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "SpooledTemporaryFile", lambda **_: full)
        answer = call(limited(Inner(), 2 * MEMORY), chunked(Input(bytes(MEMORY + 1))))
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"
