"""Tests of reading: what is visible at which moment, in which order, and what is next to what."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from apps.blog.models.post import MEMBERS, PAGE, PASSWORD, PRIVATE, REVIEW, UNLISTED
from apps.blog.services.reading import posts as posts_module
from apps.blog.services.reading.posts import PostService
from apps.blog.services.reading.shelves import Shelf
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_tag, make_user

SECOND = timedelta(seconds=1)


@pytest.fixture
def posts(db):
    """Return the service."""
    return PostService(db)


def titles(found):
    return [post.title for post in found]


def hide(db, post, **values):
    for name, value in values.items():
        setattr(post, name, value)
    db.flush()


class TestVisibility:
    def test_a_post_appears_at_its_moment(self, db, posts, clock):
        make_post(db, title="Soon", at=clock() + SECOND)
        assert (titles(posts.list_published()), posts.count_published()) == ([], 0)
        assert posts.find_published("soon") is None
        clock.advance(seconds=1)
        assert (titles(posts.list_published()), posts.count_published()) == (["Soon"], 1)
        assert posts.find_published("soon").title == "Soon"

    def test_and_goes_at_its_end(self, db, posts, clock):
        hide(db, make_post(db, title="Over"), unpublished_at=clock() + SECOND)
        assert posts.find_published("over").title == "Over"
        clock.advance(seconds=1)
        assert posts.find_published("over") is None
        assert posts.count_published() == 0

    @pytest.mark.parametrize(
        "values",
        [{"visibility": kind} for kind in (MEMBERS, PRIVATE, PASSWORD)] + [{"status": REVIEW}, {"status": "draft"}],
    )
    def test_what_is_not_for_everybody_is_nowhere(self, db, posts, values):
        hide(db, make_post(db, title="Hidden"), **values)
        assert posts.find_published("hidden") is None
        assert titles(posts.list_published()) == titles(posts.list_for_feed(9)) == []

    def test_the_unlisted_is_at_its_address_only(self, db, posts):
        hide(db, make_post(db, title="Quiet"), visibility=UNLISTED)
        assert posts.find_published("quiet").title == "Quiet"
        assert posts.count_published() == 0

    def test_a_page_is_no_post(self, db, posts):
        make_page(db, title="About")
        assert posts.find_published("about", kind=PAGE).title == "About"
        assert posts.find_published("about") is None
        assert posts.find_published("none", kind=PAGE) is None

    def test_case_and_form_of_the_address_do_not_matter(self, db, posts):
        make_post(db, title="Café 中文")
        assert posts.find_published("CAFE\u0301-中文").title == "Café 中文"


class TestHidden:
    def test_its_authors_and_editors_find_it(self, db, posts):
        ada, editor = make_user(db), make_user(db, role=Role.EDITOR)
        make_draft(db, author=ada, title="Mine")
        assert posts.find_hidden(ada, "mine").title == "Mine"
        assert posts.find_hidden(editor, "mine").title == "Mine"

    def test_nobody_else_does(self, db, posts):
        make_draft(db, title="Mine")
        assert posts.find_hidden(make_user(db), "mine") is None
        assert posts.find_hidden(None, "mine") is None
        assert posts.find_hidden(make_user(db), "none") is None

    def test_the_trash_is_shown_to_nobody(self, db, posts, clock):
        ada = make_user(db)
        hide(db, make_draft(db, author=ada, title="Mine"), deleted_at=clock())
        assert posts.find_hidden(ada, "mine") is None


class TestLists:
    def test_the_newest_come_first_a_page_at_a_time(self, db, posts, clock):
        for number in range(5):
            make_post(db, title=str(number), at=clock() - timedelta(days=number % 3))
        assert titles(posts.list_published()) == ["3", "0", "4", "1", "2"]
        assert titles(posts.list_published(2, 2)) == ["4", "1"]
        assert titles(posts.list_published(4, 2)) == []

    def test_those_under_a_term_alone(self, db, posts, clock):
        tag = make_tag(db, "go")
        make_post(db, title="With", tags=("go", "x"), at=clock() - SECOND)
        make_post(db, title="Newer", tags=("go",))
        make_post(db, title="Without")
        make_draft(db, title="Draft", tags=("go",))
        assert titles(posts.list_published(shelf=Shelf(terms=(tag.id,)))) == ["Newer", "With"]
        assert posts.count_published(Shelf(terms=(tag.id,))) == 2

    def test_a_list_takes_two_statements_however_long_it_is(self, db, posts):
        for _ in range(8):
            make_post(db, tags=("a", "b"), categories=("c",), co_authors=(make_user(db),))
        db.expire_all()
        db.expunge_all()
        statements = []
        connection = db.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        for post in posts.list_published():
            assert len(post.authors) == len(post.tags) == 2
            assert [author.display_name for author in post.authors]
            assert [term.name for term in post.categories] == ["c"]
        assert len(statements) == 2
        assert not [statement for statement in statements if re.search(r"posts\.(html|source)\b", statement)]

    def test_the_newest_are_links(self, db, posts, clock):
        make_post(db, title="", source="A text without any title that goes on and on until it is cut off somewhere.")
        make_post(db, title="Old", at=clock() - timedelta(days=1))
        newest = posts.list_newest(5)
        assert [link.title for link in newest] == [
            "A text without any title that goes on and on until it is cut…",
            "Old",
        ]
        assert newest[1].published_at == clock() - timedelta(days=1)


class TestNeighbours:
    def test_they_are_next_in_time_and_of_one_moment_by_number(self, db, posts, clock):
        same = [make_post(db, title=f"Same {number}") for number in range(3)]
        old = make_post(db, title="Old", at=clock() - SECOND)
        make_draft(db, title="Draft")
        near = [posts.neighbours(post) for post in (old, *same)]
        shown = [(each.previous and each.previous.slug, each.next and each.next.slug) for each in near]
        assert shown == [(None, "same-0"), ("old", "same-1"), ("same-0", "same-2"), ("same-1", None)]

    def test_they_are_visible(self, db, posts, clock):
        post = make_post(db, title="Alone")
        make_post(db, title="Later", at=clock() + SECOND)
        hide(db, make_post(db, title="Hidden", at=clock() - SECOND), visibility=PRIVATE)
        near = posts.neighbours(post)
        assert (near.previous, near.next) == (None, None)


class TestMoments:
    def test_they_are_the_next_changes_that_need_nobody(self, db, posts, clock):
        make_post(db, at=clock() + 3 * SECOND)
        make_page(db, at=clock() + 2 * SECOND)
        hide(db, make_post(db), unpublished_at=clock() + SECOND)
        hide(db, make_post(db, at=clock() + 9 * SECOND), deleted_at=clock())
        make_post(db)
        assert posts.next_moments() == tuple(clock() + number * SECOND for number in (1, 2, 3))

    def test_no_more_than_a_few_are_looked_up(self, db, posts, clock, monkeypatch):
        monkeypatch.setattr(posts_module, "MOMENTS", 2)
        for number in (3, 1, 2):
            make_post(db, at=clock() + number * SECOND)
        assert posts.next_moments() == (clock() + SECOND, clock() + 2 * SECOND)
