"""Tests of the ways through the blog: what leads from one page to another, for visitors and for those who write."""

from datetime import timedelta

import pytest

from core.site_settings import NamedLink
from tests.factories import make_draft, make_page, make_post, make_user
from tests.support.lists import leads_to, titles

pytestmark = pytest.mark.usefixtures("no_errors")


class TestHome:
    def test_what_is_pinned_stands_first_and_nowhere_else(self, client, write, decide, clock):
        decide(posts_per_page=2)
        with write() as db:
            for number in range(4):
                make_post(db, title=f"Post {number}", at=clock() - timedelta(days=number))
            for number in (7, 9):
                post = make_post(db, title=f"Pinned {number}", at=clock() - timedelta(days=number))
                post.pinned = True
            make_draft(db, title="Draft").pinned = True
        pages = [client.get(f"/blog/?page={number}") for number in (1, 2, 3)]
        assert [titles(page) for page in pages] == [
            ["Pinned 7", "Pinned 9"],
            ["Post 0", "Post 1"],
            ["Post 2", "Post 3"],
        ]
        assert [mark.text for mark in pages[0].html.select(".pinned")] == ["Pinned", "Pinned"]
        client.get("/blog/?page=4", status=404)

    def test_a_page_may_begin_among_the_pinned(self, client, write, decide, clock):
        decide(posts_per_page=2)
        with write() as db:
            make_post(db, title="Pinned", at=clock() - timedelta(days=9)).pinned = True
            for number in range(2):
                make_post(db, title=f"Post {number}", at=clock() - timedelta(days=number))
        assert [titles(client.get(f"/blog/?page={number}")) for number in (1, 2)] == [["Pinned", "Post 0"], ["Post 1"]]

    def test_whole_texts_keep_their_footnotes_apart(self, client, write, decide):
        decide(list_text="full")
        with write() as db:
            for title in ("One", "Two"):
                make_post(db, title=title, source=f"{title} says[^1].\n\n## Part\n\n[there](#s-part)\n\n[^1]: Note.")
        page = client.get("/blog/").html
        ids = [each["id"] for each in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert "One says" in page.text
        for link in page.select(".prose a[href^='#']"):
            assert page.find(id=link["href"][1:])
        assert not page.select(".excerpt")

    def test_it_may_be_a_page(self, client, write, decide):
        with write() as db:
            make_page(db, title="Welcome", source="Come in.", slug="welcome")
            make_post(db, title="Post")
        assert leads_to(client.get("/blog/posts/")) == (301, "/blog/")
        decide(home_page="welcome", posts_per_page=1)
        with write() as db:
            make_post(db, title="Another")
        page = client.get("/blog/")
        assert "Come in." in page
        assert page.html.select_one("link[rel=canonical]")["href"].endswith("/blog/")
        assert titles(client.get("/blog/posts/")) == ["Another"]
        assert leads_to(client.get("/blog/pages/welcome")) == (301, "/blog/")
        assert leads_to(client.get("/blog/?page=2")) == (301, "/blog/posts/?page=2")
        assert [link["href"] for link in page.html.select(".menu a")][:2] == ["/blog/posts/", "/blog/tags/"]
        assert "/blog/pages/welcome" not in page

    def test_a_home_page_that_nobody_sees_gives_way_to_the_posts(self, client, write, decide):
        decide(home_page="soon")
        with write() as db:
            make_draft(db, kind="page", title="Soon", slug="soon")
            make_post(db, title="Post")
        assert titles(client.get("/blog/")) == ["Post"]

    def test_a_cover_without_its_size_is_not_shown(self, client, write):
        with write() as db:
            for title, width in (("Sized", 1600), ("Unsized", 0)):
                post = make_post(db, title=title)
                post.cover_url, post.cover_width, post.cover_height = f"https://pictures.test/{title}.jpg", width, 900
                post.cover_alt = "A boat"
        home = client.get("/blog/").html
        assert [image["src"] for image in home.select(".thumb img")] == ["https://pictures.test/Sized.jpg"]
        cover = client.get("/blog/posts/sized").html.select_one(".cover img")
        assert (cover["width"], cover["height"], cover["alt"]) == ("1600", "900", "A boat")
        assert not client.get("/blog/posts/unsized").html.select(".cover")

    def test_the_head_names_the_pages_beside_it(self, client, write, decide):
        decide(posts_per_page=1)
        with write() as db:
            for _ in range(3):
                make_post(db)
        page = client.get("/blog/?page=2").html
        assert page.select_one("link[rel=prev]")["href"] == "/blog/"
        assert page.select_one("link[rel=next]")["href"] == "/blog/?page=3"


class TestMenu:
    def test_the_owner_s_links_take_the_place_of_ours(self, client, write, decide):
        decide(menu=(NamedLink("Blog", "/blog/"), NamedLink("词", "/blog/tags/"), NamedLink("Else", "https://x.test/")))
        with write() as db:
            make_page(db, title="Not named")
            make_post(db, tags=("go",))
        for address, marks in (
            ("/blog/", {"/blog/": "page"}),
            ("/blog/tags/", {"/blog/tags/": "page"}),
            ("/blog/tags/go", {"/blog/tags/": "true"}),
        ):
            menu = client.get(address).html.select(".menu a")
            assert [link["href"] for link in menu][:3] == ["/blog/", "/blog/tags/", "https://x.test/"]
            assert {link["href"]: link["aria-current"] for link in menu if link.get("aria-current")} == marks

    def test_pages_stand_in_their_editors_order_and_only_where_they_belong(self, client, write):
        with write() as db:
            for position, title in enumerate(("Third", "Second", "First")):
                make_page(db, title=title).position = 9 - position
            make_page(db, title="Apart").in_menu = False
        assert [link.text for link in client.get("/blog/").html.select(".menu a")][1:4] == ["First", "Second", "Third"]
        assert "Apart" not in client.get("/blog/")


class TestWriters:
    def test_a_line_leads_them_on(self, client, people, write):
        author = people.make("author", "Ada")
        with write() as db:
            make_post(db, title="Mine", author=author)
            make_post(db, title="Other")
        browser = people.browser(author)
        for address, words in (
            ("/blog/", ["New post", "Desk"]),
            ("/blog/posts/mine", ["Edit", "New post", "Desk"]),
            ("/blog/posts/other", ["New post", "Desk"]),
        ):
            page = browser.get(address)
            assert [link.text for link in page.html.select(".writer a")] == words
            assert page.headers["Cache-Control"] == "private, no-store"
        assert "/edit" in browser.get("/blog/posts/mine").html.select_one(".writer a")["href"]

    def test_readers_have_none(self, client, people, write):
        with write() as db:
            make_post(db, title="Post")
        for browser in (client, people.arrive("subscriber")):
            assert not browser.get("/blog/posts/post").html.select(".writer")
        assert people.arrive("subscriber").get("/blog/").headers["Cache-Control"] == "private, no-store"

    def test_an_editor_edits_pages(self, people, write):
        with write() as db:
            make_page(db, title="About")
        assert people.arrive("editor").get("/blog/pages/about").html.select_one(".writer a").text == "Edit"
        assert people.arrive("author").get("/blog/pages/about").html.select_one(".writer a").text == "New post"


def test_nothing_here_sets_a_cookie(client, write):
    with write() as db:
        make_post(db, title="Post", tags=("t",), categories=("c",), author=make_user(db, "ada"), series="S")
    for address in (
        "",
        "posts/post",
        "tags/",
        "categories/",
        "categories/c",
        "authors/",
        "authors/ada",
        "archive/",
        "series/",
        "series/s",
    ):
        answer = client.get(f"/blog/{address}")
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.text.replace('<script type="application/ld+json">', "")


def test_lists_show_a_pair_once_in_the_reader_s_language(client, write, decide):
    with write() as db:
        ada = make_user(db, "ada")
        pair = [
            make_post(db, title=title, author=ada, language=tag, tags=("t",), categories=("c",))
            for title, tag in (("Tea", "en"), ("茶", "zh-Hans"))
        ]
        for post in pair:
            post.translation_group = "group"
    for code, shown in (("en", "Tea"), ("zh_CN", "茶")):
        decide(language=code, set_up=True)
        for address in ("", "tags/t", "categories/c", "authors/ada"):
            assert titles(client.get(f"/blog/{address}")) == [shown]
        assert [link.text for link in client.get("/blog/archive/").html.select(".lines a")] == [shown]
        assert client.get("/blog/tags/").html.select_one(".words span").text.strip("（ 篇()）") == "1"
