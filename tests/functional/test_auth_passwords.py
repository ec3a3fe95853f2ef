"""Passwords: chosen by a link, changed by the old one, and what that ends."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from apps.auth.models import SUSPENDED, User
from core.audit import AuditEvent
from core.permissions import Role
from tests.support.members import PASSWORD, is_signed_in, member, reset_link, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")

NEW = "another-collection-88"


@pytest.fixture
def ada(site):
    return member(site)


def choose(client, link, password=NEW, *, status=303):
    form = client.get(link).form
    form["password"] = password
    return form.submit(status=status)


def change(client, *, old=PASSWORD, new=NEW, status=303):
    form = client.get("/auth/password").form
    form["old"], form["password"] = old, new
    return form.submit(status=status)


def stored_hash(site, user_id):
    with site.database.reading() as db:
        return db.scalar(select(User.password_hash).where(User.id == user_id))


def test_a_link_lets_its_owner_choose_a_password_and_signs_in(site, client):
    ada = member(site, password=None, display_name="Ada Lovelace")
    link = reset_link(site, ada)
    assert "Ada Lovelace" in client.get(link)
    answer = choose(client, link)
    assert answer.headers["Location"].endswith("/admin/")
    assert is_signed_in(client)
    other = visitor(site)
    sign_in(other, password=NEW)
    assert is_signed_in(other)


def test_looking_at_a_link_uses_nothing_up(site, client, ada):
    link = reset_link(site, ada)
    for _ in range(3):
        client.get(link)
    choose(client, link)


def test_a_link_works_once(site, client, ada):
    link = reset_link(site, ada)
    open_page = visitor(site).get(link).form
    choose(client, link)
    open_page["password"] = "the-thief-s-password-9"
    assert "no longer works" in open_page.submit(status=404)
    assert "no longer works" in visitor(site).get(link, status=404)
    sign_in(visitor(site), password="the-thief-s-password-9", status=422)


def test_one_link_uses_up_the_others(site, client, ada):
    first, second = reset_link(site, ada), reset_link(site, ada)
    choose(client, first)
    visitor(site).get(second, status=404)


def test_a_link_ends_after_a_day(site, client, ada, clock):
    link = reset_link(site, ada)
    clock.advance(hours=24)
    assert "Ask an administrator for a new one" in client.get(link, status=404)


@pytest.mark.parametrize("token", ["x", "%E4%B8%AD", "a" * 400])
def test_an_invented_link_is_gone(site, client, token):
    client.get(f"/auth/reset/{token}", status=404)


def test_a_link_of_somebody_suspended_is_gone(site, client, ada):
    link = reset_link(site, ada)
    with site.database.transaction() as db:
        db.execute(update(User).values(state=SUSPENDED))
    client.get(link, status=404)


def test_choosing_signs_out_everywhere_else_and_whoever_sat_here_before(site, client, ada):
    elsewhere = visitor(site)
    sign_in(elsewhere)
    mallory = member(site, "mallory", role=Role.SUBSCRIBER)
    sign_in(client)
    choose(client, reset_link(site, mallory))
    assert "mallory" in client.get("/auth/").text
    assert is_signed_in(elsewhere)
    choose(client, reset_link(site, ada))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Please fill this in."),
        ("short", "At least 8"),
        ("qwertyuiop", "first that others"),
        ("ada-2031!", "too close"),
    ],
)
def test_a_weak_password_is_refused_on_the_page_of_the_link(site, client, ada, password, sentence):
    link = reset_link(site, ada)
    page = choose(client, link, password, status=422)
    assert sentence in page.html.get_text()
    page.form["password"] = NEW
    page.form.submit(status=303)


def test_an_expired_page_of_a_link_asks_again(site, client, ada):
    form = client.get(reset_link(site, ada)).form
    form["csrf_token"].force_value("")
    page = form.submit(status=403)
    page.form["password"] = NEW
    page.form.submit(status=303)


def test_a_password_changes_by_the_old_one(site, client, ada):
    sign_in(client)
    page = change(client).follow()
    assert "Your new password is saved." in page
    sign_in(visitor(site), password=NEW)
    sign_in(visitor(site, ip="192.0.2.2"), password=PASSWORD, status=422)
    with site.database.reading() as db:
        assert "auth.password_changed" in db.scalars(select(AuditEvent.action)).all()


def test_a_change_ends_the_other_devices_and_the_old_cookie_of_this_one(site, client, ada):
    elsewhere = visitor(site)
    sign_in(elsewhere)
    sign_in(client)
    thief = visitor(site)
    thief.set_cookie("session", client.cookies["session"])
    change(client)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(thief)


def test_a_change_ends_the_links_too(site, client, ada):
    link = reset_link(site, ada)
    sign_in(client)
    change(client)
    visitor(site).get(link, status=404)


def test_a_wrong_old_password_changes_nothing(site, client, ada):
    before = stored_hash(site, ada)
    sign_in(client)
    page = change(client, old="wrong", status=422)
    assert "This is not your present password." in page
    assert stored_hash(site, ada) == before
    assert is_signed_in(client)


def test_a_weak_new_password_changes_nothing(site, client, ada):
    before = stored_hash(site, ada)
    sign_in(client)
    assert "first that others" in change(client, new="password1", status=422)
    assert stored_hash(site, ada) == before


def test_guessing_the_old_password_on_a_device_left_open_ends(site, client, ada):
    sign_in(client)
    for _ in range(10):
        change(client, old="wrong", status=422)
    page = change(client, status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert page.form["old"].value == ""


def test_an_old_hash_is_made_anew_at_the_next_sign_in(site, client, ada):
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with site.database.transaction() as db:
        db.execute(update(User).values(password_hash=weaker))
    sign_in(client)
    assert "m=19456,t=2,p=1" in stored_hash(site, ada)
    sign_in(visitor(site))


def test_a_visitor_is_asked_to_sign_in_first(client):
    assert "/auth/login?next=" in client.get("/auth/password", status=303).headers["Location"]
