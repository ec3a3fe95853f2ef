"""Tests of how many statements a page takes: the budget that keeps it fast as the site grows."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from tests.factories import make_page, make_post, make_user

#: With what is kept at hand, signed in or not; and in a process that has just started.
WARM, COLD = 4, 14
#: The archive alone needs no post whole.
ARCHIVED = 3


@pytest.fixture
def statements(site):
    """Return the list of all statements that ask or change something, as they are sent."""
    sent = []

    def note(connection, cursor, statement, *more):
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    site.database.ping()
    event.listen(site.database.engine, "before_cursor_execute", note)
    return sent


@pytest.fixture
def posts(write, site):
    """Fill the site with posts that have all that a list shows."""
    with write() as db:
        people = [make_user(db, "person"), *(make_user(db) for _ in range(3))]
        for number in range(12):
            author, other = people[number % 4], people[(number + 1) % 4]
            more = {"tags": ("a", "b"), "categories": ("c",), "series": "s"}
            post = make_post(db, title=f"p{number}", author=author, co_authors=(other,), **more)
            post.pinned, post.translation_group = number == 1, f"group {number}"
            pair = make_post(db, title=f"t{number}", author=author, language="zh-Hans", **more)
            pair.translation_group = f"group {number}"
        make_page(db, title="In the menu")
    site.worker.run_all()
    site.generation.forget()


#: Their budget holds for those who are signed in, too, which takes a statement.
READ_MOST = ("/blog/", "/blog/?page=2", "/blog/posts/p3")
PAGES = (
    *(*READ_MOST, "/blog/tags/a", "/blog/categories/c", "/blog/authors/person"),
    *("/blog/tags/", "/blog/categories/", "/blog/authors/", "/blog/series/", "/blog/series/s"),
)
ARCHIVE = ("/blog/archive/", f"/blog/archive/{datetime.now(UTC):%Y}", f"/blog/archive/{datetime.now(UTC):%Y/%m}")


@pytest.mark.usefixtures("posts")
class TestBudget:
    @pytest.mark.parametrize("address", PAGES)
    def test_of_a_visitor(self, client, statements, address):
        client.get("/robots.txt")  # the first contact of the process checks the schema
        statements.clear()
        client.get(address)
        assert len(statements) <= COLD, statements
        statements.clear()
        client.get(address)
        assert len(statements) <= WARM, statements

    @pytest.mark.parametrize("address", ARCHIVE)
    def test_of_the_archive(self, client, statements, address):
        client.get(address)
        statements.clear()
        client.get(address)
        assert len(statements) <= ARCHIVED, statements

    @pytest.mark.parametrize("words", ["p3", "p3 tag:a", "author:person tag:a tag:b"])
    def test_of_a_search(self, client, statements, words):
        client.get("/blog/search", {"q": words})
        statements.clear()
        assert "<mark>p3</mark>" in client.get("/blog/search", {"q": words}).text or "p3" not in words
        # Once a second one request of a process looks whether anything has changed; it may be this one.
        assert len([each for each in statements if "FROM generations" not in each]) <= WARM, statements

    @pytest.mark.parametrize("address", READ_MOST)
    def test_of_somebody_signed_in(self, people, statements, address):
        browser = people.arrive("author")
        browser.get(address)
        statements.clear()
        browser.get(address)
        assert len([each for each in statements if " sessions" not in each]) <= WARM, statements

    def test_of_a_post_in_a_process_that_knows_the_site_but_not_its_neighbours(self, client, statements):
        client.get("/blog/posts/p3")
        statements.clear()
        client.get("/blog/posts/p4")
        assert len(statements) <= WARM, statements

    def test_of_a_feed_that_the_reader_has(self, client, statements):
        etag = client.get("/blog/feed.atom").headers["ETag"]
        statements.clear()
        client.get("/blog/feed.atom", headers={"If-None-Match": etag}, status=304)
        assert len(statements) <= 1, statements
