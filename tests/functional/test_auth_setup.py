"""The first start: the link in the log, the page behind it, and what it leaves."""

import logging
import re
import threading

import pytest
from sqlalchemy import func, select

from apps.auth.models import User
from apps.auth.services.setup import SetupService
from core.permissions import Role
from core.site_settings import SiteSettings, SiteSettingsService
from tests.support.members import PASSWORD, is_signed_in, member, sign_in, visitor

pytestmark = pytest.mark.usefixtures("no_errors")

LINK = re.compile(r"/auth/setup/[\w-]+")


@pytest.fixture
def link(site):
    """Return the path of a link by which the site can be set up."""
    with site.database.transaction() as db:
        return f"/auth/setup/{SetupService(db).issue()}"


def fill_in(page, **answers):
    answers = {
        "title": "Li's notes",
        "display_name": "Li Xiaoming",
        "email": "xm.li@example.org",
        "password": PASSWORD,
        **answers,
    }
    for name, value in answers.items():
        page.form[name] = value
    return page.form


def administrators(site):
    with site.database.reading() as db:
        return db.scalars(select(User).where(User.role == Role.ADMIN)).all()


def site_settings(site):
    with site.database.reading() as db:
        return SiteSettingsService(db).get()


def test_the_link_in_the_log_leads_to_the_page(site, client, caplog):
    with caplog.at_level(logging.WARNING):
        client.get("/auth/login")
    (line,) = [record.getMessage() for record in caplog.records if LINK.search(record.getMessage())]
    assert f"{site.settings.site_url}/auth/setup/" in line
    assert client.get(LINK.search(line)[0]).form["title"]


def test_six_answers_make_the_site_and_its_administrator(site, client, link):
    page = client.get(link)
    asked = {name for name in page.form.fields if name not in {"csrf_token", None}}
    assert asked == {"title", "language", "timezone", "display_name", "email", "password"}
    answer = fill_in(page, language="en", timezone="Europe/Berlin").submit(status=303)
    assert answer.headers["Location"].endswith("/admin/")
    (admin,) = administrators(site)
    assert (admin.name, admin.display_name, admin.email) == ("li-xiaoming", "Li Xiaoming", "xm.li@example.org")
    assert site_settings(site) == SiteSettings("Li's notes", language="en", timezone="Europe/Berlin", set_up=True)


def test_whoever_set_the_site_up_is_signed_in_and_lands_on_a_draft(site, client, link):
    page = fill_in(client.get(link)).submit(status=303).maybe_follow()
    assert re.search(r"/admin/posts/\d+/edit$", page.request.path)
    assert is_signed_in(client)
    assert "Li&#39;s notes" in client.get("/auth/").text
    other = visitor(site)
    sign_in(other, "xm.li@example.org")
    assert is_signed_in(other)


@pytest.mark.parametrize(
    ("header", "proposed"),
    [
        ("zh-CN,zh;q=0.9", ("zh-Hans", "zh_CN", "Asia/Shanghai")),
        ("de", ("en", "en", "UTC")),
        ("", ("en", "en", "UTC")),
    ],
)
def test_the_page_is_in_the_visitor_s_language_and_proposes_it(site, link, header, proposed):
    page = visitor(site, language=header).get(link)
    shown = (page.html.find("html")["lang"], page.form["language"].value, page.form["timezone"].value)
    assert shown == proposed


def test_it_works_in_chinese(site, link):
    client = visitor(site, language="zh-CN")
    page = client.get(link)
    fill_in(page, title="李小明的博客", display_name="李小明").submit(status=303).maybe_follow()
    (admin,) = administrators(site)
    assert (admin.name, admin.language) == ("李小明", "zh_CN")
    assert site_settings(site) == SiteSettings("李小明的博客", language="zh_CN", timezone="Asia/Shanghai", set_up=True)
    assert client.get("/auth/").html.find("html")["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("title", " ", "Please fill this in."),
        ("display_name", "", "Please fill this in."),
        ("email", "nonsense", "This is not an e-mail address."),
        ("password", "short", "At least 8 characters, please."),
        ("password", "x" * 129, "At most 128 characters, please."),
        ("password", "woaini1314", "one of the first that others would try"),
        ("password", "xm.li@example.org", "too close to your name"),
        ("password", "Li's notes 2031", "too close to your name"),
    ],
)
def test_a_bad_answer_is_named_and_the_others_are_kept(site, link, name, value, sentence):
    client = visitor(site)
    page = fill_in(client.get(link), timezone="Asia/Tokyo", **{name: value}).submit(status=422)
    assert sentence in page.html.find(id=f"{name}-error").get_text()
    assert page.form["timezone"].value == "Asia/Tokyo"
    assert page.form["password"].value == ""
    assert not administrators(site)
    assert not is_signed_in(client)


@pytest.mark.parametrize(("name", "value"), [("language", "tlh"), ("timezone", "../etc/passwd"), ("timezone", "")])
def test_a_choice_that_was_not_offered_is_refused(site, client, link, name, value):
    page = client.get(link)
    page.form[name].force_value(value)
    fill_in(page).submit(status=422)
    assert not administrators(site)


def test_every_link_works_until_one_was_used(site, client, link):
    with site.database.transaction() as db:
        other = f"/auth/setup/{SetupService(db).issue()}"
    client.get(other)
    open_page = visitor(site).get(other)
    fill_in(client.get(link)).submit(status=303)
    fill_in(open_page, email="late@example.org").submit(status=404)
    for path in (link, other):
        assert "This link no longer works" in visitor(site).get(path, status=404)
    assert len(administrators(site)) == 1


@pytest.mark.parametrize("token", ["x", "a" * 500, "%E4%B8%AD", "x%20y"])
def test_an_invented_link_is_gone(site, client, token):
    assert "no longer works" in client.get(f"/auth/setup/{token}", status=404)


def test_the_links_are_gone_once_there_is_an_administrator(site, client, link):
    member(site, role=Role.ADMIN)
    assert "no longer works" in client.get(link, status=404)


def test_an_email_address_that_somebody_has_is_said_on_the_page(site, client, link):
    member(site, "ada", email="xm.li@example.org", email_key="xm.li@example.org")
    page = fill_in(client.get(link)).submit(status=409)
    assert "Another account has this e-mail address." in page
    assert page.form["title"].value == "Li's notes"


def test_an_expired_form_keeps_the_answers(site, client, link):
    form = fill_in(client.get(link))
    form["csrf_token"].force_value("expired")
    page = form.submit(status=403)
    assert page.form["title"].value == "Li's notes"
    page.form["password"] = PASSWORD
    page.form.submit(status=303)


def test_another_site_s_page_sets_nothing_up(site, client, link):
    form = fill_in(client.get(link))
    answer = form.submit(status=403, extra_environ={"HTTP_SEC_FETCH_SITE": "cross-site"})
    assert "Li&#39;s notes" not in answer.text
    assert not administrators(site)


def test_of_two_who_send_the_page_at_once_one_becomes_administrator(site, client, link):
    forms = [fill_in(visitor(site).get(link), email=f"p{number}@example.org") for number in range(2)]
    answers = []

    def send(form):
        answers.append(form.submit(status="*"))
        site.store.ping()  # which closes this thread's own connection to memcached

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_int for answer in answers) == [303, 404]
    assert len(administrators(site)) == 1
    with site.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(User)) == 1
