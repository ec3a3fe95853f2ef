"""Tests of what programs read: the feed and the sitemap."""

from datetime import datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from apps.blog.services import sitemap
from tests.factories import make_page, make_post, make_user

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed_of(client):
    answer = client.get("/blog/feed.atom")
    return answer, fromstring(answer.body)


def words(element, name):
    return element.findtext(f"{ATOM}{name}")


class TestFeed:
    def test_it_has_what_atom_asks_for(self, client, site, write, clock):
        with write() as db:
            make_post(db, author=make_user(db, display_name="Ada"), title="中文 & <b>", source="a", language="zh-Hans")
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

    def test_an_empty_feed_is_a_feed(self, client):
        feed = feed_of(client)[1]
        assert feed.findall(f"{ATOM}entry") == []
        assert words(feed, "updated")

    def test_the_newest_twenty_are_in_it(self, client, write, clock):
        with write() as db:
            for number in range(21):
                make_post(db, title=str(number), at=clock() - timedelta(days=number))
        titles = [words(entry, "title") for entry in feed_of(client)[1].findall(f"{ATOM}entry")]
        assert titles == [str(number) for number in range(20)]

    def test_the_id_outlives_a_new_address(self, client, write):
        with write() as db:
            post = make_post(db, title="One")
        before = words(feed_of(client)[1].find(f"{ATOM}entry"), "id")
        with write() as db:
            db.merge(post).slug = "two"
        entry = feed_of(client)[1].find(f"{ATOM}entry")
        assert (words(entry, "id"), entry.find(f"{ATOM}link").get("href")[-3:]) == (before, "two")


class TestAskingAgain:
    def test_who_has_it_gets_nothing(self, client, write):
        with write() as db:
            make_post(db)
        first = client.get("/blog/feed.atom")
        for headers in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-None-Match": f'"other", W/{first.headers["ETag"]}'},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            again = client.get("/blog/feed.atom", headers=headers, status=304)
            assert (again.body, again.headers["ETag"]) == (b"", first.headers["ETag"])

    def test_whom_something_is_new_gets_it_all(self, client, write, clock):
        first = client.get("/blog/feed.atom")
        clock.advance(seconds=5)
        with write() as db:
            make_post(db, title="New")
        again = client.get("/blog/feed.atom", headers={"If-None-Match": first.headers["ETag"]}, status=200)
        assert "New" in again
        assert again.headers["ETag"] != first.headers["ETag"]
        client.get("/blog/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]}, status=200)

    def test_a_post_whose_moment_comes_is_new(self, client, write, clock):
        with write() as db:
            make_post(db, title="Soon", at=clock() + timedelta(seconds=1))
        first = client.get("/blog/feed.atom")
        clock.advance(seconds=1)
        assert "Soon" in client.get("/blog/feed.atom", headers={"If-None-Match": first.headers["ETag"]}, status=200)


class TestSitemap:
    def test_it_lists_posts_and_pages_with_their_dates(self, client, site, write, clock):
        with write() as db:
            make_post(db, title="中文")
            make_page(db, title="About")
        answer = client.get("/sitemap.xml")
        found = [(url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) for url in fromstring(answer.body)]
        base, day = f"{site.settings.site_url}/blog", clock().isoformat(timespec="seconds")
        assert answer.content_type == "application/xml"
        assert found == [(f"{base}/posts/%E4%B8%AD%E6%96%87", day), (f"{base}/pages/about", day)]

    def test_a_large_one_comes_in_parts(self, client, write, monkeypatch):
        monkeypatch.setattr(sitemap, "PAGE_SIZE", 2)
        with write() as db:
            for number in range(3):
                make_post(db, title=f"p{number}")
        index = fromstring(client.get("/sitemap.xml").body)
        assert index.tag == f"{MAP}sitemapindex"
        parts = [part.findtext(f"{MAP}loc").partition("8000")[2] for part in index]
        locations = [
            [url.findtext(f"{MAP}loc").rpartition("/")[2] for url in fromstring(client.get(part).body)]
            for part in parts
        ]
        assert locations == [["p0", "p1"], ["p2"]]
        client.get("/sitemap.xml?page=3", status=404)

    @pytest.mark.parametrize("page", ["0", "2", "x"])
    def test_a_part_there_is_not_is_not_found(self, client, page):
        client.get(f"/sitemap.xml?page={page}", status=404)
