"""Tests of what feed readers read: whole, well-formed in all three forms, and sent again only where it is new."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from defusedxml.ElementTree import fromstring

from core.site_settings import SiteSettingsService, StoredPicture
from tests.factories import make_post, make_user
from tests.support.feeds import FORMS, parsed, titles

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def feed_of(client, path="/blog/feed.atom"):
    answer = client.get(path)
    return answer, fromstring(answer.body)


def words(element, name):
    return element.findtext(f"{ATOM}{name}")


@pytest.fixture
def ada(write):
    with write() as db:
        return make_user(db, "ada", display_name="Ada")


class TestAtom:
    def test_it_has_what_the_standard_asks_for(self, client, site, write, ada, clock):
        with write() as db:
            make_post(db, author=ada, title="中文 & <b>", source="a", language="zh-Hans", tags=("go",))
        answer, feed = feed_of(client)
        home = f"{site.settings.site_url}/blog/"
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert feed.tag == f"{ATOM}feed"
        assert (words(feed, "title"), words(feed, "id")) == ("Bottlepost", home)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links == {"self": f"{home}feed.atom", "alternate": home}
        assert datetime.fromisoformat(words(feed, "updated")) == clock().replace(microsecond=0)
        (entry,) = feed.findall(f"{ATOM}entry")
        assert words(entry, "title") == "中文 & <b>"
        assert words(entry, "id").startswith("urn:uuid:")
        assert entry.get(LANG) == "zh-Hans"
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
        assert entry.findtext(f"{ATOM}author/{ATOM}uri") == f"{home}authors/ada"
        assert entry.find(f"{ATOM}category").get("term") == "go"
        assert entry.find(f"{ATOM}link").get("href") == f"{home}posts/%E4%B8%AD%E6%96%87-b"
        assert datetime.fromisoformat(words(entry, "published")).tzinfo is not None
        assert entry.find(f"{ATOM}content").get("type") == "html"

    def test_texts_are_whole_and_lead_to_the_site(self, client, site, write):
        source = "First.\n\n" + "word " * 3000 + '\n\n[x](/blog/tags/)\n\n```html\n<a href="/y">\n```'
        with write() as db:
            make_post(db, source=source)
        content = words(feed_of(client)[1].find(f"{ATOM}entry"), "content")
        assert content.count("word") == 3000
        assert f'href="{site.settings.site_url}/blog/tags/"' in content
        assert '"/y"' in content

    def test_the_id_outlives_a_new_address(self, client, write):
        with write() as db:
            post = make_post(db, title="One")
        before = words(feed_of(client)[1].find(f"{ATOM}entry"), "id")
        with write() as db:
            db.merge(post).slug = "two"
        entry = feed_of(client)[1].find(f"{ATOM}entry")
        assert (words(entry, "id"), entry.find(f"{ATOM}link").get("href")[-3:]) == (before, "two")


@pytest.mark.engine("sqlite")
class TestEveryForm:
    @pytest.fixture(autouse=True)
    def _posts(self, write, ada):
        awkward = "<p>]]> &amp; \u2028 &nbsp;</p>\n\n![A cat](/cat.png)"
        with write() as db:
            post = make_post(db, author=ada, title="]]> <i>&", source=awkward, summary="Sum & all", tags=("A & B",))
            post.cover_url = "/cover.png"
            make_post(db, author=ada, title="中文", source="正文。", language="zh-Hans")
            SiteSettingsService(db).update({"description": "All & sundry", "licence": "CC BY 4.0"})

    @pytest.mark.parametrize("form", FORMS)
    def test_they_name_their_type_and_hold_the_same(self, client, form):
        answer = client.get(f"/blog/feed.{form}")
        assert answer.headers["Content-Type"].partition(";")[0] == TYPES[form]
        assert sorted(titles(client, f"/blog/feed.{form}")) == ["]]> <i>&", "中文"]

    @pytest.mark.parametrize("form", FORMS)
    def test_a_browser_gets_it_as_something_that_it_shows(self, client, form):
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        shown, plain = client.get(f"/blog/feed.{form}", headers=browser), client.get(f"/blog/feed.{form}")
        assert shown.content_type == ("application/json" if form == "json" else "application/xml")
        assert (shown.body, shown.headers["ETag"]) == (plain.body, plain.headers["ETag"])
        assert shown.headers["Vary"] == plain.headers["Vary"] == "Accept"

    @pytest.mark.parametrize("form", ["atom", "rss"])
    def test_a_feed_reader_understands_all_of_it(self, client, site, form):
        found = parsed(client, f"/blog/feed.{form}")
        entry = next(entry for entry in found.entries if entry.title != "中文")
        base = site.settings.site_url
        assert (found.feed.title, found.feed.subtitle, found.feed.rights) == ("Bottlepost", "All & sundry", "CC BY 4.0")
        assert found.feed.links[-1 if form == "rss" else 0].href == f"{base}/blog/feed.{form}"
        assert entry.id.startswith("urn:uuid:")
        assert (entry.link, entry.author) == (f"{base}/blog/posts/i", "Ada")
        assert (entry.summary, [tag.term for tag in entry.tags]) == ("Sum & all", ["A & B"])
        assert f'src="{base}/cat.png"' in entry.content[0].value
        assert entry.published_parsed is not None

    def test_json_has_what_its_standard_asks_for(self, client, site):
        feed = json.loads(client.get("/blog/feed.json").body)
        base = site.settings.site_url
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert (feed["home_page_url"], feed["feed_url"]) == (f"{base}/blog/", f"{base}/blog/feed.json")
        assert (feed["title"], feed["description"], feed["language"]) == ("Bottlepost", "All & sundry", "en")
        item = next(item for item in feed["items"] if item["title"] != "中文")
        assert item["authors"] == [{"name": "Ada", "url": f"{base}/blog/authors/ada"}]
        assert (item["summary"], item["tags"], item["image"]) == ("Sum & all", ["A & B"], f"{base}/cover.png")
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert f'src="{base}/cat.png"' in item["content_html"]

    def test_the_sites_icon_is_theirs(self, client, site, write):
        name = "0" * 32 + ".png"
        with write() as db:
            SiteSettingsService(db).update({"icon": StoredPicture(name, 512, 512)})
        address = f"{site.settings.site_url}/media/{name}"
        assert parsed(client, "/blog/feed.atom").feed.icon == address
        assert parsed(client, "/blog/feed.rss").feed.image.href == address
        assert client.get("/blog/feed.json").json["icon"] == address

    def test_the_same_post_has_the_same_id_in_all(self, client):
        ids = [{entry.id for entry in parsed(client, f"/blog/feed.{form}").entries} for form in ("atom", "rss")]
        ids.append({item["id"] for item in client.get("/blog/feed.json").json["items"]})
        assert ids[0] == ids[1] == ids[2]

    @pytest.mark.parametrize("form", ["xml", "ATOM", "atom.xml", "%00", "feed"])
    def test_there_is_no_other_form(self, client, form):
        assert client.get(f"/blog/tags/a-b/feed.{form}", status="*").status_int in {400, 404}

    @pytest.mark.parametrize("form", FORMS)
    def test_asking_sets_no_cookie(self, client, form):
        assert "Set-Cookie" not in client.get(f"/blog/feed.{form}").headers


def test_an_empty_feed_is_a_feed(client):
    assert [titles(client, f"/blog/feed.{form}") for form in FORMS] == [[], [], []]


def test_as_many_are_in_it_as_the_owner_wants(client, write, clock):
    with write() as db:
        for number in range(7):
            make_post(db, title=str(number), at=clock() - timedelta(days=number))
        SiteSettingsService(db).update({"feed_size": 5})
    assert titles(client, "/blog/feed.atom") == [str(number) for number in range(5)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.engine("sqlite")
class TestAskingAgain:
    def test_who_has_it_gets_nothing(self, client, write, form):
        with write() as db:
            make_post(db)
        path = f"/blog/feed.{form}"
        first = client.get(path)
        for headers in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-None-Match": f'"other", W/{first.headers["ETag"]}'},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            again = client.get(path, headers=headers, status=304)
            assert (again.body, again.headers["ETag"]) == (b"", first.headers["ETag"])

    def test_whom_something_is_new_gets_it_all(self, client, write, clock, form):
        path = f"/blog/feed.{form}"
        first = client.get(path)
        clock.advance(seconds=5)
        with write() as db:
            make_post(db, title="New")
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]}, status=200)
        assert "New" in again
        assert again.headers["ETag"] != first.headers["ETag"]
        client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]}, status=200)

    def test_a_post_whose_moment_comes_is_new_and_one_whose_end_comes_is_gone(self, client, write, clock, form):
        path = f"/blog/feed.{form}"
        with write() as db:
            post = make_post(db, title="Soon", at=clock() + timedelta(seconds=1))
            post.unpublished_at = clock() + timedelta(seconds=9)
        first = client.get(path)
        clock.advance(seconds=1)
        second = client.get(path, headers={"If-None-Match": first.headers["ETag"]}, status=200)
        assert "Soon" in second
        clock.advance(seconds=9)
        assert "Soon" not in client.get(path, headers={"If-None-Match": second.headers["ETag"]}, status=200)


@pytest.mark.engine("sqlite")
class TestFindingThem:
    def test_pages_name_the_feeds_of_what_they_are_about(self, client, write, ada):
        with write() as db:
            make_post(db, author=ada, title="One", tags=("Go",), categories=("Work",))
        for page, feeds in (
            ("", ["feed"]),
            ("posts/one", ["feed"]),
            ("series/", ["feed"]),
            ("tags/go", ["tags/go/feed", "feed"]),
            ("categories/work", ["categories/work/feed", "feed"]),
            ("authors/ada", ["authors/ada/feed", "feed"]),
        ):
            links = client.get(f"/blog/{page}").html.find_all("link", rel="alternate", type=True)
            # What the page is about comes first, for readers that take the first they find.
            wanted = [(TYPES[form], f"/blog/{feed}.{form}") for feed in feeds for form in TYPES]
            assert [(link["type"], link["href"]) for link in links] == wanted
            for kind, address in wanted:
                assert client.get(address).content_type == kind

    @pytest.mark.parametrize(("written", "named"), [("zh-Hans", FORMS), ("ja", ())])
    def test_who_reads_in_another_language_finds_its_feed(self, client, write, ada, written, named):
        with write() as db:
            SiteSettingsService(db).update({"set_up": True, "languages": ("en", "zh_CN")})
            make_post(db, author=ada, title="One", language="en")
            make_post(db, author=ada, title="Two", language=written)
        feeds = "link[href^='/blog/languages/']"
        links = client.get("/blog/?lang=zh").html.select(feeds)
        assert [link["href"] for link in links] == [f"/blog/languages/zh-Hans/feed.{form}" for form in named]
        assert {link["title"] for link in links} <= {"中文 · Bottlepost"}
        assert not client.get("/blog/?lang=en").html.select(feeds)

    def test_pages_name_every_form_of_the_sites_feed(self, client):
        links = client.get("/blog/").html.find_all("link", rel="alternate", type=True)
        named = {link["type"]: link["href"] for link in links}
        assert named.keys() == {"application/atom+xml", "application/rss+xml", "application/feed+json"}
        for kind, address in named.items():
            assert client.get(address).content_type == kind

    def test_a_page_explains_them_with_addresses_to_copy(self, client, site, write, ada):
        with write() as db:
            make_post(db, author=ada, title="One", categories=("Work", "随笔"))
            make_post(db, author=ada, title="中文", language="zh-Hans")
        page = client.get("/blog/subscribe/")
        addresses = [code.get_text() for code in page.html.find("main").find_all("code")]
        base = f"{site.settings.site_url}/blog"
        assert addresses[0] == f"{base}/feed.atom"
        assert {f"{base}/feed.{form}" for form in FORMS} <= set(addresses)
        assert f"{base}/categories/work/feed.atom" in addresses
        assert f"{base}/languages/zh-Hans/feed.atom" in addresses
        assert f"{base}/categories/随笔/feed.atom" in addresses
        for address in addresses:
            client.get(quote(address.removeprefix(site.settings.site_url)))
        assert "Set-Cookie" not in page.headers

    def test_every_post_and_every_foot_leads_there(self, client, write):
        with write() as db:
            make_post(db, title="One")
        page = client.get("/blog/posts/one").html
        assert page.find("main").find("a", href="/blog/subscribe/")
        assert page.find("footer", class_="foot").find("a", href="/blog/subscribe/")

    def test_a_browser_that_shows_a_feed_is_given_a_style_for_it(self, client):
        (href,) = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"', client.get("/blog/feed.rss").text)
        assert client.get(href).content_type == "text/css"
