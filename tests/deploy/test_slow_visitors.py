"""Visitors who send their forms slowly keep nobody from reading, at servers that pass bodies on as they come."""

import socket
from contextlib import ExitStack

import pytest

from tests.support.hosts import unit_site
from tests.support.journey import Person

#: As many as the recipes have threads, in all their processes, and as many again.
COUNT = 16


@pytest.fixture(scope="module", params=["granian", "gunicorn", "uwsgi"])
def server(request, environ):
    with unit_site(request.param, {**environ, "WORKERS": "2", "THREADS": "4"}) as running:
        yield running


def test_a_thread_is_left_for_readers(server):
    host = server.url.removeprefix("http://")
    with ExitStack() as stack:
        for _ in range(COUNT):
            slow = stack.enter_context(socket.create_connection((server.host, server.port), timeout=20))
            lines = ["POST /auth/login HTTP/1.1", f"Host: {host}", "Content-Length: 1900000", "", "a" * 17_000]
            slow.sendall("\r\n".join(lines).encode())
        assert Person(server.url).get("/healthz").status == 200
        assert Person(server.url).get("/blog/").status == 200
