"""Limits of sign-ins: they hold, say when to come back, and let the owner in meanwhile."""

import re

import pytest
from sqlalchemy import select

from core.audit import AuditEvent
from core.limits import SIGN_IN, Hits
from tests.support.members import PASSWORD, is_signed_in, member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def ada(site, clock):
    """Add the account that somebody guesses the password of."""
    return member(site)


def guess(site, count=SIGN_IN.most, login="ada", **browser):
    """Guess wrongly so many times, each time from another network unless `browser` says otherwise."""
    for number in range(count):
        sign_in(visitor(site, **{"ip": f"203.0.113.{number}", **browser}), login, f"guess {number}", status=422)


def test_after_ten_guesses_even_the_right_password_waits(site, client, ada, clock):
    guess(site)
    page = sign_in(client, status=429)
    assert page.headers["Retry-After"] == str(SIGN_IN.seconds)
    assert "Please wait 5 min" in page.html.get_text()
    assert page.form["login"].value == "ada"
    assert PASSWORD not in page.text
    assert not is_signed_in(client)
    clock.advance(seconds=SIGN_IN.seconds)
    page.form["password"] = PASSWORD
    page.form.submit(status=303)
    assert is_signed_in(client)


def test_spellings_of_a_name_are_one_name(site, client, ada):
    for spelling in ("ada", "ADA", " Ａda "):
        guess(site, 3, spelling)
    guess(site, 1)
    sign_in(client, status=429)


def test_guessing_at_many_names_from_one_address_ends_too(site, ada):
    for number in range(SIGN_IN.most):
        guess(site, 1, f"name-{number}", ip="203.0.113.7")
    sign_in(visitor(site, ip="203.0.113.7"), status=429)
    sign_in(visitor(site, ip="203.0.113.8"))


def test_one_address_locks_out_nobody_else_once_it_may_try_no_more(site, ada):
    for number in range(SIGN_IN.most):
        guess(site, 1, f"name-{number}", ip="203.0.113.7")
    for _ in range(SIGN_IN.most + 1):
        sign_in(visitor(site, ip="203.0.113.7"), "ada", "guess", status=429)
    with site.database.reading() as db:
        assert len(db.scalars(select(Hits)).all()) == SIGN_IN.most + 1
    sign_in(visitor(site, ip="203.0.113.8"))


def test_one_ipv6_network_is_one_address(site, ada):
    for number in range(SIGN_IN.most):
        guess(site, 1, f"name-{number}", ip=f"2001:db8::{number + 1:x}")
    sign_in(visitor(site, ip="2001:db8::abcd"), status=429)
    sign_in(visitor(site, ip="2001:db8:0:1::1"))


def test_unknown_names_are_limited_like_known_ones(site, ada):
    guess(site, login="ada")
    guess(site, login="nobody", count=5)
    guess(site, login="nobody", count=5)
    known, unknown = (sign_in(visitor(site, ip="198.51.100.1"), name, status=429) for name in ("ada", "nobody"))
    assert known.headers["Retry-After"] == unknown.headers["Retry-After"]


def test_a_known_device_gets_in_while_others_guess(site, ada):
    home = visitor(site)
    sign_in(home)
    home.get("/auth/logout").form.submit(status=303)
    guess(site, ip="192.0.2.1", count=SIGN_IN.most - 1)
    sign_in(visitor(site), status=429)
    sign_in(home)
    assert is_signed_in(home)


def test_a_known_device_has_a_limit_of_its_own(site, ada):
    thief = visitor(site)
    sign_in(thief)
    thief.get("/auth/logout").form.submit(status=303)
    for _ in range(SIGN_IN.most):
        sign_in(thief, password="wrong", status=422)
    sign_in(thief, status=429)
    sign_in(visitor(site))


def test_a_device_known_for_one_account_is_unknown_for_another(site, ada):
    member(site, "mallory")
    thief = visitor(site)
    sign_in(thief, "mallory")
    thief.get("/auth/logout").form.submit(status=303)
    guess(site)
    sign_in(thief, "ada", status=429)


def test_a_device_cookie_of_somebody_s_own_making_is_worth_nothing(site, ada):
    guess(site)
    client = visitor(site)
    client.set_cookie("device", "WzEsIngiXQ.c2lnbmF0dXJl")
    sign_in(client, status=429)


def test_what_is_counted_outlives_the_refusal_and_names_nobody(site, client, ada):
    sign_in(client, password="wrong", status=422)
    with site.database.reading() as db:
        hits = db.scalars(select(Hits)).all()
    assert [hit.hits for hit in hits] == [1, 1]
    assert all(re.fullmatch("[0-9a-f]{64}", hit.bucket) for hit in hits)


def test_who_gets_in_begins_to_count_anew(site, ada):
    guess(site, SIGN_IN.most - 1)
    sign_in(visitor(site))
    guess(site, SIGN_IN.most)
    with site.database.reading() as db:
        assert len(db.scalars(select(AuditEvent).where(AuditEvent.action == "auth.sign_in_failed")).all()) == 19
