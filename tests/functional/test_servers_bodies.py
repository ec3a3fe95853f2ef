"""Bodies arrive the same way under every server we name, chunked ones too, and bad ones are no 500."""

import json
import os
import socket
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.bodies import LIMIT, THREADS
from tests.support.servers import Server

APPLICATION = "tests.support.bodies:application"
ROOT = Path(__file__).resolve().parents[2]
TEXT = "中文" * 10_000
FORM = b"text=" + quote(TEXT).encode()
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class SiteServer(Server):
    """The small site under one WSGI server."""

    def __init__(self, name):
        self.name = name
        super().__init__()

    def command(self):
        threads = str(THREADS)
        options = {
            "gunicorn": ["-b", self.address, "-k", "gthread", "--threads", threads, "--no-control-socket"],
            "granian": [
                *("--interface", "wsgi", "--host", self.host, "--port", str(self.port)),
                *("--blocking-threads", threads),
            ],
            "waitress": [f"--listen={self.address}", f"--threads={threads}"],
        }
        return [sys.executable, "-m", self.name, *options[self.name], APPLICATION]

    def environment(self):
        return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module", params=["gunicorn", "granian", "waitress"])
def server(request):
    with SiteServer(request.param) as running:
        yield running


@pytest.fixture
def connection(server):
    connection = HTTPConnection(server.host, server.port, timeout=30)
    yield connection
    connection.close()


def post(connection, body, path="/form", **headers):
    """Return status and body; an iterable is sent in chunks."""
    connection.request("POST", path, body, {**HEADERS, **headers}, encode_chunked=not isinstance(body, bytes))
    answer = connection.getresponse()
    return answer.status, answer.read()


def pieces(body, size=7000):
    return (body[start : start + size] for start in range(0, len(body), size))


def sent_raw(server, lines, *, shut=False):
    """Send what no HTTP library would; return the status, or None where the server hung up."""
    with socket.create_connection((server.host, server.port), timeout=30) as raw:
        raw.sendall(b"\r\n".join([lines[0], b"Host: x", b"Connection: close", *lines[1:]]))
        if shut:
            raw.shutdown(socket.SHUT_WR)
        with raw.makefile("rb") as answer:
            words = answer.readline().split()
    return int(words[1]) if words else None


def test_a_form_with_a_length_arrives(connection):
    status, body = post(connection, FORM)
    assert status == 200
    assert json.loads(body) == {"texts": [TEXT, TEXT], "length": str(len(FORM))}


def test_a_chunked_form_arrives_with_the_length_it_turned_out_to_have(connection):
    status, body = post(connection, pieces(FORM))
    assert status == 200
    assert json.loads(body) == {"texts": [TEXT, TEXT], "length": str(len(FORM))}


@pytest.mark.parametrize("chunked", [False, True])
def test_a_form_that_is_too_large_gets_its_answer(connection, chunked):
    body = b"text=" + b"x" * LIMIT
    assert post(connection, pieces(body) if chunked else body) == (413, b"PayloadTooLarge")


@pytest.mark.parametrize("chunked", [False, True])
def test_where_there_is_no_page_a_body_changes_nothing(connection, chunked):
    assert post(connection, pieces(FORM) if chunked else FORM, "/missing") == (404, b"NotFound")
    status, _ = post(connection, b"text=next")
    assert status == 200


@pytest.mark.parametrize("length", [b"abc", b"-5", b"5, 6", b"0x5"])
def test_a_length_that_is_none_is_a_bad_request(server, length):
    assert sent_raw(server, [b"POST /form HTTP/1.1", b"Content-Length: " + length, b"", b"text=a"]) == 400


def test_a_form_without_a_length_is_asked_for_one(server):
    assert sent_raw(server, [b"POST /form HTTP/1.1", b"", b""]) == 411


def test_half_a_form_is_not_taken_for_a_whole_one(server):
    lines = [b"POST /form HTTP/1.1", b"Content-Length: 50", b"", b"text=half"]
    # waitress hangs up before we see any of it.
    assert sent_raw(server, lines, shut=True) in {400, None}


@pytest.mark.parametrize("chunks", [b"ZZ\r\ntext=\r\n0\r\n\r\n", b"5\r\ntext=XX0\r\n\r\n", b"5\r\ntext=\r\n"])
def test_broken_chunks_are_no_crash(server, chunks):
    lines = [b"POST /form HTTP/1.1", b"Content-Type: application/x-www-form-urlencoded", b"Transfer-Encoding: chunked"]
    # granian ends the body where a chunk is broken, and says nothing about it; waitress hangs up on half of one.
    allowed = {"gunicorn": {400}, "granian": {200, 400}, "waitress": {400, None}}
    assert sent_raw(server, [*lines, b"", chunks], shut=True) in allowed[server.name]


def test_a_form_that_comes_slowly_leaves_a_thread_to_readers(server, connection):
    slow = [socket.create_connection((server.host, server.port), timeout=30) for _ in range(THREADS)]
    with slow[0], slow[1]:
        for one in slow:
            one.sendall(b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"a" * 17_000)
        connection.request("GET", "/missing")
        assert connection.getresponse().read() == b"NotFound"


def test_a_page_that_fails_before_its_first_byte_is_a_500(connection):
    connection.request("GET", "/late")
    answer = connection.getresponse()
    assert answer.status == 500
    assert answer.headers["X-Request-ID"] in answer.read().decode()
