"""Every server that a recipe of deploy/systemd starts: what it does when it can't do its work."""

import signal
import socket
from contextlib import ExitStack

import pytest

from tests.support.databases import upgrade
from tests.support.hosts import SERVERS, unit_site
from tests.support.journey import Person
from tests.support.relay import Relay
from tests.support.visitors import Visitors
from tests.support.waiting import until

#: Those that load the site in workers, or don't ask the database before they serve.
WITHOUT_SERVE = [name for name in SERVERS if name != "granian"]

#: What those may meet whom a worker hadn't let in yet when it went: each of granian's has a queue of its own.
AT_THE_DOOR = {"granian": {"ConnectionResetError", "RemoteDisconnected"}, "gunicorn": set()}


@pytest.fixture
def prepare(environ):
    """Return a function that gives the site under a server, for launch() or start()."""
    with ExitStack() as stack:

        def prepare(name, **more):
            site = unit_site(name, {**environ, **more})
            stack.callback(site.close)
            return site

        yield prepare


@pytest.mark.parametrize("name", SERVERS)
def test_a_wrong_setting_ends_it_with_one_sentence(prepare, name):
    server = prepare(name, WORKERS="many").launch()
    assert server.status() != 0
    assert server.log.count("WORKERS") == 1
    assert "Traceback" not in server.log


@pytest.mark.parametrize("name", SERVERS)
def test_a_port_in_use_ends_it(prepare, name):
    server = prepare(name)
    with socket.create_server((server.host, server.port)):
        assert server.launch().status() != 0
    assert "Traceback" not in server.log
    assert "in use" in server.log


def test_serve_asks_the_database_first(prepare, mariadb):
    with Relay(mariadb.port) as away:
        away.refuse()
        server = prepare("granian", DATABASE_URL=f"mysql://nobody@127.0.0.1:{away.port}/nothing").launch()
        assert server.status() == 1
    assert "The database can't be reached" in server.log
    assert "Traceback" not in server.log


def test_workers_wait_for_their_database_and_its_schema(prepare, mariadb, database_name):
    url = mariadb.create(f"{database_name}_late")
    with Relay(mariadb.port) as relay:
        relay.refuse()
        through_it = url.replace(str(mariadb.port), str(relay.port))
        servers = [prepare(name, DATABASE_URL=through_it).launch() for name in WITHOUT_SERVE]
        for server in servers:
            server.wait()
            assert_puts_off(server)
        relay.pass_on()
        for server in servers:
            until(lambda server=server: is_behind(server), f"{server.name}'s look at the schema")
            assert_puts_off(server)
        upgrade(url)
        for server in servers:
            until(lambda server=server: Person(server.url).get("/readyz").status == 200, f"{server.name}'s being ready")
            assert Person(server.url).get("/blog/").status == 200
            assert server.end() == 0
            assert "Traceback" not in server.log


def assert_puts_off(server):
    """Assert that a visitor is asked to come back, and that the process says it lives and isn't ready."""
    visitor = Person(server.url)
    page = visitor.get("/blog/")
    assert page.status == 503
    assert int(page.headers["Retry-After"]) > 0
    assert visitor.get("/healthz").status == 200
    assert visitor.get("/readyz").status == 503


def is_behind(server):
    return "SchemaError" in Person(server.url).get("/readyz").text


@pytest.mark.parametrize("name", ["granian", "gunicorn"])
def test_a_reload_brings_new_settings_and_cuts_nothing_off(prepare, name):
    """Who stands at the door of a granian worker that goes, and has got no answer, may have to ask again."""
    server = prepare(name).start()
    (server.root / "bottlepost.env").write_text("LOG_FORMAT=json\n", encoding="utf-8")
    old = server.workers()
    with Visitors(server.url, ["/healthz", "/blog/"], count=2, rate=40) as readers:
        server.process.send_signal(signal.SIGHUP)
        until(lambda: '"path": "/blog/"' in server.log, "an answer by the new settings")
        until(lambda: not old & server.workers(), "the end of the old workers")
    refused = [answer for answer in readers.answers if answer.status != 200]
    assert {answer.error.partition(":")[0] for answer in refused} <= AT_THE_DOOR[name]
    assert len(refused) <= len(readers.answers) / 100
    assert server.end() == 0
