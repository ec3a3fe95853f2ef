"""Tests of the ways into the blog: by category, author, month and series, and on from one post to others like it."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_draft, make_post, make_user
from tests.support.lists import leads_to, titles

pytestmark = pytest.mark.usefixtures("no_errors")


class TestCategories:
    @pytest.fixture
    def tree(self, write):
        """Make Travel with Asia and Japan below it, and a post in each of the two lower ones."""
        with write() as db:
            japan = make_post(db, title="Trains", categories=("Japan", "Asia")).categories[0]
            asia = make_post(db, title="Rice", categories=("Asia",)).categories[0]
            travel = make_draft(db, title="Draft", categories=("Travel",)).categories[0]
            make_draft(db, categories=("Secret",)).categories[0].parent_id = japan.id
            japan.parent_id, asia.parent_id = asia.id, travel.id

    @pytest.mark.usefixtures("tree")
    def test_each_holds_what_is_below_it_once(self, client):
        for slug, found in (("travel", {"Trains", "Rice"}), ("asia", {"Trains", "Rice"}), ("japan", {"Trains"})):
            page = client.get(f"/blog/categories/{slug}")
            assert set(titles(page)) == found
            assert f"{len(found)} post" in page.html.select_one(".crumbs").text
        client.get("/blog/categories/secret", status=404)

    @pytest.mark.usefixtures("tree")
    def test_the_way_down_is_shown_and_what_is_below(self, client):
        page = client.get("/blog/categories/asia").html
        assert [link.text for link in page.select(".crumbs a")] == ["Categories", "Travel"]
        assert [link.text for link in page.select(".page-head .words a")] == ["Japan"]

    @pytest.mark.usefixtures("tree")
    def test_the_index_is_the_tree(self, client):
        index = client.get("/blog/categories/").html.select_one(".tree")
        assert [link.text for link in index.select("a")] == ["Travel", "Asia", "Japan"]
        assert index.select_one("li > ul > li > ul > li > a").text == "Japan"
        assert [count.text for count in index.select(".meta")] == [" (2)", " (2)", " (1)"]

    def test_several_trees_close_all_their_branches(self, client, write):
        with write() as db:
            made = {name: make_post(db, categories=(name,)).categories[0] for name in "abcdef"}
            made["b"].parent_id, made["c"].parent_id, made["e"].parent_id = made["a"].id, made["b"].id, made["d"].id
        page = client.get("/blog/categories/")
        assert page.text.count("<ul") == page.text.count("</ul>")
        top = page.html.select_one(".tree")
        assert [item.a.text for item in top.find_all("li", recursive=False)] == ["a", "d", "f"]


class TestAuthors:
    def test_a_post_of_two_stands_on_the_page_of_each(self, client, write):
        with write() as db:
            ada = make_user(db, "ada", display_name="Ada A.", bio="Writes\nof tea.")
            bo = make_user(db, "bo", display_name="Bo B.")
            make_post(db, title="Together", author=bo, co_authors=(ada,))
            make_post(db, title="Alone", author=bo)
        page = client.get("/blog/authors/ada")
        assert titles(page) == ["Together"]
        assert page.html.select_one(".p-note").text == "Writes\nof tea."
        assert set(titles(client.get("/blog/authors/bo"))) == {"Alone", "Together"}
        post = client.get("/blog/posts/together").html
        assert [link["href"] for link in post.select(".meta [rel=author]")] == ["/blog/authors/bo", "/blog/authors/ada"]
        assert post.select_one("section.author a").text == "Ada A."
        index = client.get("/blog/authors/").html
        assert [link.text for link in index.select("main [rel=author]")] == ["Ada A.", "Bo B."]

    def test_who_has_written_nothing_is_nobody(self, client, write):
        with write() as db:
            make_draft(db, author=make_user(db, "secret", display_name="Secret"))
        for name in ("secret", "none", "x" * 300):
            client.get(f"/blog/authors/{name}", status=404)
        assert "Secret" not in client.get("/blog/authors/")

    def test_another_spelling_leads_there(self, client, write):
        with write() as db:
            make_post(db, author=make_user(db, "Ada"))
        assert leads_to(client.get("/blog/authors/aDA")) == (301, "/blog/authors/Ada")

    def test_what_they_say_of_themselves_is_seen_at_once(self, client, people, write):
        user = people.make("author", "Ada")
        with write() as db:
            make_post(db, author=user)
        browser = people.browser(user)
        client.get("/blog/authors/ada")
        page = browser.get(browser.get("/blog/authors/ada").html.find("a", string="Edit your profile")["href"])
        form = page.forms[0]
        form["bio"] = "  Drinks tea.\r\n\r\nA lot.  "
        form.submit(status=303)
        client.app.generation.forget()
        assert client.get("/blog/authors/ada").html.select_one(".p-note").text == "Drinks tea.\n\nA lot."


class TestArchive:
    def test_months_are_those_of_the_site_s_clocks(self, client, write, decide):
        decide(timezone="Asia/Shanghai")
        with write() as db:
            make_post(db, title="Still March", at=datetime(2025, 3, 31, 15, 59, tzinfo=UTC))
            make_post(db, title="New April", at=datetime(2025, 3, 31, 16, 0, tzinfo=UTC))
            make_post(db, title="New year", at=datetime(2023, 12, 31, 18, 0, tzinfo=UTC))
        page = client.get("/blog/archive/").html
        assert [year.a.text for year in page.select(".archive h2")] == ["2025", "2024"]
        months = [(link["href"], link.parent.span.text) for link in page.select(".archive .words a")]
        assert months == [
            ("/blog/archive/2025/04", " (1)"),
            ("/blog/archive/2025/03", " (1)"),
            ("/blog/archive/2024/01", " (1)"),
        ]
        lines = {
            section.h2.a.text: [link.text for link in section.select(".lines a")] for section in page.select(".archive")
        }
        assert lines == {"2025": ["New April", "Still March"], "2024": ["New year"]}
        for address, found in (
            ("2025/04", ["New April"]),
            ("2025/03", ["Still March"]),
            ("2025", ["New April", "Still March"]),
            ("2024", ["New year"]),
        ):
            shown = client.get(f"/blog/archive/{address}").html
            assert [link.text for link in shown.select(".lines a")] == found

    def test_many_posts_are_behind_their_months(self, client, write, monkeypatch):
        monkeypatch.setattr("apps.blog.views.archive.LINES", 2)
        with write() as db:
            for day in (1, 2, 3):
                make_post(db, title=f"Day {day}", at=datetime(2025, 5, day, tzinfo=UTC))
        assert not client.get("/blog/archive/").html.select(".lines")
        page = client.get("/blog/archive/2025/05").html
        assert [link.text for link in page.select(".lines a")] == ["Day 3", "Day 2"]
        older = page.select_one("a[rel=next]")["href"]
        assert [link.text for link in client.get(older).html.select(".lines a")] == ["Day 1"]

    @pytest.mark.parametrize(
        "address",
        ["2025/00", "2025/13", "2025/5x", "2025/06", "0", "1999", "20250", "99999/01", "-1", "x/y", "2025/05?page=2"],
    )
    def test_what_there_is_not_is_not_found(self, client, write, address):
        with write() as db:
            make_post(db, at=datetime(2025, 5, 1, tzinfo=UTC))
            make_post(db, at=datetime(2035, 6, 1, tzinfo=UTC))
        client.get(f"/blog/archive/{address}", status=404)

    def test_one_digit_leads_to_two(self, client, write):
        with write() as db:
            make_post(db, at=datetime(2025, 5, 1, tzinfo=UTC))
        assert leads_to(client.get("/blog/archive/2025/5")) == (301, "/blog/archive/2025/05")

    def test_an_empty_one_says_so(self, client):
        assert "Nothing published yet." in client.get("/blog/archive/")


class TestSeries:
    @pytest.fixture
    def parts(self, write, clock):
        """Make three visible parts and one that isn't, in the order of their numbers."""
        with write() as db:
            for number in (3, 1, 2):
                made = make_post(db, title=f"Part {number}", series="Boats", series_part=number)
                made.series_part = number
            make_draft(db, title="Part 4", series="Boats", series_part=4)

    @pytest.mark.usefixtures("parts")
    def test_each_part_tells_where_it_stands(self, client):
        box = client.get("/blog/posts/part-2").html.select_one(".series")
        assert "Part 2 of 3" in box.text
        assert [link["href"] for link in box.select("a")] == [
            "/blog/series/boats",
            "/blog/posts/part-1",
            "/blog/posts/part-3",
        ]

    @pytest.mark.usefixtures("parts")
    def test_its_page_and_the_index_list_the_parts(self, client):
        page = client.get("/blog/series/boats").html
        assert [link.text for link in page.select(".sequence a")] == ["Part 1", "Part 2", "Part 3"]
        assert client.get("/blog/series/").html.select_one(".lines li").text.split() == ["Boats", "(3)"]
        for address in ("tags", "archive"):
            assert client.get(f"/blog/{address}/").html.select_one(".page-head a")["href"] == "/blog/series/"
        assert leads_to(client.get("/blog/series/BOATS")) == (301, "/blog/series/boats")

    def test_one_without_a_visible_part_is_not_there(self, client, write):
        with write() as db:
            make_draft(db, series="Secret")
            make_post(db, title="Only", series="Lonely")
        client.get("/blog/series/secret", status=404)
        client.get("/blog/series/none", status=404)
        assert "Secret" not in client.get("/blog/series/")
        assert not client.get("/blog/posts/only").html.select(".series")


class TestRelated:
    def test_they_are_found_once_the_job_has_run(self, client, site, write):
        with write() as db:
            make_post(db, title="Brewing green tea", source="Water at eighty degrees.", tags=("tea",))
            make_post(db, title="Green tea in winter", source="Brewing for cold days.", tags=("tea",))
            make_post(db, title="Bicycle chains", source="Oil them.", tags=("tools",))
        assert not client.get("/blog/posts/brewing-green-tea").html.select(".related")
        site.worker.run_all()
        site.generation.forget()
        for here, there in (("brewing-green-tea", "Green tea in winter"), ("green-tea-in-winter", "Brewing green tea")):
            assert [link.text for link in client.get(f"/blog/posts/{here}").html.select(".related a")] == [there]
        assert not client.get("/blog/posts/bicycle-chains").html.select(".related")

    def test_what_is_hidden_later_is_shown_no_more(self, client, site, write):
        with write() as db:
            make_post(db, title="Green tea", tags=("tea",))
            other = make_post(db, title="Black tea", tags=("tea",))
        site.worker.run_all()
        with write() as db:
            db.merge(other).visibility = "private"
        assert "Black tea" not in client.get("/blog/posts/green-tea")
