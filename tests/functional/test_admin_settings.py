"""The site's settings: changed by administrators section by section, seen by readers, noted in the audit log."""

import pytest
from sqlalchemy import select

from core.audit import AuditEvent
from core.generation import Generation
from core.site_settings import NamedLink, SiteSettings, SiteSettingsService
from tests.support.settings_pages import SECTIONS, section_form, submit

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


@pytest.fixture
def saved(site):
    """Return a function that gives the settings as they are kept."""

    def saved():
        with site.database.reading() as db:
            return SiteSettingsService(db).get()

    return saved


def test_readers_see_the_new_title_at_once(people, browser, audited):
    reader = people.browser()
    reader.get("/blog/")
    answer = submit(browser, title="漂流瓶", timezone="Asia/Shanghai", description="一句话")
    assert "The settings are saved." in answer.follow()
    home = reader.get("/blog/")
    assert "漂流瓶" in home
    assert audited() == [
        (
            "admin",
            {
                "title": ["Bottlepost", "漂流瓶"],
                "description": ["", "一句话"],
                "timezone": ["UTC", "Asia/Shanghai"],
            },
        )
    ]


def test_the_site_speaks_the_chosen_language(people, browser):
    submit(browser, language="zh_CN")
    assert '<html lang="zh-Hans"' in people.browser().get("/blog/")


@pytest.mark.parametrize("section", SECTIONS)
def test_saving_without_a_change_changes_nothing(site, browser, audited, section):
    submit(browser, title="Once")
    with site.database.reading() as db:
        before = db.scalar(select(Generation.value))
    submit(browser, section)
    with site.database.reading() as db:
        assert db.scalar(select(Generation.value)) == before
    assert len(audited()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "字" * 101), ("description", "x" * 301)],
)
def test_what_is_refused_is_shown_again_as_it_was_typed(browser, audited, field, value):
    answer = submit(browser, status=422, **{"title": "Mine", "description": "Kept.", field: value})
    form = section_form(answer)
    assert form[field].value == value
    assert {form["title"].value, form["description"].value} & {"Mine", "Kept."}
    assert answer.html.find(id=f"{field}-error")
    assert not audited()


REFUSED = [
    ("", "timezone", "Mars/Olympus"),
    ("", "language", "tlh"),
    ("", "languages", "tlh"),
    ("reading", "posts_per_page", "0"),
    ("reading", "posts_per_page", "51"),
    ("reading", "posts_per_page", "many"),
    ("reading", "posts_per_page", "9" * 5000),
    ("reading", "feed_size", "-1"),
    ("reading", "home_page", "no-such-page"),
    ("reading", "slug_style", "klingon"),
    ("reading", "list_text", ""),
    ("look", "accent", "red"),
    ("look", "accent", "#12345"),
    ("look", "accent", "#0a6560;}body{display:none"),
    ("look", "color_scheme", "sepia"),
    ("menu", "menu", "Nothing but words"),
    ("menu", "menu", "Evil | javascript:alert(1)"),
    ("menu", "menu", "Evil | //evil.example"),
    ("menu", "menu", "Evil | /\\evil.example"),
    ("menu", "menu", "Evil | https://user:pass@evil.example/"),
    ("menu", "menu", "| /blog/"),
    ("menu", "menu", "\n".join(f"{number} | /{number}" for number in range(11))),
    ("menu", "menu", f"{'x' * 61} | /"),
    ("menu", "social", "Here | /blog/"),
    ("menu", "footer", "x" * 1001),
    ("menu", "licence_url", "javascript:alert(1)"),
    ("menu", "icp", "12345678"),
    ("menu", "police", "粤ICP备00000000号"),
    ("sharing", "verification", "just some words"),
    ("sharing", "verification", "<meta name='viewport' content='width=1'>"),
    ("sharing", "verification", "<meta name='robots' content='noindex'>"),
    ("sharing", "verification", "<script>alert(1)</script>"),
    ("sharing", "verification", f"a: {'x' * 301}"),
    ("sharing", "root_files-0-name", "robots.txt"),
    ("sharing", "root_files-0-name", "../etc.txt"),
    ("sharing", "root_files-0-name", "evil.js"),
    ("sharing", "root_files-0-content", "without a name"),
    ("sharing", "analytics_src", "http://counter.example/x.js"),
    ("sharing", "analytics_src", "https://counter.example; script-src *"),
    ("sharing", "analytics_src", "https://*/x.js"),
    ("css", "own_css", "x" * 20_001),
    ("css", "own_css", "@import url(https://fonts.example/x.css);"),
    ("css", "own_css", "body { background: url(//evil.example/x.png) }"),
]


@pytest.mark.parametrize(("section", "field", "value"), REFUSED)
def test_what_is_no_such_setting_is_refused_in_words(browser, audited, section, field, value):
    form = section_form(browser.get(f"/admin/settings/{section}"))
    fields = [(name, typed) for name, typed in form.submit_fields() if name != field]
    answer = browser.post(f"/admin/settings/{section}", [*fields, (field, value)], status=422)
    assert answer.html.find(class_="errors").find("a", href=True)
    assert not audited()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_form_that_lacks_fields_empties_none(browser, audited, section):
    submit(browser, title="Kept")
    browser.send(f"/admin/settings/{section}", {"title": "T"}, status=400)
    assert len(audited()) == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_only_administrators_may(people, section):
    for role in ("contributor", "author", "editor"):
        browser = people.arrive(role)
        browser.get(f"/admin/settings/{section}", status=403)
        browser.send(f"/admin/settings/{section}", {"title": "Mine"}, status=403)


def test_every_section_is_kept_as_it_was_typed(browser, saved):
    submit(browser, "reading", posts_per_page="7", feed_size="30", slug_style="pinyin", list_text="full")
    submit(browser, "look", color_scheme="dark", accent="#FF0000", indent_paragraphs=True)
    submit(
        browser,
        "menu",
        menu="About｜/blog/pages/about\r\n\r\n  Code |  https://code.example/me  \n标签 /blog/tags/",
        social="Mail | mailto:me@example.org\nMastodon | https://social.example/@me",
        footer="Two\r\nlines",
        licence="cc by-sa 4.0",
        icp="沪ICP备2021000001号-1",
        police="沪公网安备 31010102000000号",
    )
    submit(browser, "css", own_css=".entry { color: red }")
    assert saved() == SiteSettings(
        posts_per_page=7,
        feed_size=30,
        slug_style="pinyin",
        list_text="full",
        color_scheme="dark",
        accent="#ff0000",
        indent_paragraphs=True,
        menu=(
            NamedLink("About", "/blog/pages/about"),
            NamedLink("Code", "https://code.example/me"),
            NamedLink("标签", "/blog/tags/"),
        ),
        social=(NamedLink("Mail", "mailto:me@example.org"), NamedLink("Mastodon", "https://social.example/@me")),
        footer="Two\nlines",
        licence="cc by-sa 4.0",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        icp="沪ICP备2021000001号-1",
        police="沪公网安备 31010102000000号",
        own_css=".entry { color: red }",
        set_up=saved().set_up,
    )


def test_one_language_is_no_choice_and_two_are(browser, saved):
    form = section_form(browser.get("/admin/settings/"))
    fields = [pair for pair in form.submit_fields() if pair[0] != "languages"]
    browser.post("/admin/settings/", [*fields, ("languages", "en")], status=303)
    assert saved().languages == ()
    browser.post("/admin/settings/", [*fields, ("languages", "zh_CN")], status=303)
    assert saved().languages == ("en", "zh_CN")


def test_the_accent_goes_back_to_the_themes_own(browser, saved):
    submit(browser, "look", accent="#123456")
    assert saved().accent == "#123456"
    submit(browser, "look", theme_accent=True)
    assert saved().accent == ""
    submit(browser, "look", accent="#0a6560")
    assert saved().accent == ""


def test_switching_indexnow_on_makes_a_key_that_stays(browser, saved):
    assert saved().indexnow_key == ""
    submit(browser, "sharing", indexnow=True)
    key = saved().indexnow_key
    assert len(key) == 32
    submit(browser, "sharing", indexnow=False)
    submit(browser, "sharing", indexnow=True)
    assert saved().indexnow_key == key


def test_files_for_search_engines_come_and_go_by_their_names(browser, saved):
    tags = '<meta name="google-site-verification" content="abc" />\nbaidu-site-verification: code-1'
    submit(browser, "sharing", verification=tags, **{"root_files-0-name": "ads.txt", "root_files-0-content": "a"})
    submit(browser, "sharing", **{"root_files-1-name": "google1.html", "root_files-1-content": "b"})
    assert saved().verification == {"google-site-verification": "abc", "baidu-site-verification": "code-1"}
    assert saved().root_files == {"ads.txt": "a", "google1.html": "b"}
    double = {"root_files-1-name": "ADS.txt"}
    assert "Two files have the same name." in submit(browser, "sharing", status=422, **double)
    submit(browser, "sharing", **{"root_files-0-name": "", "root_files-0-content": ""})
    assert saved().root_files == {"google1.html": "b"}
