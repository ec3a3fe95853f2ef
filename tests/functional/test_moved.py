"""Tests of addresses that live on: spelled otherwise, of another time, of another program."""

import pytest

from apps.blog.models.imported import ImportSource
from apps.blog.models.post import MEMBERS, PRIVATE, FormerSlug
from apps.blog.services.reach.old_addresses import address_key
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from core import clock as core_clock
from core.site_settings import SiteSettingsService
from tests.factories import make_draft, make_page, make_post, make_user


@pytest.fixture
def ada(write):
    with write() as db:
        return make_user(db, "ada")


def leads(client, path):
    """Return where an address leads to for good."""
    answer = client.get(path, status=301)
    assert "Set-Cookie" not in answer.headers
    return answer.headers["Location"]


def come_from(db, post, address):
    db.add(
        ImportSource(
            system="jekyll",
            source_key=address_key(f"{post.id}"),
            source_id=f"{post.id}",
            post_id=post.id,
            old_address=address,
            old_key=address_key(address),
            content_hash="x",
            imported_at=core_clock.now(),
        )
    )


@pytest.mark.engine("sqlite")
class TestSpellings:
    @pytest.fixture(autouse=True)
    def _texts(self, write, ada):
        with write() as db:
            make_post(db, author=ada, title="One Post", tags=("Go",), categories=("Work",))
            make_post(db, author=ada, title="中文")
            make_page(db, author=ada, title="About")

    @pytest.mark.parametrize(
        ("path", "own"),
        [
            ("/blog/posts/one-post/", "/blog/posts/one-post"),
            ("/blog/posts/ONE-Post", "/blog/posts/one-post"),
            ("/blog/posts/ONE-Post/", "/blog/posts/one-post"),
            ("/Blog/Posts/One-Post", "/blog/posts/one-post"),
            ("/blog/posts/one-post/index.html", "/blog/posts/one-post"),
            ("/blog/posts/%E4%B8%AD%E6%96%87/", "/blog/posts/%E4%B8%AD%E6%96%87"),
            ("/blog/pages/about/", "/blog/pages/about"),
            ("/blog/tags", "/blog/tags/"),
            ("/blog/tags/Go/", "/blog/tags/go"),
            ("/blog/categories/WORK/index.php", "/blog/categories/work"),
            ("/blog/authors/Ada/", "/blog/authors/ada"),
            ("/blog/index.html", "/blog/"),
            ("/index.html", "/"),
            ("/BLOG/", "/blog/"),
            ("/blog/archive", "/blog/archive/"),
            ("/blog/subscribe", "/blog/subscribe/"),
            ("/blog/feed.atom/", "/blog/feed.atom"),
            ("/blog/tags/go/FEED.rss", "/blog/tags/go/feed.rss"),
            ("/Sitemap.xml", "/sitemap.xml"),
        ],
    )
    def test_a_slash_capitals_and_index_html_make_no_difference(self, client, path, own):
        target = leads(client, path)
        assert target == own
        assert client.get(target).status_int in {200, 302}

    @pytest.mark.parametrize(
        "path",
        [
            "/blog/posts/nothing/",
            "/blog/posts/NOTHING",
            "/blog/pages/nothing/index.html",
            "/blog/tags/nothing/",
            "/blog/authors/nobody/",
            "/nothing",
            "/nothing/index.html",
            "/blog/posts//one-post",
            "//evil.example/blog",
            "/ADMIN/",
            "/Admin/posts/",
            "/AUTH/login",
            "/blog/PREVIEW/x",
            "/wp-login.php",
            "/.env",
        ],
    )
    def test_what_is_not_there_is_not_there(self, client, path):
        answer = client.get("/", extra_environ={"PATH_INFO": path}, status=404)
        assert "Location" not in answer.headers

    def test_what_only_takes_forms_says_so(self, client):
        answer = client.get("/blog/language", status=405)
        assert answer.headers["Allow"] == "POST"


class TestFormerNames:
    def test_every_name_a_post_had_leads_to_it(self, client, write, ada):
        with write() as db:
            post = make_post(db, author=ada, title="First")
        for slug in ("second", "third"):
            with write() as db:
                publishing = PublishingService(db)
                post = publishing.get_for(db.merge(ada), post.id, "post.edit")
                changed = PostDraft(title=post.title, source="x", slug=slug)
                publishing.save(post, changed, user=ada, version=post.version)
                publishing.update_live(post, user=ada, version=post.version)
        for path in ("first", "second", "First/", "second/index.html"):
            assert leads(client, f"/blog/posts/{path}") == "/blog/posts/third"

    def test_every_name_a_tag_had_leads_to_it_and_to_its_feed(self, client, write, ada):
        with write() as db:
            post = make_post(db, author=ada, title="One", tags=("Go",))
            db.add(FormerSlug(kind="tag", slug_key="golang", term_id=post.tags[0].id, created_at=core_clock.now()))
        assert leads(client, "/blog/tags/golang") == "/blog/tags/go"
        assert leads(client, "/blog/tags/Golang/") == "/blog/tags/go"
        assert leads(client, "/blog/tags/golang/feed.json") == "/blog/tags/go/feed.json"


class TestImported:
    @pytest.mark.parametrize(
        ("old", "asked"),
        [
            ("/2012/03/foo.html", "/2012/03/foo.html"),
            ("/2012/03/foo.html", "/2012/03/foo"),
            ("/2012/03/foo.html", "/2012/03/Foo.HTML"),
            ("/2012/03/foo/", "/2012/03/foo"),
            ("/2012/03/foo/", "/2012/03/foo/index.html"),
            ("/b/2014/%E4%BD%A0%E5%A5%BD/", "/b/2014/%E4%BD%A0%E5%A5%BD"),
            ("/blog/2012/foo/", "/blog/2012/foo/"),
            ("/archive/foo.php", "/archive/foo"),
        ],
    )
    def test_the_address_on_the_old_site_leads_to_the_post(self, client, write, ada, old, asked):
        with write() as db:
            come_from(db, make_post(db, author=ada, title="Foo"), old)
        assert leads(client, asked) == "/blog/posts/foo"

    def test_pages_are_led_on_to_as_posts_are(self, client, write, ada):
        with write() as db:
            come_from(db, make_page(db, author=ada, title="About"), "/about-me.html")
            private = make_page(db, author=ada, title="Private")
            private.visibility = PRIVATE
            come_from(db, private, "/private-page.html")
        assert leads(client, "/about-me/") == "/blog/pages/about"
        client.get("/private-page.html", status=404)

    def test_what_readers_may_not_know_of_stays_unknown(self, client, write, ada):
        with write() as db:
            come_from(db, make_draft(db, author=ada, title="Draft"), "/draft.html")
            private = make_post(db, author=ada, title="Private")
            private.visibility = PRIVATE
            come_from(db, private, "/private.html")
            members = make_post(db, author=ada, title="Members")
            members.visibility = MEMBERS
            come_from(db, members, "/members.html")
        client.get("/draft.html", status=404)
        client.get("/private.html", status=404)
        # At its address stands a door, and whoever has an old link to it finds that.
        assert leads(client, "/members.html") == "/blog/posts/members"

    def test_an_address_of_ours_is_never_taken_over(self, client, write, ada):
        with write() as db:
            make_post(db, author=ada, title="Foo")
            come_from(db, make_post(db, author=ada, title="Other"), "/blog/posts/foo")
        assert "Foo" in client.get("/blog/posts/foo", status=200)


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/feed/", "/blog/feed.rss"),
        ("/rss.xml", "/blog/feed.rss"),
        ("/index.xml", "/blog/feed.rss"),
        ("/atom.xml", "/blog/feed.atom"),
        ("/feed.xml", "/blog/feed.atom"),
        ("/feed.json", "/blog/feed.json"),
        ("/blog/feed/", "/blog/feed.rss"),
        ("/blog/feed", "/blog/feed.rss"),
        ("/blog/atom.xml", "/blog/feed.atom"),
        ("/wp-sitemap.xml", "/sitemap.xml"),
    ],
)
@pytest.mark.engine("sqlite")
def test_feeds_of_other_programs_lead_to_ours(client, path, own):
    assert leads(client, path) == own
    client.get(own, status=200)


@pytest.mark.engine("sqlite")
def test_the_key_of_indexnow_stands_at_the_root_once_there_is_one(client, write):
    key = "0123456789abcdef0123456789abcdef"
    client.get(f"/{key}.txt", status=404)
    with write() as db:
        SiteSettingsService(db).update({"indexnow": True, "indexnow_key": key})
    answer = client.get(f"/{key}.txt")
    assert (answer.text, answer.content_type) == (key, "text/plain")
