"""What happens to a browser that never hears of its new session id."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from apps.auth.models import Device
from tests.support.members import is_signed_in, member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def browser(site, clock):
    """Return a browser whose id is due to be replaced."""
    member(site)
    browser = visitor(site)
    form = browser.get("/auth/login").form
    form["login"], form["password"], form["remember"] = "ada", "stamp-collection-77", True
    form.submit(status=303)
    clock.advance(days=7)
    return browser


def other_tab(site, browser):
    tab = visitor(site)
    tab.set_cookie("session", browser.cookies["session"])
    return tab


def lose_answer(site, browser):
    """Ask for a page in the browser's name, of which it never gets the answer."""
    tab = other_tab(site, browser)
    tab.get("/auth/", status=200)
    assert tab.cookies["session"] != browser.cookies["session"]


def ended(site):
    with site.database.reading() as db:
        return db.scalar(select(Device.revoked_at))


def test_it_stays_signed_in_however_often_the_answer_is_lost(site, browser, clock):
    for _ in range(3):
        lose_answer(site, browser)
        clock.advance(minutes=5)
    old = browser.cookies["session"]
    assert is_signed_in(browser)
    assert browser.cookies["session"] != old
    assert is_signed_in(browser)
    assert ended(site) is None


def test_its_new_cookie_lives_as_long_as_was_asked_for(site, browser, clock):
    lose_answer(site, browser)
    clock.advance(minutes=5)
    (cookie,) = [text for text in browser.get("/auth/").headers.getall("Set-Cookie") if text.startswith("session=")]
    assert "Max-Age=2592000" in cookie


def test_it_may_stay_away_as_long_as_any(site, browser, clock):
    lose_answer(site, browser)
    clock.advance(days=29)
    lose_answer(site, browser)
    clock.advance(days=29)
    assert is_signed_in(browser)
    lose_answer(site, browser)
    clock.advance(days=30)
    assert not is_signed_in(browser)


def test_it_signs_in_again_after_90_days_all_the_same(site, browser, clock):
    for _ in range(3):
        lose_answer(site, browser)
        clock.advance(days=27)
    assert is_signed_in(browser)
    clock.advance(days=2)
    assert not is_signed_in(browser)


def test_two_tabs_go_on_under_one_id_whichever_answer_comes_last(site, browser, clock):
    tab = other_tab(site, browser)
    browser.get("/auth/", status=200)
    clock.advance(minutes=5)
    tab.get("/auth/", status=200)
    assert tab.cookies["session"] == browser.cookies["session"]
    assert is_signed_in(browser)
    assert is_signed_in(tab)


def test_many_tabs_at_once_go_on_under_one_id(site, browser):
    tabs = [other_tab(site, browser) for _ in range(6)]

    def ask(tab):
        status = tab.get("/auth/", status="*").status_int
        site.store.ping()  # closes the connection to memcached that this thread has
        return status

    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(ask, tabs))
    assert answers == [200] * len(tabs)
    (given,) = {tab.cookies["session"] for tab in tabs} - {browser.cookies["session"]}
    assert given
    assert all(map(is_signed_in, tabs))
    assert ended(site) is None


def test_a_message_that_waits_is_not_lost_with_the_answer(site, browser):
    form = other_tab(site, browser).get("/auth/profile").forms[0]
    form["display_name"] = "Ada L."
    other_tab(site, browser).post(form.action, form.submit_fields(), status=303)
    told = ["Saved." in browser.get("/auth/profile").text for _ in range(3)]
    assert told.count(True) == 1


def test_a_thief_is_found_out_once_the_new_id_is_there(site, browser, clock):
    thief = other_tab(site, browser)
    lose_answer(site, browser)
    clock.advance(days=1)
    assert is_signed_in(browser)
    assert is_signed_in(browser)
    clock.advance(seconds=61)
    assert not is_signed_in(thief)
    assert not is_signed_in(browser)
    assert ended(site) == clock()


def test_a_thief_who_is_first_is_found_out_by_the_one_stolen_from(site, browser, clock):
    thief = other_tab(site, browser)
    lose_answer(site, browser)
    clock.advance(days=1)
    assert is_signed_in(thief)
    assert is_signed_in(thief)
    clock.advance(seconds=61)
    assert not is_signed_in(browser)
    assert not is_signed_in(thief)


def test_a_new_id_is_noted_once(site, browser, clock):
    written = []

    def note(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE user_sessions") and "rotation_salt" in statement:
            written.append(statement)

    browser.get("/auth/")
    event.listen(site.database.engine, "before_cursor_execute", note)
    for _ in range(3):
        browser.get("/auth/")
        clock.advance(minutes=6)
    assert len(written) == 1


def test_signing_in_writes_no_such_note(site, clock):
    member(site)
    browser = visitor(site)
    sign_in(browser)
    browser.get("/auth/")
    with site.database.reading() as db:
        device = db.scalars(select(Device)).one()
    assert (device.rotation_salt, device.rotated_at) == (None, clock())
