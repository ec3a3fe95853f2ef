"""The own account: what it shows and what its owner changes."""

import pytest

from core.permissions import Role
from tests.support.members import member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def ada(site, client):
    """Sign somebody in who only comments."""
    user_id = member(site, role=Role.SUBSCRIBER, display_name="Ada Lovelace", email="ada@example.org")
    sign_in(client)
    return user_id


def profile(page, **typed):
    form = page.forms[0]
    for name, value in typed.items():
        form[name] = value
    return form


def test_the_page_shows_who_is_signed_in(client, ada):
    text = client.get("/auth/").html.get_text(" ", strip=True)
    for fact in ("Ada Lovelace", "ada@example.org", "Subscriber", "1 device"):
        assert fact in text


def test_the_desk_is_shown_to_those_who_may_enter_it(site, client, ada):
    assert not client.get("/auth/").html.find("a", href="/admin/")
    member(site, "grace", role=Role.CONTRIBUTOR)
    writer = visitor(site)
    sign_in(writer, "grace")
    assert writer.get("/auth/").html.find("a", href="/admin/")


def test_name_and_language_change(client, ada):
    page = profile(client.get("/auth/profile"), display_name="  爱达 ", language="zh_CN").submit(status=303).follow()
    assert page.html.find("html")["lang"] == "zh-Hans"
    assert page.forms[0]["display_name"].value == "爱达"
    assert page.forms[0]["language"].value == "zh_CN"


def test_a_name_is_one_line_without_what_nobody_sees(client, ada):
    profile(client.get("/auth/profile"), display_name="Ada\0 \x1b[31m\x0bKing\nof Code").submit(status=303)
    assert client.get("/auth/profile").forms[0]["display_name"].value == "Ada [31mKing of Code"


def test_without_a_choice_the_language_is_the_browser_s(site, client, ada):
    profile(client.get("/auth/profile"), language="zh_CN").submit(status=303)
    page = profile(client.get("/auth/profile"), language="").submit(status=303).follow()
    assert page.html.find("html")["lang"] == "en"
    chinese = visitor(site, language="zh-CN")
    sign_in(chinese)
    assert chinese.get("/auth/").html.find("html")["lang"] == "zh-Hans"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_will_not_do_is_said_and_kept(client, ada, name):
    page = profile(client.get("/auth/profile"), display_name=name).submit(status=422)
    assert page.html.find(id="display_name-error")
    assert page.forms[0]["display_name"].value == name.strip()
    assert "Ada Lovelace" in client.get("/auth/").text


def test_a_language_there_is_not_is_refused(client, ada):
    form = client.get("/auth/profile").forms[0]
    form["language"].force_value("tlh")
    form.submit(status=422)


def test_a_form_without_its_token_keeps_what_was_typed(client, ada):
    form = profile(client.get("/auth/profile"), display_name="Typed for long")
    form["csrf_token"].force_value("x")
    page = form.submit(status=403)
    assert page.forms[0]["display_name"].value == "Typed for long"
    page.forms[0].submit(status=303)
    assert "Typed for long" in client.get("/auth/").text


def test_a_field_that_was_not_on_the_page_changes_nothing(site, client, ada):
    form = client.get("/auth/profile").forms[0]
    fields = [*form.submit_fields(), ("role", "50"), ("name", "root"), ("email", "x@example.org")]
    client.post("/auth/profile", fields, status=303)
    text = client.get("/auth/").html.get_text(" ", strip=True)
    assert "Subscriber" in text
    assert "x@example.org" not in text


@pytest.mark.parametrize("path", ["/auth/", "/auth/profile", "/auth/sessions", "/auth/password"])
def test_a_visitor_is_led_to_the_sign_in_page(client, path):
    assert client.get(path, status=303).headers["Location"].startswith("/auth/login?next=")


def test_pages_of_an_account_are_kept_by_nobody(client, ada):
    for path in ("/auth/", "/auth/profile", "/auth/sessions", "/auth/password", "/auth/logout"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
