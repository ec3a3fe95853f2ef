"""Tests of the languages a reader meets: the interface's, a text's, and which of two translations a list shows."""

import pytest

from apps.blog.services.reading.translations import TranslationService
from core.site_settings import SiteSettingsService
from tests.factories import make_page, make_post

BOTH = {"set_up": True, "language": "en", "languages": ("en", "zh_CN")}
#: Words of the interface that every page of a language shows.
WORDS = {"en": "Skip to the text", "zh-Hans": "跳到正文"}
TIDES = "/blog/posts/%E6%BD%AE%E6%B1%90"
CHINESE, ENGLISH = {"Accept-Language": "zh-CN,zh;q=0.9"}, {"Accept-Language": "en-GB"}


@pytest.fixture
def speak(write):
    """Return what sets the site's languages."""

    def setting(**values):
        with write() as db:
            SiteSettingsService(db).update(BOTH | values)

    return setting


@pytest.fixture
def pair(write):
    """Write an English post and its Chinese translation, and one that has none."""
    with write() as db:
        english = make_post(db, title="Tides", language="en", tags=("Sea",))
        chinese = make_post(db, title="潮汐", language="zh-Hans", tags=("Sea",))
        make_post(db, title="Seul", language="fr")
        TranslationService(db).pair(english, chinese)


def language(page):
    tag = page.html.html["lang"]
    assert WORDS[tag] in page
    return tag


def entries(page):
    return [entry.get_text(strip=True) for entry in page.html.select(".entry h2")]


class TestASiteOfOneLanguage:
    @pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("zh_CN", "zh-Hans")])
    def test_it_speaks_that_whatever_is_asked_for(self, client, speak, code, tag):
        speak(language=code, languages=())
        client.set_cookie("lang", "zh_CN" if code == "en" else "en")
        for headers in (CHINESE, ENGLISH):
            page = client.get("/blog/?lang=en" if code != "en" else "/blog/?lang=zh-Hans", headers=headers)
            assert language(page) == tag
            assert "Vary" not in page.headers

    def test_it_offers_no_choice(self, client, speak):
        speak(languages=("en",))
        assert not client.get("/blog/").html.select("[name=language]")
        client.post("/blog/language", {"language": "zh_CN"}, status=404)


@pytest.mark.usefixtures("no_errors")
class TestASiteOfSeveral:
    @pytest.fixture(autouse=True)
    def both(self, speak):
        speak()

    def test_it_follows_the_browser_without_a_cookie(self, client):
        page = client.get("/blog/", headers=CHINESE)
        assert (language(page), page.headers["Vary"]) == ("zh-Hans", "Accept-Language, Cookie")
        assert language(client.get("/blog/", headers=ENGLISH)) == "en"
        assert "Set-Cookie" not in page.headers

    def test_a_browser_of_another_language_gets_the_site_s_own(self, client, speak):
        assert language(client.get("/blog/", headers={"Accept-Language": "fr"})) == "en"
        speak(language="zh_CN", languages=("en",))
        assert language(client.get("/blog/", headers={"Accept-Language": "fr"})) == "zh-Hans"

    def test_the_address_says_more_than_the_cookie_and_that_more_than_the_browser(self, client):
        client.set_cookie("lang", "zh_CN")
        assert language(client.get("/blog/", headers=ENGLISH)) == "zh-Hans"
        assert language(client.get("/blog/?lang=en", headers=CHINESE)) == "en"

    @pytest.mark.parametrize("tag", ["zh-Hans", "zh_CN", "zh", "zh-Hant", "ZH-hans-CN"])
    def test_a_language_may_be_called_in_several_ways(self, client, tag):
        assert language(client.get(f"/blog/?lang={tag}")) == "zh-Hans"

    @pytest.mark.parametrize("value", ["tlh", "", "%FF", "x" * 5000, "<b>", "&".join(["lang=zh"] * 200)])
    def test_what_is_no_language_is_overlooked(self, client, value):
        assert language(client.get(f"/blog/tags/?lang={value}", headers=ENGLISH, status="*")) == "en"
        client.set_cookie("lang", "tlh")
        assert language(client.get("/blog/", headers=ENGLISH)) == "en"

    def test_nobody_s_404_speaks_the_language_too(self, client):
        for path in ("/blog/posts/none", "/blog/none/of/these", "/none"):
            assert language(client.get(path, headers=CHINESE, status=404)) == "zh-Hans"

    @pytest.mark.parametrize("path", ["/static/none", "/media/none.png"])
    def test_a_404_that_no_route_answers_offers_them_by_links(self, client, path):
        page = client.get(path, headers=CHINESE, status=404)
        assert language(page) == "zh-Hans"
        (link,) = page.html.select(".menu a[hreflang]")
        assert (link["href"], link["hreflang"], link.text) == ("?lang=en", "en", "English")
        assert language(client.get(f"{path}?lang=en", headers=CHINESE, status=404)) == "en"
        client.set_cookie("lang", "zh_CN")
        assert language(client.get(path, headers=ENGLISH, status=404)) == "zh-Hans"

    def test_it_knows_the_site_in_a_process_that_has_just_begun_or_seen_a_change(self, client, site, write):
        def knows():
            page = client.get("/static/none", headers=CHINESE, status=404)
            return bool(page.html.select(".menu a[hreflang]")) and "Tides" in page.html.title.text

        with write() as db:
            SiteSettingsService(db).update({"title": "Tides"})
        assert knows()
        with write() as db:
            make_post(db)
        with site.database.reading() as db:
            site.generation.current(db)  # as any page does that needs no settings
        assert knows()

    def test_a_choice_is_kept_and_leads_back(self, client, write):
        with write() as db:
            make_post(db, title="Tides", language="en")
        page = client.get("/blog/posts/tides?lang=en", headers=CHINESE)
        answer = page.forms[0].submit("language", value="zh_CN", status=303)
        assert answer.headers["Location"].endswith("/blog/posts/tides")
        assert "lang=zh_CN" in answer.headers["Set-Cookie"]
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert language(answer.follow(headers=ENGLISH)) == "zh-Hans"
        assert language(client.get("/auth/login", headers=ENGLISH)) == "zh-Hans"

    @pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "\\evil", "", "x"])
    def test_a_choice_never_leads_to_another_site(self, client, wanted):
        answer = client.post("/blog/language", {"language": "en", "next": wanted}, status=303)
        assert answer.headers["Location"] == "/blog/"

    def test_only_what_is_offered_can_be_chosen(self, client):
        for code in ("tlh", "", "en\n", "../en"):
            client.post("/blog/language", {"language": code}, status=404)

    def test_a_writer_s_choice_counts_on_the_readers_pages(self, people):
        browser = people.arrive("author")
        page = browser.get("/blog/", headers=ENGLISH)
        form = next(form for form in page.forms.values() if form.action == "/blog/language")
        assert language(form.submit("language", value="zh_CN", status=303).follow(headers=ENGLISH)) == "zh-Hans"

    def test_the_account_s_language_is_asked_before_the_browser(self, site, people):
        person = people.make("author")
        with site.database.transaction() as db:
            db.merge(person).language = "zh_CN"
        assert language(people.browser(person).get("/blog/", headers=ENGLISH)) == "zh-Hans"


@pytest.mark.usefixtures("pair")
class TestTranslations:
    @pytest.mark.parametrize(("headers", "title"), [(ENGLISH, "Tides"), (CHINESE, "潮汐")])
    def test_lists_show_a_pair_once(self, client, speak, headers, title):
        speak()
        assert entries(client.get("/blog/", headers=headers)) == ["Seul", title]
        assert entries(client.get("/blog/tags/sea", headers=headers)) == [title]
        tags = client.get("/blog/tags/", headers=headers).html.select(".words li")
        assert [(tag.a.text, tag.span.text.strip("（ 篇()）")) for tag in tags] == [("Sea", "1")]

    def test_what_only_one_of_a_pair_is_filed_under_shows_it_to_everybody(self, client, speak, write):
        speak()
        with write() as db:
            filed = {"tags": ("Cha",), "categories": ("Home",), "series": "Leaves"}
            chinese = make_post(db, title="喝茶", language="zh-Hans", **filed)
            author = chinese.authors[0].name
            TranslationService(db).pair(make_post(db, title="Tea", language="en"), chinese)
        for path in ("tags/cha", "categories/home", "series/leaves", f"authors/{author}"):
            assert "喝茶" in client.get(f"/blog/{path}", headers=ENGLISH)
        for path in ("tags/", "categories/", "authors/"):
            assert client.get(f"/blog/{path}", headers=ENGLISH).html.main.select(f'a[href^="/blog/{path}"]')

    def test_a_site_of_one_language_shows_its_own(self, client, speak):
        speak(language="zh_CN", languages=())
        assert entries(client.get("/blog/", headers=ENGLISH)) == ["Seul", "潮汐"]

    def test_each_leads_to_the_other_in_its_words_and_for_machines(self, client):
        english, chinese = client.get("/blog/posts/tides"), client.get(TIDES)
        assert english.html.find("a", string="阅读中文版")["hreflang"] == "zh-Hans"
        assert chinese.html.find("a", string="Read in English")["href"] == "/blog/posts/tides"
        found = [
            {link["hreflang"]: link["href"] for link in page.html.select("head link[hreflang]")}
            for page in (english, chinese)
        ]
        assert found[0] == found[1]
        assert set(found[0]) == {"en", "zh-Hans", "x-default"}
        assert found[0]["x-default"] == found[0]["en"] == "http://127.0.0.1:8000/blog/posts/tides"

    def test_the_site_s_own_language_is_the_default(self, client, speak):
        speak(language="zh_CN")
        for path in ("/blog/posts/tides", TIDES):
            default = client.get(path).html.select_one("[hreflang=x-default]")["href"]
            assert default.endswith("/blog/posts/%E6%BD%AE%E6%B1%90")

    def test_without_either_the_first_one_is(self, client, speak, write):
        speak(language="zh_CN", languages=())
        with write() as db:
            first, second = make_page(db, title="Un", language="fr"), make_page(db, title="Eins", language="de")
            TranslationService(db).pair(second, first)
        for path, other in (("/blog/pages/un", "/blog/pages/eins"), ("/blog/pages/eins", "/blog/pages/un")):
            page = client.get(path)
            assert page.html.select_one("[hreflang=x-default]")["href"].endswith("/blog/pages/un")
            assert page.html.select_one("article a[hreflang]")["href"] == other

    def test_a_text_alone_says_nothing_of_translations(self, client):
        assert not client.get("/blog/posts/seul").html.select("[hreflang]:not([type])")

    def test_who_changes_the_language_gets_the_text_in_it(self, client, speak):
        speak()
        page = client.get("/blog/posts/tides", headers=ENGLISH)
        answer = page.forms[0].submit("language", value="zh_CN", status=303)
        assert answer.headers["Location"].endswith("/blog/posts/%E6%BD%AE%E6%B1%90")

    def test_the_article_speaks_its_language_on_a_page_of_another(self, client):
        page = client.get(TIDES).html
        assert (page.html["lang"], page.article["lang"]) == ("en", "zh-Hans")
