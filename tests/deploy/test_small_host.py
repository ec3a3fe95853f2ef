"""The drill on the small host: what hangs up, dies, hangs or forgets, and what visitors see of it."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from core.database.database import Database
from core.mail import send_later
from tests.support import faults
from tests.support.databases import settings_for
from tests.support.drill import ALWAYS
from tests.support.journey import Person
from tests.support.relay import Relay
from tests.support.small_host import SmallHost
from tests.support.small_site import SmallSite
from tests.support.visitors import ask
from tests.support.waiting import until


@pytest.fixture(scope="module")
def site():
    """Return a small host with MariaDB and memcached, with readers and a writer who go on all the time."""
    with SmallSite() as site:
        yield site


@pytest.fixture
def drill(site):
    """Return the visitors, all of whom are well; what the site said it had saved must be there afterwards."""
    until(site.drill.is_well, "the site to be well before the fault")
    yield site.drill
    assert site.lost() == []


def test_the_host_has_no_packages_and_no_folder_but_the_temporary_one(site):
    writes = [site.host.run("-c", f"open({place!r}, 'w')") for place in ("var/x", "x", "site-packages/x")]
    assert all("PermissionError" in tried.stderr for tried in writes)
    assert site.host.run("-c", "import tempfile; tempfile.TemporaryFile().write(b'x')").returncode == 0
    assert "No module named 'bottle'" in site.host.run("-c", "import bottle").stderr


@pytest.mark.parametrize("recycle", ["", "1"])
def test_nobody_notices_that_the_database_hung_up_between_two_visits(site, recycle):
    quiet = site.quiet(recycle)
    editor = quiet.writer.get("/admin/posts/new")
    until(lambda: not quiet.connections(), "the server to hang up")
    with ThreadPoolExecutor(4) as readers:
        answers = list(readers.map(lambda path: ask(quiet.host.url, path), ["/blog/", "/blog/feed.atom"] * 2))
    assert [answer.status for answer in answers] == [200] * 4
    until(lambda: not quiet.connections(), "the server to hang up again")
    saved = quiet.writer.press(editor, "Save draft", form="editor", title="After the pause", source="Still here.")
    assert (saved.status, quiet.writer.is_signed_in()) == (303, True)


def name_of(fault):
    return fault.__name__


@pytest.mark.parametrize("hiccup", faults.HICCUPS, ids=name_of)
def test_neither_visitors_nor_a_balancer_notice(site, drill, hiccup):
    with drill.fault() as met:
        hiccup(site)
    assert met.complaints(at_commit=hiccup is faults.kill_connections) == []
    assert met.red == []


@pytest.mark.parametrize("loss", faults.LOSSES, ids=name_of)
def test_no_visitor_notices_that_memcached_is_away(site, drill, loss):
    with drill.fault() as met:
        loss(site)
    assert met.red
    assert met.complaints() == []


def test_somebody_signs_in_while_memcached_is_away(site):
    somebody = Person(site.host.url)
    site.memcached.pause()
    try:
        somebody.sign_in("eve")
        assert somebody.is_signed_in()
    finally:
        site.memcached.resume()
    assert somebody.is_signed_in()


def test_a_save_that_loses_a_deadlock_has_been_run_again(site, drill):
    before = site.retries()
    faults.deadlock(site)
    assert site.retries() > before


@pytest.mark.parametrize("outage", faults.OUTAGES, ids=name_of)
def test_who_comes_while_the_database_is_away_is_told_to_come_back(site, drill, outage):
    with drill.fault() as met:
        outage(site)
    assert met.refused
    assert met.complaints(away=True) == []


@pytest.mark.parametrize("way", ["refuse", "swallow"])
def test_a_process_that_starts_without_its_database_serves_as_soon_as_it_is_there(site, way):
    with Relay(site.mariadb.port) as relay:
        getattr(relay, way)()
        with SmallHost({}, beside=site.host, DATABASE_URL=site.url(relay)) as host:
            assert [ask(host.url, path).status for path in ALWAYS] == [200, 200]
            refused = ask(host.url, "/blog/")
            assert (refused.status, refused.retry_after) == (503, "2")
            relay.pass_on()
            until(lambda: ask(host.url, "/blog/").status == 200, "the first page")


def test_a_save_is_saved_once_whichever_of_its_statements_is_lost(site):
    quiet = site.quiet()
    draft = quiet.writer.press(
        quiet.writer.get("/admin/posts/new"), "Save draft", form="editor", title="Each statement", source="None."
    )
    path = draft.headers["Location"].removeprefix(quiet.host.url)
    for number in count(1):
        editor = quiet.writer.get(path)
        before = quiet.relay.cuts
        quiet.relay.cut_at(_nth(number))
        saved = quiet.writer.press(editor, "Save draft", form="editor", source=f"Lost the {number}th.")
        assert saved.status == 303, f"when statement {number} was lost"
        quiet.relay.pass_on()
        if quiet.relay.cuts == before:
            break
        assert f"Lost the {number}th." in quiet.writer.get(path).text
    assert number > 5


def _nth(number):
    """Return the wish to lose one statement of all that come from now on, without those that only end or begin."""
    counted = count(1)
    return lambda said: not re.match("COMMIT|ROLLBACK|SET ", said[-1]) and next(counted) == number


@pytest.mark.parametrize("reached", [True, False])
def test_a_new_post_whose_commit_is_lost_is_there_once_when_it_is_sent_again(site, reached):
    quiet = site.quiet()
    title = f"Commit {'done' if reached else 'lost'}"
    editor = quiet.writer.get("/admin/posts/new")
    cuts = quiet.relay.cuts
    quiet.relay.cut_at(
        lambda said: said[-1] == "COMMIT" and any(each.startswith("INSERT INTO posts ") for each in said),
        reached=reached,
    )
    refused = quiet.writer.press(editor, "Save draft", form="editor", title=title, source="Mind me.")
    assert (refused.status, refused.headers["Retry-After"], quiet.relay.cuts) == (503, "2", cuts + 1)
    assert quiet.writer.press(refused, "Save again").status == 303
    assert site.ask(f"SELECT source FROM posts WHERE title = '{title}'") == [("Mind me.",)]


def test_a_mail_waits_while_there_is_no_way_to_send_or_keep_it(site):
    database = Database(settings_for(site.mariadb.url("small")))
    with database.transaction() as db:
        send_later(db, to="reader@example.org", subject="Patience", text="I wait.")
    database.dispose()
    ran = site.host.run("manage.py", "work", "--once")
    # What readers and the writer gave it to do meanwhile may be done.
    assert re.fullmatch(r"[0-9]+ jobs? done, 1 postponed\.\n", ran.stdout)
    assert ran.returncode == 0
    assert site.ask("SELECT state, attempts, finished_at FROM jobs WHERE kind = 'mail'") == [("waiting", 0, None)]
