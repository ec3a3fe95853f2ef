"""A request whose connection to MariaDB is lost at a moment of the test's choice."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from apps.auth.models import Device
from core.i18n import N_
from core.site_settings import Setting
from tests.support.trial import trial_site
from tests.support.writers import Writers

pytestmark = pytest.mark.engine("mariadb")


@pytest.fixture
def trial(settings, site_environ, relayed_url):
    """Return what asks a site with a sub-app made for it, whose database is behind the relay."""
    with trial_site(settings(**{**site_environ, "DATABASE_URL": relayed_url})) as ask:
        ask.site.database.ping()  # a new connection would begin with a COMMIT of its own
        yield ask


def commits(said):
    return said[-1] == "COMMIT"


def _replaces_id(statement):
    return statement.startswith("UPDATE user_sessions SET id_hash")


def kept(trial):
    with trial.site.database.reading() as db:
        return db.scalar(select(Setting.value))


def keeping(tries, then=lambda: None):
    """Return an act that keeps a row and tells the visitor."""

    def act(view):
        tries.append(1)
        view.request.db.add(Setting(name="x", value=1))
        view.request.db.flush()
        view.request.session.flash("success", N_("Saved."))
        then()
        return "kept"

    return act


def flashes(trial):
    found = []
    trial(lambda view: found.extend(view.request.session.pop_flashes()))
    return [message.text for _, message in found]


def test_a_connection_lost_just_before_the_commit_is_unseen(trial, relay):
    tries = []
    answer = trial(keeping(tries, lambda: relay.cut() if len(tries) == 1 else None))
    assert (answer.status_int, len(tries), kept(trial)) == (200, 2, 1)
    assert flashes(trial) == ["Saved."]


@pytest.mark.parametrize("reached", [True, False])
def test_a_connection_lost_at_the_commit_is_not_run_again_and_said(trial, relay, reached):
    tries = []
    relay.cut_at(commits, reached=reached)
    answer = trial(keeping(tries))
    assert (answer.status_int, answer.headers["Retry-After"], len(tries)) == (503, "2", 1)
    assert "whether it is there" in answer.text
    assert (kept(trial), flashes(trial)) == (1 if reached else None, [])


def test_a_reader_does_not_notice_a_connection_lost_at_the_end(trial, relay):
    relay.cut_at(commits)
    answer = trial(lambda view: view.request.db.scalar(select(Setting.value)), path="/trial/read", method="GET")
    assert (answer.status_int, relay.cuts) == (200, 1)


def test_a_server_known_to_be_away_at_the_commit_is_no_mistake_of_ours(trial):
    def act(view):
        view.request.db.add(Setting(name="x", value=1))
        trial.site.database.breaker.failed()

    assert trial(act).status_int == 503


def test_slow_work_after_a_lost_connection_is_run_again(trial, relay):
    tries = []

    def act(view):
        tries.append(view.request.db.scalar(select(Setting.value)))
        if len(tries) == 1:
            relay.cut()
        with view.request.outside_transaction():
            pass
        return "done"

    assert (trial(act).status_int, len(tries)) == (200, 2)


def test_nothing_is_said_to_be_saved_when_the_database_stayed_away(trial, relay):
    answer = trial(keeping([], relay.cut))
    assert (answer.status_int, kept(trial), flashes(trial)) == (503, None, [])


def test_a_session_id_replaced_in_a_lost_commit_signs_nobody_out(trial, relay, clock):
    browser = Writers(trial.site).arrive("author")
    with trial.site.database.transaction() as db:
        db.execute(update(Device).values(rotated_at=clock() - timedelta(days=8)))
    relay.cut_at(lambda said: commits(said) and any(map(_replaces_id, said)), reached=True)
    assert (browser.get("/auth/").status_int, relay.cuts) == (200, 1)
    clock.advance(minutes=5)
    assert browser.get("/auth/").status_int == 200


def test_a_session_id_replaced_as_the_database_goes_signs_nobody_out(trial, relay, clock):
    browser, breaker = Writers(trial.site).arrive("author"), trial.site.database.breaker
    with trial.site.database.transaction() as db:
        db.execute(update(Device).values(rotated_at=clock() - timedelta(days=8)))

    def is_the_last_it_hears(said):
        last = commits(said) and any(map(_replaces_id, said))
        if last:
            breaker.failed()
        return last

    old = browser.cookies["session"]
    relay.cut_at(is_the_last_it_hears, reached=True)
    assert (browser.get("/auth/").status_int, relay.cuts, browser.cookies["session"]) == (200, 1, old)
    breaker.succeeded()
    clock.advance(minutes=5)
    assert browser.get("/auth/").status_int == 200
    assert browser.cookies["session"] != old
    assert browser.get("/auth/").status_int == 200
