"""Devices: seen, ended, kept young, and what happens to a stolen cookie."""

import pytest
from sqlalchemy import select

from apps.auth.models import Device
from core.audit import AuditEvent
from tests.support.members import is_signed_in, member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def laptop(site, clock):
    """Return the browser on which Ada is signed in first."""
    member(site)
    browser = visitor(site)
    sign_in(browser)
    return browser


@pytest.fixture
def phone(site, laptop, clock):
    """Return the browser on which she is signed in ten minutes later."""
    clock.advance(minutes=10)
    browser = visitor(site, ip="198.51.100.7", user_agent=IPHONE)
    sign_in(browser)
    return browser


def rows(page):
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.html.select(".row")]


def end_forms(page):
    return [form for form in page.forms.values() if form.action.endswith("/revoke")]


def devices(site):
    with site.database.reading() as db:
        return db.scalars(select(Device).order_by(Device.id)).all()


def test_the_list_says_what_each_device_is(laptop, phone):
    first, second = rows(laptop.get("/auth/sessions"))
    assert first.startswith("Firefox on Linux This device")
    assert "192.0.2.1" in first
    assert second.startswith("Safari on iOS")
    assert "This device" not in second
    assert "198.51.100.7" in second


def test_the_account_page_counts_them(laptop, phone):
    assert "2 devices" in laptop.get("/auth/").text


def test_a_device_that_is_ended_is_out_at_its_next_request(site, laptop, phone):
    form = end_forms(laptop.get("/auth/sessions"))[1]
    page = form.submit(status=303).follow()
    assert "That device is signed out." in page
    assert len(rows(page)) == 1
    assert is_signed_in(laptop)
    assert not is_signed_in(phone)
    assert "auth.device_revoked" in audited(site)


def test_ending_this_device_is_signing_out(laptop, phone):
    answer = end_forms(laptop.get("/auth/sessions"))[0].submit(status=303)
    assert answer.headers["Location"].endswith("/auth/login")
    assert not is_signed_in(laptop)
    assert is_signed_in(phone)


def test_all_others_end_together(site, laptop, phone):
    page = laptop.get("/auth/sessions")
    form = next(form for form in page.forms.values() if form.action.endswith("/revoke-others"))
    assert "All other devices are signed out." in form.submit(status=303).follow()
    assert is_signed_in(laptop)
    assert not is_signed_in(phone)
    assert "auth.others_revoked" in audited(site)


def test_nobody_ends_the_device_of_somebody_else(site, laptop):
    member(site, "mallory")
    other = visitor(site)
    sign_in(other, "mallory")
    form = end_forms(other.get("/auth/sessions"))[0]
    form.action = f"/auth/sessions/{devices(site)[0].id}/revoke"
    form.submit(status=404)
    assert is_signed_in(laptop)


@pytest.mark.parametrize("number", ["0", "999999", "999999999999999", "9" * 19, "-1", "x", "1e3"])
def test_a_device_there_is_not_is_not_found(laptop, number):
    form = end_forms(laptop.get("/auth/sessions"))[0]
    form.action = f"/auth/sessions/{number}/revoke"
    form.submit(status=404)


def test_without_a_token_nothing_ends(laptop, phone):
    form = end_forms(laptop.get("/auth/sessions"))[1]
    form["csrf_token"].force_value("")
    form.submit(status=403)
    assert is_signed_in(phone)


def test_a_device_in_use_is_noted_every_five_minutes(site, laptop, clock):
    laptop.get("/auth/")
    before = devices(site)[0].last_seen_at
    clock.advance(minutes=4, seconds=59)
    laptop.get("/auth/")
    assert devices(site)[0].last_seen_at == before
    clock.advance(seconds=1)
    laptop.get("/auth/")
    assert devices(site)[0].last_seen_at == clock()


def test_a_browser_that_stays_away_for_half_a_day_is_signed_out(laptop, clock):
    clock.advance(hours=11)
    assert is_signed_in(laptop)
    clock.advance(hours=12)
    assert not is_signed_in(laptop)


def remembered(site):
    member(site)
    browser = visitor(site)
    form = browser.get("/auth/login").form
    form["login"], form["password"], form["remember"] = "ada", "stamp-collection-77", True
    form.submit(status=303)
    return browser


def test_the_id_changes_weekly_and_the_cookie_lives_on(site, clock):
    browser = remembered(site)
    old = browser.cookies["session"]
    clock.advance(days=7)
    (cookie,) = [text for text in browser.get("/auth/").headers.getall("Set-Cookie") if text.startswith("session=")]
    assert "Max-Age=2592000" in cookie
    assert browser.cookies["session"] != old
    assert is_signed_in(browser)
    assert len(devices(site)) == 1


@pytest.mark.engine("mariadb")
def test_an_id_that_cannot_be_changed_now_is_changed_by_the_next_request(site, clock):
    browser = remembered(site)
    old = browser.cookies["session"]
    clock.advance(days=7)
    with site.database.transaction() as db:
        db.scalar(select(Device.id).with_for_update())
        browser.get("/auth/", status=200)
    assert browser.cookies["session"] == old
    browser.get("/auth/", status=200)
    assert browser.cookies["session"] != old


def test_a_form_that_stood_open_over_the_change_still_works(site, clock):
    browser = remembered(site)
    form = browser.get("/auth/profile").forms[0]
    clock.advance(days=7)
    browser.get("/auth/")
    form["display_name"] = "Ada L."
    form.submit(status=303)


def test_a_request_on_its_way_during_the_change_still_gets_in(site, clock):
    browser = remembered(site)
    late = visitor(site)
    late.set_cookie("session", browser.cookies["session"])
    clock.advance(days=7)
    browser.get("/auth/")
    browser.get("/auth/")
    clock.advance(seconds=60)
    assert is_signed_in(late)


def test_a_stolen_cookie_ends_the_device_for_both(site, clock):
    browser = remembered(site)
    thief = visitor(site)
    thief.set_cookie("session", browser.cookies["session"])
    clock.advance(days=7)
    browser.get("/auth/")
    browser.get("/auth/")
    clock.advance(seconds=61)
    assert not is_signed_in(thief)
    assert not is_signed_in(browser)
    assert devices(site)[0].revoked_at == clock()


def test_even_who_asked_to_stay_signs_in_again_after_90_days(site, clock):
    browser = remembered(site)
    for _ in range(9):
        clock.advance(days=9)
        assert is_signed_in(browser)
    clock.advance(days=9)
    assert not is_signed_in(browser)


def audited(site):
    with site.database.reading() as db:
        return set(db.scalars(select(AuditEvent.action)))
