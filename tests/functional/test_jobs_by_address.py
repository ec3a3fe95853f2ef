"""The address at which a cron has the jobs run: what it does, whom it ignores, and what it says."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from apps.site import create_site
from core import clock as core_clock
from core.job_address import address, token
from core.jobs import Job, JobService
from core.limits import Hits
from core.mail import send_later

KEY = "tests-sign-with-this-key-0123456789abcdef"
PATH = f"/admin/jobs/run/{token(KEY)}"


@pytest.fixture
def cron(site):
    """Return what asks as a cron does: without a cookie, and saying nothing of where it comes from."""
    return TestApp(site, extra_environ={"HTTP_HOST": "localhost", "CONTENT_LENGTH": "0"})


@pytest.fixture
def take_on(site):
    """Return what takes on a number of mails."""

    def send(number=1):
        with site.database.transaction() as db:
            for _ in range(number):
                send_later(db, to="reader@example.org", subject="s", text="t")

    return send


def kept_mails(site):
    return list((site.settings.var / "mail").glob("*.eml"))


def count(site, model):
    with site.database.reading() as db:
        return db.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_call_runs_what_is_due(site, cron, take_on, method):
    take_on(3)
    answer = cron.request(PATH, method=method)
    assert answer.text == ("" if method == "HEAD" else "3 jobs done.\n")
    assert len(kept_mails(site)) == 3
    assert cron.get(PATH).text == "0 jobs done.\n"


def test_the_answer_is_for_nobody_to_keep_and_leaves_nothing_with_the_caller(cron, take_on):
    take_on()
    answer = cron.get(PATH)
    assert answer.text == "1 job done.\n"
    assert answer.content_type == "text/plain"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Set-Cookie" not in answer.headers


def test_the_routes_are_where_commands_say(site):
    assert site.url_for("admin.run_jobs", token=token(KEY)) == PATH
    assert address(site.settings) == site.settings.site_url + PATH


def test_a_form_runs_nothing(site, cron, take_on):
    take_on()
    cron.post(PATH, status=405)
    assert kept_mails(site) == []


def test_without_the_token_there_is_nothing_here(site, cron, take_on):
    take_on()
    unknown = cron.get("/admin/jobs/nothing", status=404)
    for wrong in (
        token("another-key-0123456789-0123456789"),
        PATH[-43:-1],
        f"{PATH[-43:]}=",
        "x" * 43,
        "%E4%B8%AD%E6%96%87",
    ):
        answer = cron.get(f"/admin/jobs/run/{wrong}", status=404)
        assert answer.body == unknown.body
    assert cron.get("/admin/jobs/run/", status=404)
    assert kept_mails(site) == []
    assert count(site, Hits) == 0


def test_a_job_that_fails_is_postponed_and_the_rest_is_done(site, cron, take_on):
    with site.database.transaction() as db:
        JobService(db).enqueue("unknown", {})
    take_on(2)
    assert cron.get(PATH).text == "2 jobs done, 1 postponed.\n"


def test_mails_that_can_go_nowhere_are_postponed_and_go_when_they_can(site, cron, take_on, clock):
    (site.settings.var / "mail").write_text("a file where the folder should be")
    take_on(2)
    assert cron.get(PATH).text == "0 jobs done, 2 postponed.\n"
    (site.settings.var / "mail").unlink()
    clock.advance(minutes=10)
    assert cron.get(PATH).text == "2 jobs done.\n"


def test_chores_are_done_too(site, cron):
    with site.database.transaction() as db:
        db.add(Hits(bucket="over", hits=1, ends_at=core_clock.now() - timedelta(seconds=1)))
    cron.get(PATH)
    with site.database.reading() as db:
        assert db.get(Hits, "over") is None


def test_an_address_that_got_about_is_no_way_to_keep_the_site_busy(cron, clock):
    for _ in range(10):
        cron.get(PATH)
    assert cron.get(PATH, status=429).headers["Retry-After"] == "60"
    clock.advance(minutes=1)
    cron.get(PATH)


def test_no_log_tells_the_token(cron, caplog):
    caplog.set_level(logging.INFO)
    cron.get(PATH)
    assert "/admin/jobs/run/***" in {getattr(record, "path", "") for record in caplog.records}
    assert token(KEY) not in str([record.__dict__ for record in caplog.records])


@pytest.mark.engine("mariadb")
def test_a_database_that_is_away_is_waited_for(settings):
    site = create_site(settings(DATABASE_URL="mysql://nobody@127.0.0.1:1/x"))
    assert TestApp(site).get(PATH, extra_environ={"HTTP_HOST": "localhost"}, status=503).headers["Retry-After"]
    site.close()


@pytest.mark.engine("mariadb")
def test_a_database_that_goes_away_meanwhile_is_waited_for(settings, relayed_url, relay):
    site = create_site(settings(DATABASE_URL=relayed_url))
    cron = TestApp(site, extra_environ={"HTTP_HOST": "localhost"})
    cron.get(PATH)
    relay.refuse()
    relay.cut()
    assert cron.get(PATH, status=503).headers["Retry-After"]
    site.close()


def test_calls_at_once_share_the_jobs(live_url, database):
    with database.transaction() as db:
        for _ in range(20):
            send_later(db, to="reader@example.org", subject="s", text="t")
    called = live_url + PATH
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: urlopen(called, timeout=60).read().decode(), range(4)))
    assert sum(int(text.partition(" ")[0]) for text in said) == 20
    with database.reading() as db:
        assert set(db.scalars(select(Job.attempts))) == {1}
