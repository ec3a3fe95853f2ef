"""Tests of the desk's pages for tags, categories and series, from the list to what readers then find."""

import pytest

from apps.blog.services.terms.editing import TermDraft, TermEditingService
from apps.blog.services.terms.terms import TermService
from core.audit import Actor
from core.site_settings import SiteSettingsService
from tests.factories import make_post

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def browser(people):
    """Return an editor's browser."""
    return people.arrive("editor")


@pytest.fixture
def posts(write):
    """Write three posts that are filed under something."""
    with write() as db:
        SiteSettingsService(db).update({"set_up": True})
        make_post(db, title="One", tags=("JS", "Web"), categories=("Tools",), series="Tides")
        make_post(db, title="Two", tags=("JavaScript",), categories=("Tools",), series="Tides")


def names(page):
    return [row.get_text(strip=True) for row in page.html.select(".row h2")]


def opened(browser, kind, name):
    """Return the page of the term of that name."""
    index = browser.get(f"/admin/{kind}/")
    return browser.get(index.html.find("a", string=name)["href"])


def form_of(page, verb):
    return next(form for form in page.forms.values() if form.action.endswith(verb))


@pytest.mark.usefixtures("posts")
class TestTags:
    def test_the_list_counts_and_searches(self, browser):
        page = browser.get("/admin/tags/")
        assert names(page) == ["JavaScript", "JS", "Web"]
        assert page.html.select_one(".row .status").get_text(strip=True) == "1 text"
        found = browser.get("/admin/tags/?q=js")
        assert names(found) == ["JS"]
        assert "Nothing here fits." in browser.get("/admin/tags/?q=zzz")
        assert page.html.select_one(".rail [aria-current]").get_text(strip=True) == "Topics"

    def test_a_new_name_and_address_reach_readers_and_old_links_go_on(self, browser, people):
        form = form_of(opened(browser, "tags", "JS"), "/edit")
        form["name"], form["slug"], form["description"] = "ECMAScript", "ecma", "The language."
        answer = form.submit(status=303).follow()
        assert "“ECMAScript” is saved." in answer
        reader = people.browser()
        moved = reader.get("/blog/tags/js", status=301)
        assert moved.headers["Location"] == "/blog/tags/ecma"
        assert "The language." in moved.follow()

    @pytest.mark.parametrize(
        ("field", "value", "status"),
        [
            ("name", "", 422),
            ("name", "Web", 409),
            ("name", "x" * 121, 422),
            ("name", "\ufdfa" * 20, 422),
            ("slug", "web", 409),
            ("slug", "x" * 101, 422),
            ("description", "x" * 1001, 422),
        ],
    )
    def test_what_is_refused_is_shown_again_beside_its_reason(self, browser, field, value, status):
        form = form_of(opened(browser, "tags", "JS"), "/edit")
        form[field] = value
        answer = form.submit(status=status)
        assert answer.html.find(id=f"{field}-error")
        assert form_of(answer, "/edit")[field].value == value
        assert names(browser.get("/admin/tags/")) == ["JavaScript", "JS", "Web"]

    def test_one_is_made(self, browser):
        form = form_of(browser.get("/admin/tags/new"), "/new")
        form["name"] = "C++"
        assert names(form.submit(status=303).follow()) == ["C++", "JavaScript", "JS", "Web"]
        assert form_of(opened(browser, "tags", "C++"), "/edit")["slug"].value == "c-plus-plus"

    def test_two_become_one(self, browser, people):
        page = opened(browser, "tags", "JS")
        assert [option["value"] for option in page.html.select("datalist option")] == ["JavaScript", "Web"]
        form = form_of(page, "/merge")
        form["into"] = "javascript"
        assert "“JS” is now part of “JavaScript”." in form.submit(status=303).follow()
        reader = people.browser()
        assert reader.get("/blog/tags/js", status=301).headers["Location"] == "/blog/tags/javascript"
        assert len(reader.get("/blog/tags/javascript").html.select(".entry")) == 2

    @pytest.mark.parametrize("into", ["", "nothing", "JS", "x" * 121])
    def test_what_can_t_be_merged_is_said_there(self, browser, into):
        form = form_of(opened(browser, "tags", "JS"), "/merge")
        form["into"] = into
        answer = form.submit(status=422)
        assert answer.html.find(id="into-error")
        assert form_of(answer, "/edit")["name"].value == "JS"

    def test_one_is_deleted_and_its_posts_stay(self, browser, people):
        answer = form_of(opened(browser, "tags", "JS"), "/delete").submit(status=303).follow()
        assert names(answer) == ["JavaScript", "Web"]
        assert "“JS” is deleted; its posts stay." in answer
        reader = people.browser()
        reader.get("/blog/tags/js", status=404)
        assert "Web" in reader.get("/blog/posts/one")

    def test_many_come_a_page_at_a_time(self, browser, write):
        with write() as db:
            TermService(db).tags(f"tag {number:03}" for number in range(100))
        assert len(names(browser.get("/admin/tags/"))) == 100
        assert names(browser.get("/admin/tags/?page=2")) == ["tag 098", "tag 099", "Web"]
        for page in ("0", "-1", "3", "1e9"):
            browser.get(f"/admin/tags/?page={page}", status=404)


class TestCategories:
    def test_an_empty_list_says_what_they_are_for(self, browser):
        for kind in ("tags", "categories", "series"):
            assert browser.get(f"/admin/{kind}/").html.select_one(".empty")

    def test_a_tree_grows_and_is_put_in_order(self, browser):
        def make(name, below=""):
            form = form_of(browser.get("/admin/categories/new"), "/new")
            form["name"] = name
            if below:
                form["parent"].select(text=below)
            return form.submit(status=303).follow()

        make("Tools")
        make("Shore")
        page = make("Tides", "Shore")
        assert names(page) == ["Tools", "Shore", "Tides"]
        assert "in-1" in page.html.find("a", string="Tides").find_parent("li")["class"]
        action = page.html.select("[name=where][value=up]")[1].find_parent("form")["action"]
        page = browser.send(action, {"where": "up"}, status=303).follow()
        assert names(page) == ["Shore", "Tides", "Tools"]
        browser.send(action, {"where": "down"}, status=303)
        browser.send(action, {"where": "sideways"}, status=400)
        assert names(browser.get("/admin/categories/")) == ["Tools", "Shore", "Tides"]

    @pytest.mark.usefixtures("posts")
    def test_one_can_t_stand_below_what_isn_t_there(self, browser):
        form = form_of(opened(browser, "categories", "Tools"), "/edit")
        for parent in ("987654", "x", "9" * 40):
            form["parent"].force_value(parent)
            assert form.submit(status=422).html.find(id="parent-error")

    @pytest.mark.usefixtures("posts")
    def test_merging_and_deleting_a_category(self, browser, people):
        form = form_of(browser.get("/admin/categories/new"), "/new")
        form["name"] = "Workshop"
        form.submit(status=303)
        merge = form_of(opened(browser, "categories", "Tools"), "/merge")
        merge["into"] = "Workshop"
        assert names(merge.submit(status=303).follow()) == ["Workshop"]
        assert people.browser().get("/blog/categories/tools", status=301)
        answer = form_of(opened(browser, "categories", "Workshop"), "/delete").submit(status=303)
        assert names(answer.follow()) == []


@pytest.mark.usefixtures("posts")
class TestSeries:
    def test_parts_are_put_in_order(self, browser):
        form = form_of(opened(browser, "series", "Tides"), "/order")
        fields = [name for name in form.fields if name and name.startswith("part-")]
        assert [form[name].value for name in fields] == ["0", "0"]
        form[fields[0]], form[fields[1]] = "2", "1"
        page = form.submit(status=303).follow()
        assert "The order is saved." in page
        assert [label.span.get_text() for label in page.html.select(".parts label")] == ["Two", "One"]

    @pytest.mark.parametrize("value", ["", "x", "-1", "9" * 400, "²"])
    def test_what_is_no_number_changes_nothing(self, browser, value):
        form = form_of(opened(browser, "series", "Tides"), "/order")
        field = next(name for name in form.fields if name and name.startswith("part-"))
        form[field].force_value(value)
        page = form.submit(status=303).follow()
        assert form_of(page, "/order")[field].value == "0"


def test_addresses_of_what_isn_t_there_are_not_found(browser):
    for path in ("/admin/tags/987654/edit", "/admin/tags/0/edit", f"/admin/tags/{'9' * 30}/edit", "/admin/tags/x/edit"):
        browser.get(path, status=404)


def test_the_editor_names_the_categories_and_series_there_are(browser, write):
    with write() as db:
        terms = TermEditingService(db)
        work = terms.create("category", TermDraft(name="Work"), actor=Actor())
        terms.create("category", TermDraft(name="Tools", slug="tools-of-work", parent_id=work.id), actor=Actor())
        terms.create("series", TermDraft(name="Leaves"), actor=Actor())
    page = browser.get("/admin/posts/new").html
    named = [(line.span.text, line.code.text if line.code else None) for line in page.select(".panel details li")]
    assert named == [("Work", None), ("– Tools", "tools-of-work")]
    suggested = page.find("datalist", id=page.find("input", attrs={"name": "series"})["list"])
    assert [option["value"] for option in suggested.select("option")] == ["Leaves"]
    # What it says there is what it takes, and shows again.
    saved = browser.press(browser.get("/admin/posts/new"), "Save draft", title="T", categories="tools-of-work, Work")
    assert saved.follow().forms["editor"]["categories"].value == "tools-of-work, Work"
    assert not browser.get("/admin/pages/new").html.select("datalist")
