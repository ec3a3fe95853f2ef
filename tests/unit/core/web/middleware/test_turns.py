"""Slow bodies are read in turns, so that a thread is left for everybody else."""

import pytest

from core.web.middleware import turns
from core.web.middleware.body import BodyLimiter
from tests.support.inputs import Input, chunked, held, limited, post
from tests.support.wsgi import FakeMark, Inner, PlainErrors, call, call_loosely, environ_of, marked


@pytest.mark.parametrize("threads", [2, 4])
def test_slow_bodies_leave_a_thread_to_others(threads, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    app, source = limited(Inner(), threads=threads), Input(b"quick")
    with held(app, threads - 1):
        answer = post(app, source)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert source.taken == 0
        assert call(app, environ_of()).status == 200
        assert call(app, environ_of(method="POST")).status == 200
    assert post(app, source).status == 200


@pytest.mark.parametrize("limit", [100, 3, None])
def test_what_is_only_drained_is_read_in_turn_too(limit, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    app = BodyLimiter(Inner(), errors=PlainErrors(), threads=2)
    with held(marked(app, FakeMark(body_limit=100)), 1):
        refused = marked(app, FakeMark(body_limit=limit) if limit is not None else None)
        assert post(refused, Input(b"quick")).status == 503
        assert call(refused, environ_of(body=b"of a GET")).status == 503
        assert call_loosely(refused, chunked(Input(b"quick"))).status == 503


def test_a_body_that_was_refused_leaves_its_turn_to_the_next():
    app = limited(Inner(), limit=3, threads=2)
    for _ in range(3):
        assert post(app, Input(b"quick")).status == 413


def test_the_only_thread_reads_too():
    assert post(limited(Inner(), threads=1), Input(b"quick")).status == 200
