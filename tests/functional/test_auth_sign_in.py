"""Signing in and out: who gets in, under which session, and where they come to."""

import pytest
from sqlalchemy import select, update

from apps.auth.models import SUSPENDED, Device, User
from core.audit import AuditEvent
from core.permissions import Role
from core.sessions.models import SessionRecord
from tests.support.members import PASSWORD, is_signed_in, member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")


def cookie(client, name="session"):
    return client.cookies.get(name)


def actions(site):
    with site.database.reading() as db:
        return db.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.SUBSCRIBER, "/auth/"), (Role.CONTRIBUTOR, "/admin/"), (Role.ADMIN, "/admin/")],
)
def test_who_signs_in_comes_to_the_page_for_their_role(site, client, role, place):
    member(site, role=role)
    assert sign_in(client).headers["Location"].endswith(place)
    assert is_signed_in(client)
    assert actions(site) == ["auth.signed_in"]


@pytest.mark.parametrize("login", ["ada", " ADA ", "Ada@Example.org"])
def test_name_and_email_both_do(site, client, login):
    member(site, email="ada@example.org", email_key="ada@example.org")
    sign_in(client, login)
    assert is_signed_in(client)


def test_a_visitor_is_led_to_the_sign_in_page_and_back(site, client):
    member(site)
    answer = client.get("/auth/sessions", status=303)
    form = answer.follow().form
    form["login"], form["password"] = "ada", PASSWORD
    assert form.submit(status=303).headers["Location"].endswith("/auth/sessions")


def test_who_is_signed_in_already_goes_on_at_once(site, client):
    member(site)
    sign_in(client)
    assert client.get("/auth/login", status=303).headers["Location"].endswith("/admin/")
    assert client.get("/auth/login?next=/auth/sessions", status=303).headers["Location"].endswith("/auth/sessions")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example", "javascript:x"]
)
def test_nobody_is_led_to_another_site(site, client, wanted):
    member(site)
    at = f"/auth/login?next={wanted}"
    assert sign_in(client, at=at).headers["Location"].endswith("/admin/")
    assert client.get(at, status=303).headers["Location"].endswith("/admin/")


def test_the_page_that_was_asked_for_survives_a_wrong_password(site, client):
    member(site)
    page = sign_in(client, password="wrong", at="/auth/login?next=/auth/sessions", status=422)
    page.form["password"] = PASSWORD
    assert page.form.submit(status=303).headers["Location"].endswith("/auth/sessions")


def test_unknown_and_known_names_get_the_same_answer(site):
    member(site, "known")
    member(site, "suspended", state=SUSPENDED)
    member(site, "imported", password=None)
    pages = []
    for name in ("known", "unknown", "suspended", "imported"):
        password = PASSWORD if name == "suspended" else "wrong password"
        page = sign_in(visitor(site, ip="192.0.2.9"), name, password, status=422)
        page.form["csrf_token"] = ""
        pages.append(page.form["login"].value == name and page.html.find("main").get_text().replace(name, ""))
        assert "session" not in page.headers.get("Set-Cookie", "")
    assert pages[0]
    assert len(set(pages)) == 1


def test_a_refusal_keeps_the_name_and_never_the_password(site, client):
    page = sign_in(client, "<ada>", "wrong-password-typed", status=422)
    assert page.form["login"].value == "<ada>"
    assert "wrong-password-typed" not in page.text
    assert "don't fit together" in page.html.get_text()


def test_an_empty_form_says_what_is_missing(site, client):
    page = sign_in(client, "", "", status=422)
    assert page.html.get_text().count("Please fill this in.") >= 2


def test_failed_tries_are_noted_although_they_are_refused(site, client):
    ada = member(site)
    sign_in(client, "ada", "wrong", status=422)
    sign_in(client, "my-secret-password", "ada", status=422)
    with site.database.reading() as db:
        known, unknown = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert (known.action, known.actor_id, known.actor_name, known.object_id) == (
        "auth.sign_in_failed",
        None,
        "ada",
        str(ada),
    )
    assert (unknown.action, unknown.actor_name, unknown.object_id) == ("auth.sign_in_failed", "", "")
    assert "my-secret-password" not in repr(vars(unknown))


def test_a_session_from_before_is_not_the_one_signed_in(site, client):
    """Session fixation: whoever planted a session in the browser has nothing of it."""
    member(site)
    thief = visitor(site)
    sign_in(thief)
    thief.post("/auth/logout", {"csrf_token": thief.get("/auth/logout").form["csrf_token"].value}, status=303)
    member(site, "mallory")
    sign_in(thief, "mallory")
    planted = cookie(thief)
    client.set_cookie("session", planted)
    client.get("/auth/logout").form.submit()
    client.set_cookie("session", planted)
    sign_in(client)
    assert cookie(client) != planted
    thief.set_cookie("session", planted)
    assert not is_signed_in(thief)


def test_signing_in_again_ends_the_session_before(site, client):
    member(site)
    sign_in(client)
    before, token = cookie(client), client.get("/auth/").forms[0]["csrf_token"].value
    client.post("/auth/login", {"login": "ada", "password": PASSWORD, "csrf_token": token}, status=303)
    assert cookie(client) != before
    other = visitor(site)
    other.set_cookie("session", before)
    assert not is_signed_in(other)


def test_a_sign_out_really_ends_the_session(site, client):
    member(site)
    sign_in(client)
    old = cookie(client)
    answer = client.get("/auth/logout").form.submit(status=303)
    assert answer.headers["Location"].endswith("/auth/login")
    assert not is_signed_in(client)
    client.set_cookie("session", old)
    assert not is_signed_in(client)
    assert actions(site) == ["auth.signed_in", "auth.signed_out"]


def test_signing_out_without_being_signed_in_is_no_fault(site, client):
    member(site)
    sign_in(client)
    page = client.get("/auth/logout")
    with site.database.transaction() as db:
        db.execute(update(Device).values(revoked_at=db.scalar(select(Device.created_at))))
    page.form.submit(status=403)  # the token was for the device
    assert client.get("/auth/logout", status=303).headers["Location"].endswith("/auth/login")


def test_somebody_suspended_is_nobody_at_the_next_request(site, client):
    ada = member(site)
    sign_in(client)
    with site.database.transaction() as db:
        db.execute(update(User).where(User.id == ada).values(state=SUSPENDED))
    assert not is_signed_in(client)
    sign_in(client, status=422)


def test_a_store_that_lost_everything_signs_nobody_out(site, client, request):
    member(site)
    sign_in(client)
    client.get("/auth/")
    if site.settings.memcached_servers:
        request.getfixturevalue("memcached").flush()
    else:
        with site.database.transaction() as db:
            db.query(SessionRecord).delete()
    assert is_signed_in(client)
    form = client.get("/auth/profile").forms[0]
    form["display_name"] = "Ada L."
    assert "Saved." in form.submit(status=303).follow().text


@pytest.mark.parametrize(("remember", "age"), [(True, "2592000"), (False, None)])
def test_keep_me_signed_in_makes_the_cookie_outlive_the_browser(site, client, remember, age):
    member(site)
    form = client.get("/auth/login").form
    form["login"], form["password"], form["remember"] = "ada", PASSWORD, remember
    cookies = form.submit(status=303).headers.getall("Set-Cookie")
    (session,) = [text for text in cookies if text.startswith("session=")]
    assert (f"Max-Age={age}" in session) if age else ("Max-Age" not in session)
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_the_page_promises_no_mail(site, client):
    words = client.get("/auth/login").html.get_text().lower()
    assert "forgot" not in words
    assert "send" not in words
