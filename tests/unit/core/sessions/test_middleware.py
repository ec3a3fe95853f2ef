"""Beaker's middleware with our session in it: what of Beaker is used, and what is out of reach."""

import pytest

from core.sessions.middleware import KEY, build_session_middleware
from core.sessions.session import Session
from tests.support.wsgi import call, environ_of

SECRET = "a secret of the tests, long enough to be one"


@pytest.fixture
def answer(store):
    """Return what answers a request by acting on its environ, and starts the response when the act says so."""

    def ask(act, **headers):
        def app(environ, start_response):
            def start(status="200 OK"):
                start_response(status, [("Content-Type", "text/plain")])

            act(environ, start)
            return [b""]

        return call(build_session_middleware(app, secret=SECRET, secure=False, store=store), environ_of(**headers))

    return ask


def test_the_session_stands_in_the_environ_without_a_proxy(answer):
    seen = []
    answer(lambda environ, start: (seen.append(environ[KEY]), start()))
    assert type(seen[0]) is Session


def test_nothing_is_saved_in_start_response(answer, store):
    def act(environ, start):
        environ[KEY]["a"] = 1
        start()

    assert answer(act).headers["Set-Cookie"] is None
    assert store.calls == []


def test_an_error_page_after_the_save_carries_the_cookie_too(answer):
    def act(environ, start):
        environ[KEY]["a"] = 1
        environ[KEY].save()
        start("503 Service Unavailable")

    assert answer(act).headers["Set-Cookie"].startswith("session=")


def test_a_save_that_comes_too_late_changes_no_header(answer, store):
    def act(environ, start):
        environ[KEY]["a"] = 1
        start()
        environ[KEY].save()

    assert answer(act).headers["Set-Cookie"] is None
    assert store.calls == ["add"]


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_secret_is_long(store, secret):
    with pytest.raises(ValueError, match="at least 32"):
        build_session_middleware(call, secret=secret, secure=True, store=store)


def test_beakers_own_sessions_reach_no_store(answer, store):
    def act(environ, start):
        stray = environ["beaker.get_session"]()
        stray["a"] = 1
        with pytest.raises(RuntimeError, match=r"core\.sessions"):
            stray.save()
        start()

    answer(act)
    assert store.calls == []


def test_no_other_process_can_name_an_id_by_a_header(answer):
    seen = []
    answer(
        lambda environ, start: (seen.append(environ[KEY].requested_id), start()),
        HTTP_COOKIE="beaker.session.id=attackerchosen; session=attackerchosen",
    )
    assert seen == [None]
