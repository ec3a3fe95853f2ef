"""The site's settings: changed by administrators, seen by readers, noted in the audit log."""

import pytest
from sqlalchemy import select

from core.audit import AuditEvent
from core.generation import Generation

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def browser(people):
    """Return an administrator's browser."""
    return people.arrive("admin")


@pytest.fixture
def audited(site):
    """Return a function that gives the changes of settings that the audit log knows."""

    def audited():
        with site.database.reading() as db:
            events = db.scalars(select(AuditEvent).where(AuditEvent.action == "settings.update"))
            return [(event.actor_name, event.detail) for event in events]

    return audited


def submit(browser, status=303, **typed):
    form = next(form for form in browser.get("/admin/settings/").forms.values() if "footer" in form.fields)
    for name, value in typed.items():
        form[name] = value
    return form.submit(status=status)


def test_readers_see_the_new_title_at_once(people, browser, audited):
    reader = people.browser()
    reader.get("/blog/")
    answer = submit(browser, title="漂流瓶", footer="粤ICP备00000000号", timezone="Asia/Shanghai", description="一句话")
    assert "The settings are saved." in answer.follow()
    home = reader.get("/blog/")
    assert "漂流瓶" in home
    assert "粤ICP备00000000号" in home
    assert audited() == [
        (
            "admin",
            {
                "title": ["Bottlepost", "漂流瓶"],
                "description": ["", "一句话"],
                "timezone": ["UTC", "Asia/Shanghai"],
                "footer": ["", "粤ICP备00000000号"],
            },
        )
    ]


def test_the_site_speaks_the_chosen_language(people, browser):
    submit(browser, language="zh_CN")
    assert '<html lang="zh-Hans">' in people.browser().get("/blog/")


def test_saving_without_a_change_changes_nothing(site, browser, audited):
    submit(browser, title="Once")
    with site.database.reading() as db:
        before = db.scalar(select(Generation.value))
    submit(browser)
    with site.database.reading() as db:
        assert db.scalar(select(Generation.value)) == before
    assert len(audited()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "字" * 101), ("description", "x" * 301), ("footer", "x" * 1001)],
)
def test_what_is_refused_is_shown_again_as_it_was_typed(browser, audited, field, value):
    answer = submit(browser, 422, **{"title": "Mine", "footer": "Kept.", field: value})
    form = next(form for form in answer.forms.values() if "footer" in form.fields)
    assert form[field].value == value
    assert {form["title"].value, form["footer"].value} & {"Mine", "Kept."}
    assert answer.html.find(id=f"{field}-error")
    assert not audited()


@pytest.mark.parametrize(("field", "value"), [("timezone", "Mars/Olympus"), ("language", "tlh")])
def test_a_choice_that_nobody_was_offered_is_refused(browser, audited, field, value):
    fields = {"title": "T", "description": "", "language": "en", "timezone": "UTC", "footer": "", field: value}
    browser.send("/admin/settings/", fields, status=422)
    assert not audited()


def test_a_form_that_lacks_fields_empties_none(browser, audited):
    browser.send("/admin/settings/", {"title": "T", "language": "en", "timezone": "UTC"}, status=400)
    assert not audited()


def test_only_administrators_may(people):
    for role in ("contributor", "author", "editor"):
        browser = people.arrive(role)
        browser.get("/admin/settings/", status=403)
        browser.send("/admin/settings/", {"title": "Mine"}, status=403)
