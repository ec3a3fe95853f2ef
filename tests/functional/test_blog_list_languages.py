"""Tests of lists where several languages are offered: under which address search engines find each."""

from datetime import timedelta

import pytest
from defusedxml.ElementTree import fromstring

from apps.blog.services.reading.translations import TranslationService
from tests.factories import make_post, make_user

BOTH = {"set_up": True, "language": "en", "languages": ("en", "zh_CN")}
LISTS = (
    *("", "?page=2", "tags/", "tags/sea", "tags/sea?page=2", "categories/", "categories/work", "authors/"),
    *("authors/ada", "archive/", "archive/{month}", "series/", "series/all", "subscribe/"),
)


class TestListsInEachLanguage:
    @pytest.fixture(autouse=True)
    def posts(self, write, clock):
        filed = {"tags": ("Sea",), "categories": ("Work",), "series": "All"}
        with write() as db:
            ada = make_user(db, "ada")
            make_post(db, title="Old", language="en", author=ada, at=clock() - timedelta(days=400), **filed)
            for number in range(12):
                make_post(db, title=f"Post {number}", language="en", author=ada, **filed)
            pair = [make_post(db, title=tag, language=tag, author=ada, **filed) for tag in ("en", "zh-Hans")]
            TranslationService(db).pair(*pair)
        self.month = f"{clock():%Y/%m}"

    def heads(self, client, path):
        html = client.get(path).html.head
        (canonical,) = html.select("link[rel=canonical]")
        named = {link["hreflang"]: link["href"] for link in html.select("link[hreflang]")}
        assert html.select_one("meta[property='og:url']")["content"] == canonical["href"]
        return canonical["href"], named

    def addresses(self, site):
        """Yield the path of each list, and where it stands in English and in Chinese."""
        for path in LISTS:
            bare = f"/blog/{path}".format(month=self.month)
            full, sign = f"{site.settings.site_url}{bare}", "&" if "?" in bare else "?"
            yield bare, full, f"{full}{sign}lang=zh-Hans"

    def test_each_list_names_itself_in_all_of_them(self, client, site, decide):
        decide(**BOTH)
        for path, english, chinese in self.addresses(site):
            named = {"en": english, "zh-Hans": chinese, "x-default": english}
            assert self.heads(client, path) == (english, named)
            assert self.heads(client, chinese.removeprefix(site.settings.site_url)) == (chinese, named)
        assert self.heads(client, "/blog/tags/?lang=en")[0] == f"{site.settings.site_url}/blog/tags/"

    def test_a_site_of_one_language_names_one_address(self, client, site, decide):
        decide(**BOTH | {"languages": ()})
        for path, english, chinese in self.addresses(site):
            assert self.heads(client, path) == (english, {})
            assert self.heads(client, chinese.removeprefix(site.settings.site_url)) == (english, {})

    def test_what_a_browser_speaks_decides_which_address_a_list_names(self, client, site, decide):
        decide(set_up=True, language="zh_CN", languages=("en",))
        assert self.heads(client, "/blog/tags/")[0] == f"{site.settings.site_url}/blog/tags/"
        named = client.get("/blog/tags/", headers={"Accept-Language": "en-GB"}).html.select_one("link[rel=canonical]")[
            "href"
        ]
        assert named == f"{site.settings.site_url}/blog/tags/?lang=en"

    def test_a_month_that_others_see_otherwise_is_not_offered_to_them(self, client, site, decide, write, clock):
        decide(**BOTH)
        late = clock() - timedelta(days=800)
        with write() as db:
            english = make_post(db, title="Late", language="en", at=late)
            chinese = make_post(db, title="晚", language="zh-Hans", at=late + timedelta(days=60))
            TranslationService(db).pair(english, chinese)
        for moment, lang, absent in (
            (english.published_at, "en", {"zh-Hans"}),
            (chinese.published_at, "zh", {"en", "x-default"}),
        ):
            path = f"/blog/archive/{moment:%Y/%m}"
            client.get(f"{path}?lang={'zh' if lang == 'en' else 'en'}", status=404)
            named = self.heads(client, f"{path}?lang={lang}")[1]
            assert set(named) == {"en", "zh-Hans", "x-default"} - absent

    def test_the_sitemap_says_the_same_and_names_what_stands_there(self, client, site, decide):
        decide(**BOTH)
        urls = fromstring(client.get("/sitemap.xml").body)
        spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
        lists = {}
        for url in urls.findall("s:url", spaces):
            named = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", spaces)}
            lists[url.findtext("s:loc", None, spaces)] = named
        base = f"{site.settings.site_url}/blog"
        for place in (f"{base}/", f"{base}/tags/sea", f"{base}/categories/work", f"{base}/authors/ada"):
            assert lists[place] == self.heads(client, place.removeprefix(site.settings.site_url))[1]
        assert lists[f"{base}/posts/old"] == {}
