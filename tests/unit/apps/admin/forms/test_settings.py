"""The forms of the settings understand what people type and paste, and show it again as it was."""

from dataclasses import replace

import pytest

from apps.admin.forms.looks import LookForm
from apps.admin.forms.menu import MenuForm
from apps.admin.forms.sections import GeneralForm, ReadingForm
from apps.admin.forms.sharing import SharingForm
from core.i18n import Translations
from core.site_settings import NamedLink, SiteSettings
from core.web.multidict import MultiDict
from tests.support.source import ROOT

LOCALES = Translations(ROOT / "locales")


def sent(form, code="en", **fields):
    """Return a form filled with what somebody sent."""
    return form(MultiDict(fields.items()), meta={"locale": LOCALES.get(code)})


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("About | /about", [("About", "/about")]),
        ("关于｜/关于\r\n", [("关于", "/关于")]),
        ("About me /about", [("About me", "/about")]),
        ("A | B | https://例子.cn/a?b=c#d", [("A|B", "https://例子.cn/a?b=c#d")]),
        ("\n\n \n", []),
        ("Mail | mailto:me@example.org", [("Mail", "mailto:me@example.org")]),
    ],
)
def test_a_line_is_a_link(typed, links):
    form = sent(MenuForm, menu=typed)
    assert form.menu.data == tuple(NamedLink(*link) for link in links)
    assert not form.menu.errors


def test_links_are_shown_as_lines():
    shown = MenuForm(data=MenuForm.shown(SiteSettings(menu=(NamedLink("A", "/a"), NamedLink("B", "/b")))))
    assert shown.menu._value() == "A | /a\nB | /b"


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("<meta name='google-site-verification' content='a b'>", {"google-site-verification": "a b"}),
        ("<META NAME=a CONTENT=b/><meta content=d name=c />", {"a": "b/", "c": "d"}),
        (
            "msvalidate.01: x\nyandex-verification = y\nbaidu：z",
            {"msvalidate.01": "x", "yandex-verification": "y", "baidu": "z"},
        ),
        ("fediverse:creator: @me@example.social", {"fediverse:creator": "@me@example.social"}),
        ("p:domain_verify=1", {"p:domain_verify": "1"}),
        ("", {}),
    ],
)
def test_tags_are_read_as_they_were_given(typed, tags):
    form = sent(SharingForm, verification=typed)
    assert form.verification.data == tags
    assert not form.verification.errors


def test_a_number_that_is_none_is_refused_in_one_sentence():
    form = sent(ReadingForm, posts_per_page="ten", feed_size="101")
    form.offer_pages([], "")
    form.validate()
    assert len(form.posts_per_page.errors) == len(form.feed_size.errors) == 1


def test_choices_are_said_in_the_readers_language():
    form = sent(LookForm, "zh_CN")
    assert "跟随读者的设备" in form.color_scheme()


def test_titles_of_pages_are_never_translated():
    form = ReadingForm(data={"home_page": "menu"}, meta={"locale": LOCALES.get("zh_CN")})
    form.offer_pages([("menu", "Menu")], "gone")
    assert ">Menu<" in form.home_page()
    assert ">gone<" in form.home_page()
    assert ">最新文章<" in form.home_page()


def test_every_setting_belongs_to_one_section():
    shared = set()
    for form in (GeneralForm, ReadingForm, LookForm, MenuForm, SharingForm):
        names = set(form()._fields)
        assert not names & shared
        shared |= names
    elsewhere = {"theme", "own_css", "logo", "icon", "indexnow_key", "set_up"}
    assert shared - {"theme_accent"} == set(SiteSettings.__dataclass_fields__) - elsewhere


def test_a_present_home_page_can_be_kept_after_it_is_gone():
    settings = replace(SiteSettings(), home_page="gone")
    form = ReadingForm(data=ReadingForm.shown(settings))
    form.offer_pages([], settings.home_page)
    assert form.home_page.data == "gone"
