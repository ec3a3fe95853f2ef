"""Tests of shelves: each of their conditions alone and together."""

from datetime import timedelta

import pytest

from apps.blog.services.reading.posts import PostService
from apps.blog.services.reading.shelves import Shelf
from tests.factories import make_draft, make_post, make_tag, make_user

DAY = timedelta(days=1)


@pytest.fixture
def posts(db):
    """Return the service that reads shelves."""
    return PostService(db)


@pytest.fixture
def on_shelf(posts):
    """Return what stands on a shelf, asserting that every way to read it agrees."""

    def read(**which):
        shelf = Shelf(**which)
        found = [post.title for post in posts.list_published(shelf=shelf)]
        assert found == [post.title for post in posts.list_whole(shelf=shelf)]
        assert found == [link.title for link in posts.list_lines(1, 10, shelf=shelf)]
        assert posts.count_published(shelf) == len(found)
        return found

    return read


def test_under_several_terms_each_post_stands_once(db, on_shelf):
    go, tea = make_tag(db, "go"), make_tag(db, "tea")
    make_post(db, title="Both", tags=("go", "tea"))
    make_post(db, title="One", tags=("tea",))
    make_post(db, title="None")
    make_draft(db, title="Draft", tags=("go", "tea"))
    assert on_shelf(terms=(go.id, tea.id)) == ["One", "Both"]
    assert on_shelf(terms=(go.id,)) == ["Both"]


def test_of_an_author_alone_or_with_others(db, on_shelf):
    ada, bo = make_user(db), make_user(db)
    make_post(db, title="Together", author=ada, co_authors=(bo,))
    make_post(db, title="Alone", author=bo)
    assert on_shelf(author=bo.id) == ["Alone", "Together"]
    assert on_shelf(author=ada.id) == ["Together"]


def test_from_a_moment_up_to_another_that_no_longer_counts(db, on_shelf, clock):
    for days in range(4):
        make_post(db, title=str(days), at=clock() - days * DAY)
    assert on_shelf(since=clock() - 2 * DAY, until=clock()) == ["1", "2"]
    assert on_shelf(since=clock() - DAY) == ["0", "1"]


def test_in_one_language(db, on_shelf):
    for language in ("en", "zh-Hans"):
        make_post(db, title=language, language=language)
    assert on_shelf(written_in="zh-Hans") == ["zh-Hans"]


def test_of_translations_the_one_for_the_reader(db, on_shelf):
    for language in ("en", "zh-Hans"):
        make_post(db, title=language, language=language).translation_group = "group"
    make_post(db, title="alone", language="ja")
    assert on_shelf(language="en") == ["alone", "en"]
    assert on_shelf(language="zh-Hans") == ["alone", "zh-Hans"]
    assert len(on_shelf()) == 3


def test_all_conditions_together(db, on_shelf, clock):
    ada, tag = make_user(db), make_tag(db, "go")
    make_post(db, title="Meant", author=ada, tags=("go",), language="en")
    make_post(db, title="Not hers", tags=("go",), language="en")
    which = {"terms": (tag.id,), "author": ada.id, "since": clock() - DAY, "until": clock() + DAY}
    assert on_shelf(**which, written_in="en", language="en") == ["Meant"]


class TestPinned:
    def test_they_stand_first_in_the_order_given(self, db, posts, clock):
        made = [make_post(db, title=str(days), at=clock() - days * DAY) for days in range(5)]
        pinned = (made[3].id, made[1].id)
        pages = [[post.title for post in posts.list_published(page, 2, pinned=pinned)] for page in (1, 2, 3, 4)]
        assert pages == [["3", "1"], ["0", "2"], ["4"], []]

    def test_a_page_may_hold_some_of_them(self, db, posts, clock):
        made = [make_post(db, title=str(days), at=clock() - days * DAY) for days in range(5)]
        pinned = (made[4].id, made[3].id, made[2].id)
        pages = [[post.title for post in posts.list_published(page, 2, pinned=pinned)] for page in (1, 2, 3)]
        assert pages == [["4", "3"], ["2", "0"], ["1"]]

    def test_hidden_ones_are_none(self, db, posts, clock):
        for title, values in (("Shown", {}), ("Private", {"visibility": "private"}), ("Draft", {"status": "draft"})):
            post = make_post(db, title=title)
            post.pinned = True
            for name, value in values.items():
                setattr(post, name, value)
        db.flush()
        assert [post.title for post in posts.list_published(pinned=posts.list_pinned())] == ["Shown"]
        assert len(posts.list_pinned()) == 1

    def test_of_a_pair_the_reader_s_alone_is_pinned(self, db, posts):
        for language in ("en", "zh-Hans"):
            post = make_post(db, title=language, language=language)
            post.pinned, post.translation_group = True, "group"
        db.flush()
        shelf = Shelf(language="zh-Hans")
        pinned = posts.list_pinned(shelf)
        assert [post.title for post in posts.list_published(shelf=shelf, pinned=pinned)] == ["zh-Hans"]
