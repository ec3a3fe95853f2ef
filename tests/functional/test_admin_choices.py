"""Tests of what the desk offers to choose from: a bounded part of what there is, and a word where there is more."""

import pytest
from sqlalchemy import event

from apps.blog.models.term import CATEGORY, SERIES, TAG
from apps.blog.services.terms import lists
from apps.blog.services.terms.terms import TermService

pytestmark = pytest.mark.usefixtures("no_errors")
NEW = "/admin/posts/new"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Let a page of choices be three."""
    monkeypatch.setattr(lists, "CHOICES", 3)


@pytest.fixture
def make(write):
    """Return what makes terms of a kind, so many in all."""

    def do(kind, count):
        with write() as db:
            terms = TermService(db)
            for number in range(count):
                name = f"{kind} {number}"
                makers = {CATEGORY: terms.categories, SERIES: lambda names: terms.series(*names), TAG: terms.tags}
                makers[kind]([name])

    return do


@pytest.fixture
def asked(site):
    """Return what tells the statements about terms that something makes the site send."""

    def tell(do):
        seen = []

        def note(connection, cursor, statement, *more):
            if "FROM terms" in statement:
                seen.append(statement)

        event.listen(site.database.engine, "before_cursor_execute", note)
        answer = do()
        event.remove(site.database.engine, "before_cursor_execute", note)
        return seen, answer

    return tell


def offered(page):
    """Return how many categories and series an editor's page offers, and how often it says that there are more."""
    return (
        len(page.html.select("details.help ul.links li")),
        len(page.html.select("#series-names option")),
        page.text.count("There are more"),
    )


def refuse(browser):
    form = browser.get(NEW).forms["editor"]
    form["published_at"] = "never"
    return lambda: form.submit(status=422)


def show(browser):
    return lambda: browser.get(NEW)


@pytest.mark.parametrize("prepare", [show, refuse])
def test_an_editor_asks_for_a_page_of_them_however_many_there_are(people, make, asked, prepare):
    browser = people.arrive("author")
    for kind in (CATEGORY, SERIES):
        make(kind, 3)
    statements, page = asked(prepare(browser))
    assert offered(page) == (3, 3, 0)
    for kind in (CATEGORY, SERIES):
        make(kind, 9)
    more, page = asked(prepare(browser))
    assert offered(page) == (3, 3, 2)
    assert len(statements) == len(more) == 2
    assert all("LIMIT" in statement for statement in more)


@pytest.mark.parametrize(("kind", "folder"), [(TAG, "tags"), (SERIES, "series"), (CATEGORY, "categories")])
def test_so_does_who_merges_one(site, people, make, kind, folder):
    browser = people.arrive("editor")
    make(kind, 5)
    with site.database.reading() as db:
        id = TermService(db).find(kind, f"{kind}-0").id
    page = browser.get(f"/admin/{folder}/{id}/edit")
    assert [option["value"] for option in page.html.select("#others option")] == [f"{kind} {n}" for n in (1, 2, 3)]
    assert page.text.count("There are more") == 1
