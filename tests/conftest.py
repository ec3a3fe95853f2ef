"""What every test may ask for: settings, databases, servers, the site and a browser."""

import os

import hypothesis
import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from webtest import TestApp

from apps.site import create_site
from core import clock as core_clock
from core.settings import Settings
from tests.support.browser import launched_browser
from tests.support.clock import StoppedClock
from tests.support.databases import ENGINES, Emptier, MigratedDatabases, open_database
from tests.support.live import served
from tests.support.mariadb import MariaDB, MariaDBServer
from tests.support.pages import Pages
from tests.support.ports import free_port
from tests.support.relay import Relay
from tests.support.servers import MemcachedServer
from tests.support.sharing import share
from tests.support.source import ROOT

#: What a site reads from the folder it stands in; var/, where it writes, is the test's own.
READ_FROM_ROOT = ("alembic.ini", "locales", "migrations", "static", "templates", "themes")

_shared = pytest.StashKey[MariaDBServer]()
# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


# One MariaDB for all processes of a run: the first process starts it, the others learn its port.


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a test process where the run's MariaDB is; it waits for the first answer where it needs it."""
    node.workerinput["mariadb_port"] = _shared_mariadb(node.config).port


def pytest_unconfigure(config):
    """Stop the run's MariaDB."""
    if _shared in config.stash:
        config.stash[_shared].close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Escape lone surrogates in what a test logged or printed: pytest-xdist can't send them."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


def pytest_generate_tests(metafunc):
    """Run what asks for a database on every engine, or on those that the mark `engine` names."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engine")
        metafunc.parametrize("engine", mark.args if mark else ENGINES, indirect=True)


def _shared_mariadb(config):
    if _shared not in config.stash:
        config.stash[_shared] = MariaDBServer().launch()
    return config.stash[_shared]


@pytest.fixture(scope="session", autouse=True)
def _shared_by_sites():
    """Let the sites of this test process share what takes long to make."""
    with pytest.MonkeyPatch.context() as patch:
        share(patch)
        yield


@pytest.fixture(scope="session")
def mariadb(request):
    """Return the run's MariaDB; its databases are named for the test process."""
    given = getattr(request.config, "workerinput", None)
    if given is None:
        return _shared_mariadb(request.config).wait()
    return MariaDB("127.0.0.1", given["mariadb_port"]).wait()


@pytest.fixture(scope="session")
def memcached():
    """Return a memcached of this test process."""
    with MemcachedServer() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(request, tmp_path_factory):
    """Return the databases of the newest schema."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return MigratedDatabases(tmp_path_factory.mktemp("databases"), worker, lambda: request.getfixturevalue("mariadb"))


@pytest.fixture
def engine(request):
    """Return the name of the database engine: every test that asks for a database runs once on each."""
    return request.param


@pytest.fixture
def settings(tmp_path):
    """Return a factory of settings, which takes them by the operator's names: SITE_URL="https://example.org"."""
    root = tmp_path / "site"
    root.mkdir()
    for name in READ_FROM_ROOT:
        (root / name).symlink_to(ROOT / name)
    (root / "var").mkdir()

    def load(**environ):
        return Settings.load(root, {"SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef", **environ})

    return load


@pytest.fixture
def clock():
    """Return a clock that stands still: clock.advance(minutes=5)."""
    stopped = StoppedClock()
    core_clock.set_source(stopped)
    yield stopped
    core_clock.set_source()


@pytest.fixture
def db(engine, migrated, opened):
    """Return a session whose transaction is rolled back afterwards; a commit in it only ends a savepoint."""
    with opened(migrated.url(engine)).engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()


@pytest.fixture(scope="session")
def opened():
    """Return a function that gives the one Database of this process for a DATABASE_URL."""
    databases = {}

    def get(url):
        if url not in databases:
            databases[url] = open_database(url)
        return databases[url]

    yield get
    for database in databases.values():
        database.dispose()


@pytest.fixture(scope="session")
def emptier(migrated):
    """Return what puts the shared MariaDB database back to its beginning."""
    made = Emptier(migrated.url("mariadb"))
    yield made
    made.close()


@pytest.fixture
def database_url(request, engine, migrated, tmp_path):
    """Return the DATABASE_URL of a database as the migrations leave it; what a test commits is gone afterwards."""
    if engine == "sqlite":
        yield migrated.copy(tmp_path)
        return
    emptier = request.getfixturevalue("emptier")
    yield migrated.url(engine)
    emptier.restore()


@pytest.fixture
def relay(database_url):
    """Return a relay in front of the tests' MariaDB."""
    with Relay(make_url(database_url).port) as relay:
        yield relay


@pytest.fixture
def relayed_url(database_url, relay):
    """Return the DATABASE_URL of the same database through the relay."""
    return make_url(database_url).set(port=relay.port).render_as_string(hide_password=False)


@pytest.fixture
def empty_database_url(engine, migrated):
    """Return the DATABASE_URL of a database without any table, for tests of migrations."""
    return migrated.empty_url(engine, "empty")


@pytest.fixture
def database(database_url):
    """Return the site's own way to a database that the test may commit to."""
    database = open_database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def committed_database(database):
    """Return the same under the name that says why a test of jobs, search or servers asks for it."""
    return database


@pytest.fixture
def site_environ(request, engine, database_url):
    """Return what the operator sets: nothing but SQLite, or MariaDB with memcached."""
    if engine == "sqlite":
        return {"DATABASE_URL": database_url}
    return {"DATABASE_URL": database_url, "MEMCACHED_SERVERS": request.getfixturevalue("memcached").address}


@pytest.fixture
def site(settings, site_environ):
    """Return the whole site, which the database itself keeps from writing in a request that reads."""
    made = create_site(settings(**site_environ), guard_reads=True)
    yield made
    made.close()


@pytest.fixture
def client(site):
    """Return a visitor of the site, who asks as a browser does; cookies stay with the visitor."""
    return TestApp(site, extra_environ={"HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin"})


@pytest.fixture
def live_url(settings, site_environ):
    """Return the address of the whole site behind a port of its own, for browsers and clients that speak HTTP."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    made = create_site(settings(SITE_URL=url, **site_environ), guard_reads=True)
    with served(made, port):
        yield url


@pytest.fixture(scope="session")
def browser():
    """Return a Chromium of this test process."""
    with launched_browser() as launched:
        yield launched


@pytest.fixture
def pages(browser, live_url):
    """Return what opens pages of the live site; the test fails if one of them does what none may."""
    opened_pages = Pages(browser, live_url)
    yield opened_pages
    opened_pages.close()
    assert not opened_pages.faults


@pytest.fixture
def page(pages):
    """Return a page of the live site at 1280 px, in English, light, with scripts."""
    return pages.open()
