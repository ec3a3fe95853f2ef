"""Two nodes that start at the same moment on an empty database, and who does what there is to do once."""

import email
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from core.database.database import Database
from core.jobs import JobService
from core.mail import send_later
from tests.support.databases import settings_for
from tests.support.hosts import HostedSite
from tests.support.journey import Person, filled
from tests.support.ports import free_port
from tests.support.waiting import until

LINK = re.compile(r"/auth/setup/[A-Za-z0-9_-]+")
MAILS = 40


@pytest.fixture(scope="module")
def nodes(mariadb, memcached, database_name):
    """Return two nodes that began with `serve --upgrade` on an empty database, without anybody to administer them."""
    environ = {
        "DATABASE_URL": mariadb.create(database_name),
        "MEMCACHED_SERVERS": memcached.address,
        "SITE_URL": f"http://127.0.0.1:{free_port()}",
    }
    command = (sys.executable, "manage.py", "serve", "--upgrade")
    with ExitStack() as stack:
        started = [HostedSite(*command, **environ) for _ in range(2)]
        for node in started:
            stack.callback(node.close)
            node.launch()
        yield [node.wait() for node in started]


@pytest.fixture
def database(mariadb, nodes, database_name):
    """Return the nodes' database; both have a right schema, or they wouldn't have started."""
    opened = Database(settings_for(mariadb.url(database_name)), patient=True)
    yield opened
    opened.dispose()


def set_up(person, path):
    """Send the form behind a link that makes the first administrator; return the answer's status."""
    typed = {"display_name": "Ada", "email": "ada@example.org", "password": "a long walk by the sea"}
    return person.post(path, {**filled(person.get(path).form()), "title": "Ours", **typed}).status


def test_both_nodes_start_without_a_traceback(nodes):
    assert [Person(node.url).get("/readyz").status for node in nodes] == [200, 200]
    assert all("Traceback" not in node.log for node in nodes)


def test_of_the_links_that_both_have_printed_one_works_once(nodes, mariadb, database_name):
    links = [LINK.search(node.log)[0] for node in nodes]
    assert len(set(links)) == 2
    with ThreadPoolExecutor() as people:
        said = people.map(set_up, [Person(node.url) for node in nodes], links)
    assert sorted(said) == [303, 404]
    with mariadb.connect(database_name) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM users")
        assert cursor.fetchone() == (1,)


def test_each_mail_is_delivered_by_one_of_the_nodes(nodes, database):
    with database.transaction() as db:
        for number in range(MAILS):
            send_later(db, to="reader@example.org", subject=f"Mail {number}", text="Hello.")
    until(lambda: database.run(lambda db: JobService(db).counts()) == {"done": MAILS}, "the delivery of all")
    # One of the nodes may have been so quick that the other never made its folder.
    kept = [path for node in nodes for path in (node.root / "var").glob("mail/*")]
    delivered = [email.message_from_bytes(path.read_bytes())["Message-ID"] for path in kept]
    assert len(delivered) == len(set(delivered)) == MAILS
