"""Every server that a recipe of deploy/systemd starts: one writer's day on it, and how it stops."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from defusedxml.ElementTree import fromstring

from tests.support.begun import BegunAnswer
from tests.support.hosts import SERVERS, SYNC, HostedSite, unit_site
from tests.support.journey import Person, filled
from tests.support.visitors import Visitors
from tests.support.waiting import LOOK, until

#: Its form is three times as long: 900,000 bytes.
LONG = "山" * 100_000
#: Looks at a server that was told to stop, until the save is let go on whether it shows it or not: a lock is
#: waited for three times a second.
LOOKS = 20
#: Why a visitor comes to nothing who finds the door closed: no answer had begun.
TOO_LATE = ("ConnectionRefusedError", "ConnectionResetError")


@pytest.fixture(scope="module")
def neighbour(environ):
    """Return another process that serves the same site."""
    with HostedSite(**environ) as running:
        yield running


@pytest.fixture(scope="module", params=[*SERVERS, SYNC])
def server(request, environ):
    with unit_site(request.param, environ) as running:
        yield running


@pytest.fixture(scope="module")
def writer(server):
    """Return somebody who has signed in on the server, once, for that many times aren't allowed."""
    ada = Person(server.url)
    ada.sign_in("ada")
    return ada


@pytest.fixture
def cursor(mariadb, environ):
    """Return a way to the site's database, past everything that Bottlepost does."""
    with mariadb.connect(environ["DATABASE_URL"].rpartition("/")[2]) as connection, connection.cursor() as cursor:
        yield cursor


def editor(writer, cursor, title):
    """Return the editor's page of a post."""
    cursor.execute("SELECT id FROM posts WHERE title = %s", [title])
    return writer.get(f"/admin/posts/{cursor.fetchone()[0]}/edit")


def test_what_is_written_on_one_server_is_read_on_another(writer, server, neighbour):
    path = writer.write(f"你好，{server.name} 😀", "第一段 😀")
    shown = Person(neighbour.url).get(path)
    assert shown.html.find("h1").get_text(strip=True) == f"你好，{server.name} 😀"
    assert "第一段 😀" in shown.text


def test_a_form_of_900_kb_comes_back_whole(writer, server, cursor):
    title = f"Long {server.name}"
    writer.write(title, LONG)
    assert filled(editor(writer, cursor, title).form("editor"))["source"] == LONG


def test_a_feed_arrives_whole(writer, server):
    writer.write(f"Fed {server.name} & <b>", "In the feed.")
    feed = writer.get("/blog/feed.atom")
    assert len(feed.text.encode()) == int(feed.headers["Content-Length"])
    titles = [title.text for title in fromstring(feed.text).iter("{http://www.w3.org/2005/Atom}title")]
    assert f"Fed {server.name} & <b>" in titles


def test_an_address_that_is_too_long_gets_our_own_page(server):
    answer = Person(server.url).get("/" + "a" * 8010)
    assert answer.status == 414
    assert answer.html.find("h1")


def test_it_stops_without_cutting_anything_off(writer, server, neighbour, cursor):
    """It is the last test of a server: a save waits for a row, an answer is half read, readers come and go."""
    title = f"Kept {server.name}"
    path = writer.write(title, LONG * 2)
    page = editor(writer, cursor, title)
    readers = Visitors(server.url, ["/blog/", path, "/healthz"], count=3, rate=60)
    with readers, BegunAnswer(server.url, path) as begun, ThreadPoolExecutor() as pool:
        cursor.execute("BEGIN")
        cursor.execute("SELECT id FROM posts WHERE title = %s FOR UPDATE", [title])
        saving = pool.submit(writer.press, page, "Update", form="editor", source="Saved while it stopped.")
        until(lambda: saving.done() or is_waiting(cursor), "the save's waiting for the row")
        server.process.terminate()
        give_it_time_to_begin(server)
        cursor.execute("ROLLBACK")
        assert saving.result().status == 303
        assert begun.is_whole()
        assert server.status(server.patience) == 0
    assert {answer.status for answer in readers.answers} <= {0, 200}
    assert all(answer.error.startswith(TOO_LATE) for answer in readers.answers if answer.status == 0)
    until(lambda: "Saved while it stopped." in Person(neighbour.url).get(path).text, "the save")
    assert not server.has_processes()
    socket.create_server((server.host, server.port)).close()


def is_waiting(cursor):
    """Tell whether somebody else is at changing a post: as long as the row is ours, that is to wait for it."""
    cursor.execute(
        "SELECT COUNT(*) FROM information_schema.processlist"
        " WHERE db = DATABASE() AND (info LIKE 'UPDATE posts %' OR info LIKE '% FOR UPDATE')"
    )
    return cursor.fetchone()[0] > 0


def give_it_time_to_begin(server):
    """Return when a server that was told to stop lets nobody in any more, or after a second."""
    for _ in range(LOOKS):
        try:
            socket.create_connection((server.host, server.port), timeout=1).close()
        except OSError:
            return
        server.has_ended_within(LOOK)
