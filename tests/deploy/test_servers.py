"""Every server that a recipe of deploy/systemd starts: one writer's day on it, and how it stops."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from defusedxml.ElementTree import fromstring

from tests.support.begun import BegunAnswer
from tests.support.held_row import HeldPost
from tests.support.hosts import SERVERS, SYNC, HostedSite, let_it_begin_to_stop, unit_site
from tests.support.journey import Person, filled
from tests.support.visitors import Visitors
from tests.support.waiting import until

#: Its form is three times as long: 900,000 bytes.
LONG = "山" * 100_000
#: Why a visitor comes to nothing who finds the door closed: no answer had begun.
TOO_LATE = ("ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected", "BrokenPipeError")


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
def hold(mariadb, database_name):
    """Return a function that holds the row of a post, past everything that Bottlepost does."""
    return lambda title: HeldPost(mariadb, database_name, title)


def test_what_is_written_on_one_server_is_read_on_another(writer, server, neighbour):
    path = writer.write(f"你好，{server.name} 😀", "第一段 😀")
    shown = Person(neighbour.url).get(path)
    assert shown.html.find("h1").get_text(strip=True) == f"你好，{server.name} 😀"
    assert "第一段 😀" in shown.text


def test_a_form_of_900_kb_comes_back_whole(writer, server, hold):
    title = f"Long {server.name}"
    writer.write(title, LONG)
    with hold(title) as row:
        editor = writer.get(f"/admin/posts/{row.id}/edit")
    assert filled(editor.form("editor"))["source"] == LONG


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


def test_headers_beyond_measure_get_our_own_page(server):
    said = {f"X-Nobody-Asked-{number}": "x" * 50 for number in range(700)}
    assert Person(server.url, said=said).get("/").status == 431


def test_it_stops_without_cutting_anything_off(writer, server, neighbour, hold):
    """It is the last test of a server: a save waits for a row, an answer is half read, readers come and go."""
    title = f"Kept {server.name}"
    path = writer.write(title, LONG * 2)
    readers = Visitors(server.url, ["/blog/", path, "/healthz"], count=3, rate=60)
    with readers, BegunAnswer(server.url, path) as begun, hold(title) as row, ThreadPoolExecutor() as pool:
        page = writer.get(f"/admin/posts/{row.id}/edit")
        saving = pool.submit(writer.press, page, "Update", form="editor", source="Saved while it stopped.")
        until(lambda: saving.done() or row.is_waited_for(), "the save's waiting for the row")
        server.process.terminate()
        let_it_begin_to_stop(server)
        row.let_go()
        assert saving.result().status == 303
        assert begun.is_whole()
        assert server.status(server.patience) == 0
    failed = [answer for answer in readers.answers if answer.status != 200]
    assert [answer for answer in failed if answer.status or not answer.error.startswith(TOO_LATE)] == []
    until(lambda: "Saved while it stopped." in Person(neighbour.url).get(path).text, "the save")
    assert not server.has_processes()
    socket.create_server((server.host, server.port)).close()
