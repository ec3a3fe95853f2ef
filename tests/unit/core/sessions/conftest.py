"""Visitors of an application that does nothing but act on their sessions."""

import pytest

from core.memcached import Memcached
from core.sessions.database import DatabaseSessions
from core.sessions.memcached import MemcachedSessions
from core.sessions.middleware import KEY, build_session_middleware
from core.sessions.session import Session
from tests.support.databases import open_database
from tests.support.wsgi import call, environ_of

SECRET = "a secret of the tests, long enough to be one"


class Visitor:
    """A browser with one cookie jar, whose every request is what a test says."""

    def __init__(self, store, *, secure=False, secret=SECRET):
        self.store = store
        self.secure = secure
        self.secret = secret
        self.jar = {}
        #: The last Set-Cookie header, None if there was none.
        self.set_cookie = None

    def ask(self, act=Session.current.fget, *, save=True):
        """Make a request, act on its session as a view does, save, and return what `act` returned."""
        returned = []

        def app(environ, start_response):
            session = environ[KEY]
            returned.append(act(session))
            if save:
                session.save()
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b""]

        wrapped = build_session_middleware(app, secret=self.secret, secure=self.secure, store=self.store)
        self._remember(call(wrapped, environ_of(HTTP_COOKIE=self.cookie_header)))
        return returned[0]

    @property
    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    def clone(self):
        """Return another browser with the same cookies: a thief's, or the same one a moment earlier."""
        other = Visitor(self.store, secure=self.secure, secret=self.secret)
        other.jar = dict(self.jar)
        return other

    def _remember(self, answer):
        headers = answer.headers.get_all("Set-Cookie")
        assert len(headers) <= 1
        self.set_cookie = headers[0] if headers else None
        if headers:
            pair, *attributes = headers[0].split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.jar.pop(name, None)
            else:
                self.jar[name] = value


class ScopedSessions(DatabaseSessions):
    """The store as requests use it, each of which reads in a scope of its own."""

    def load(self, session_id):
        self._database.open_scope(writes=False)
        try:
            return super().load(session_id)
        finally:
            self._database.close_scope()


class Watched:
    """A store that notes what it is asked."""

    def __init__(self, store):
        self.store = store
        self.calls = []

    def __getattr__(self, name):
        method = getattr(self.store, name)

        def noted(*args):
            self.calls.append(name)
            return method(*args)

        return noted


@pytest.fixture
def memcached_sessions(empty_memcached):
    client = Memcached([empty_memcached.address], "tests")
    yield MemcachedSessions(client)
    client.close()


@pytest.fixture
def database_sessions(migrated, tmp_path):
    database = open_database(migrated.copy(tmp_path))
    yield ScopedSessions(database)
    database.dispose()


@pytest.fixture(params=["memcached", "database"])
def store(request):
    """Return what notes the calls of a store, once on memcached and once on the database."""
    return Watched(request.getfixturevalue(f"{request.param}_sessions"))


@pytest.fixture
def visitor(store):
    return Visitor(store)


@pytest.fixture
def visitor_of():
    """Return the class of visitors, for a store of the test's own."""
    return Visitor


@pytest.fixture
def away_store(own_memcached):
    """Return a store on a memcached that the test may break."""
    client = Memcached([own_memcached.address], "tests")
    yield MemcachedSessions(client)
    client.close()
