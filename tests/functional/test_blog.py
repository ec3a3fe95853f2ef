"""Tests of the readers' pages: what stands at which address, for visitors and for those who are signed in."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from tests.factories import make_draft, make_page, make_post, make_tag, make_user


def at(slug):
    return f"/blog/posts/{quote(slug)}"


class TestHome:
    def test_the_root_leads_to_it(self, client):
        answer = client.get("/")
        assert (answer.status_int, answer.headers["Location"]) == (302, "/blog/")

    def test_before_anything_is_there_it_says_so(self, client):
        assert client.get("/blog/").html.h1.text == "This site is being set up"

    def test_ten_posts_a_page_the_newest_first(self, client, write, clock):
        with write() as db:
            for number in range(11):
                make_post(db, title=f"Title {number:02}", at=clock() - timedelta(days=number))
        first, second = client.get("/blog/").html, client.get("/blog/?page=2").html
        assert [link.text for link in first.select("h2 a")] == [f"Title {number:02}" for number in range(10)]
        assert [link.text for link in second.select("h2 a")] == ["Title 10"]
        assert first.select_one("a[rel=next]")["href"] == "/blog/?page=2"
        assert second.select_one("a[rel=prev]")["href"] == "/blog/"

    @pytest.mark.parametrize("page", ["0", "-1", "x", "3", "9" * 30, "", "１"])
    def test_a_page_there_is_not_is_not_found(self, client, page):
        client.get(f"/blog/?page={quote(page)}", status=404)

    def test_authors_are_named_where_there_are_several(self, client, write):
        with write() as db:
            make_post(db, author=make_user(db, display_name="Ada A."))
        assert "Ada A." not in client.get("/blog/")
        with write() as db:
            make_post(db)
        assert "Ada A." in client.get("/blog/")


class TestPost:
    def test_it_shows_all_there_is_about_it(self, client, write):
        with write() as db:
            ada = make_user(db, display_name="Ada A.")
            make_post(db, author=ada, title="Before", at=ada.created_at - timedelta(days=1))
            make_post(
                db,
                author=ada,
                title="Tea & bread",
                source="## Warm\n\n*so*",
                summary="In short",
                tags=("C++",),
                categories=("Life",),
                language="de",
            )
        page = client.get("/blog/posts/tea-bread").html
        assert page.select_one("h1").text == "Tea & bread"
        assert page.select_one("article")["lang"] == "de"
        assert page.select_one("article .meta")["lang"] == "en"
        assert str(page.select_one("em")) == "<em>so</em>"
        assert "Ada A." in page.select_one(".meta").text
        assert page.select_one("a[rel=tag]")["href"] == "/blog/tags/c-plus-plus"
        assert page.select_one(".kicker a")["href"] == "/blog/categories/life"
        assert page.select_one("a[rel=prev]")["href"] == "/blog/posts/before"
        assert page.select_one("a[rel=next]") is None

    def test_contents_come_with_three_sections(self, client, write):
        with write() as db:
            make_post(db, title="Long", source="## A\n\n## B\n\n## C")
        assert [link["href"] for link in client.get(at("long")).html.select(".contents a")] == ["#s-a", "#s-b", "#s-c"]

    def test_chinese_addresses_work_end_to_end(self, client, write):
        with write() as db:
            make_post(db, title="中文", source="你好")
            make_post(db, title="第二 篇")
        assert "你好" in client.get(at("中文"))
        links = [link["href"] for link in client.get("/blog/").html.select("h2 a")]
        assert links == [at("第二-篇"), at("中文")]
        assert client.get(links[0]).html.select_one("h1").text == "第二 篇"

    @pytest.mark.parametrize("spelling", ["CAFÉ-中文", "cafe\u0301-中文", "ｃａｆé-中文"])
    def test_other_spellings_of_an_address_lead_to_it(self, client, write, spelling):
        with write() as db:
            make_post(db, title="Café 中文")
        answer = client.get(at(spelling))
        assert (answer.status_int, answer.headers["Location"]) == (301, at("café-中文"))

    def test_former_addresses_lead_to_the_present_one(self, client, write):
        with write() as db:
            post = make_post(db, title="旧")
            service = PublishingService(db)
            for slug in ("中间", "新"):
                service.save(post, PostDraft(title="旧", slug=slug), user=None, version=post.version)
                service.update_live(post, user=None, version=post.version)
        for former in ("旧", "中间"):
            answer = client.get(at(former))
            assert (answer.status_int, answer.headers["Location"]) == (301, at("新"))
        client.get(at("新"), status=200)

    @pytest.mark.parametrize("slug", ["none", "a%00b", "a%0Ab", "x" * 500, "🎉", "'; --", "%"])
    def test_what_is_not_there_is_not_found_among_the_newest(self, client, write, slug):
        with write() as db:
            make_post(db, title="Newest of all")
        answer = client.get(at(slug), expect_errors=True)
        assert answer.status_int in {400, 404}
        if answer.status_int == 404:
            assert answer.html.select_one(".newest a")["href"] == "/blog/posts/newest-of-all"
            assert answer.html.h1.text == "There is nothing at this address"
            assert answer.html.select_one("main label").text == "Search this site"

    def test_an_address_nobody_answers_shows_the_newest_that_were_last_seen(self, client, write):
        with write() as db:
            make_post(db, title="Newest of all")
        client.get("/blog/posts/none", status=404)
        assert "Newest of all" in client.get("/nothing/here", status=404)

    def test_it_appears_at_its_moment_without_any_write(self, client, write, clock):
        with write() as db:
            make_post(db, title="Now")
            make_post(db, title="Soon", at=clock() + timedelta(seconds=1))
        client.get(at("soon"), status=404)
        assert "Soon" not in client.get("/blog/")
        clock.advance(seconds=1)
        client.get(at("soon"), status=200)
        assert "Soon" in client.get("/blog/")
        assert client.get(at("now")).html.select_one("a[rel=next]").b.text == "Soon"


class TestPage:
    def test_it_stands_at_an_address_of_its_own(self, client, write):
        with write() as db:
            make_page(db, title="About", source="us")
        assert "<p>us</p>" in client.get("/blog/pages/about")
        assert client.get("/blog/pages/ABOUT").status_int == 301
        client.get(at("about"), status=404)
        client.get("/blog/pages/none", status=404)


class TestTags:
    def test_the_index_counts_and_links(self, client, write):
        with write() as db:
            make_post(db, tags=("中文", "C#"))
            make_post(db, tags=("C#",))
        found = {
            item.a.text: (item.a["href"], item.span.text) for item in client.get("/blog/tags/").html.select(".words li")
        }
        assert found == {"C#": ("/blog/tags/c-sharp", " (2)"), "中文": (f"/blog/tags/{quote('中文')}", " (1)")}

    def test_posts_under_a_tag_come_a_page_at_a_time(self, client, write):
        with write() as db:
            for number in range(11):
                make_post(db, title=f"Title {number}", tags=("go",))
        page = client.get("/blog/tags/go").html
        assert len(page.select("h2 a")) == 10
        assert len(client.get(page.select_one("a[rel=next]")["href"]).html.select("h2 a")) == 1
        client.get("/blog/tags/go?page=3", status=404)

    def test_categories_have_pages_too(self, client, write):
        with write() as db:
            make_post(db, title="Filed", categories=("Daily Life",))
        assert "Filed" in client.get("/blog/categories/daily-life")
        client.get("/blog/tags/daily-life", status=404)

    def test_other_spellings_lead_to_the_address(self, client, write):
        with write() as db:
            make_post(db, tags=("Go",))
        assert client.get("/blog/tags/GO").headers["Location"] == "/blog/tags/go"

    def test_a_tag_of_no_visible_post_is_not_found(self, client, write):
        with write() as db:
            make_tag(db, "alone")
            make_draft(db, tags=("secret",))
        for slug in ("alone", "secret", "none"):
            client.get(f"/blog/tags/{slug}", status=404)


class TestRoot:
    def test_robots_learn_where_the_sitemap_is(self, client, site):
        answer = client.get("/robots.txt")
        assert answer.content_type == "text/plain"
        assert f"Sitemap: {site.settings.site_url}/sitemap.xml" in answer.text
        assert "Disallow: /admin/" in answer.text

    def test_errors_at_the_root_are_the_readers(self, client):
        assert "To the home page" in client.get("/nothing", status=404)


def test_a_post_without_a_title_is_called_by_its_first_words(client, write):
    with write() as db:
        make_post(db, title="", source="Just some words.", slug="note")
        make_post(db, title="Other")
    assert [link.text for link in client.get("/blog/").html.select("h2 a")] == ["Other", "Just some words."]
    page = client.get(at("note")).html
    assert page.select_one("h1.unseen").text == "Just some words."
    assert page.title.text.startswith("Just some words.")
    assert client.get(at("other")).html.select_one("a[rel=prev] b").text == "Just some words."


def test_the_menu_leads_to_the_pages(client, write):
    with write() as db:
        make_page(db, title="关于", language="zh-Hans")
        make_page(db, title="Imprint", slug="imprint")
    own = f"/blog/pages/{quote('关于')}"
    for address, status, here in (("/blog/", 200, []), (own, 200, [own]), ("/blog/posts/none", 404, [])):
        menu = client.get(address, status=status).html.select_one(".menu")
        assert [link["href"] for link in menu.select("a")][:3] == ["/blog/tags/", own, "/blog/pages/imprint"]
        assert [link["href"] for link in menu.select("[aria-current]")] == here
