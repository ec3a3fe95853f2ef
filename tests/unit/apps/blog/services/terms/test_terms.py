"""Tests of tags and categories: found by name, counted by what readers see."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from apps.blog.models.post import PRIVATE, FormerSlug
from apps.blog.models.term import CATEGORY, TAG, Category, Term
from apps.blog.services.terms.terms import TermService, name_key
from apps.blog.services.typed import DraftRefused
from core import clock as core_clock
from tests.factories import make_draft, make_post


@pytest.fixture
def terms(db):
    """Return the service."""
    return TermService(db)


def slugs(found):
    return [term.slug for term in found]


class TestTags:
    def test_names_that_differ_in_signs_are_different(self, terms):
        found = terms.tags(["C", "C++", "C#", "中文", "🎉", "🎈"])
        assert slugs(found[:4]) == ["c", "c-plus-plus", "c-sharp", "中文"]
        assert len({term.slug for term in found}) == 6

    def test_a_name_finds_its_tag_again_in_any_case_and_form(self, db, terms):
        (first,) = terms.tags(["Machine Learning"])
        again = terms.tags(["machine  learning", "ＭＡＣＨＩＮＥ learning", "#Machine Learning"])
        assert [term.id for term in again] == [first.id]
        assert db.scalar(select(func.count()).select_from(Term)) == 1

    def test_an_emoji_finds_its_tag_again(self, terms):
        assert terms.tags(["🎉"]) == terms.tags(["🎉"])

    def test_they_come_in_the_order_given_and_once(self, terms):
        found = terms.tags(["b", "a", "B", "", "  "])
        assert [term.name for term in found] == ["b", "a"]

    def test_equal_slugs_are_counted(self, terms):
        assert slugs(terms.tags(["go", "go!"])) == ["go", "go-2"]

    def test_a_long_name_is_refused_in_its_field(self, terms):
        with pytest.raises(DraftRefused) as caught:
            terms.tags(["x" * 121])
        assert caught.value.field == "tags"

    def test_a_name_that_unfolds_beyond_its_column_is_refused(self, terms):
        with pytest.raises(DraftRefused):
            terms.tags(["\ufdfa" * 20])


class TestCategories:
    def test_they_are_found_by_name_or_slug_and_made_at_the_top(self, db, terms):
        (life,) = terms.categories(["Daily Life"])
        found = terms.categories(["daily-life", "Art", "DAILY LIFE", "art"])
        assert [term.name for term in found] == ["Daily Life", "Art"]
        assert found[0].id == life.id

    def test_a_tag_of_the_same_name_is_something_else(self, terms):
        assert terms.tags(["Life"])[0].id != terms.categories(["Life"])[0].id

    def test_the_tree_is_read_downwards(self, db, terms):
        art, life = terms.categories(["Art", "Life"])
        for name, parent in (("Notes", art), ("Notes", life)):
            key = name_key(name, parent.id)
            slug = f"{name.casefold()}-{parent.slug}"
            db.add(Category(name=name, name_key=key, slug=slug, slug_key=slug, parent_id=parent.id))
        db.flush()
        lines = [(line.name, line.depth) for line in terms.category_tree()]
        assert lines == [("Art", 0), ("Notes", 1), ("Life", 0), ("Notes", 1)]

    def test_one_below_another_is_found_by_its_name_too(self, db, terms):
        (art,) = terms.categories(["Art"])
        key = name_key("Slow Software", art.id)
        slow = Category(name="Slow Software", name_key=key, slug="slow-software", slug_key="slow-software")
        slow.parent_id = art.id
        db.add(slow)
        db.flush()
        assert terms.categories(["slow  software", "Art"]) == [slow, art]

    def test_a_circle_is_shown_all_the_same(self, db, terms):
        one, two = terms.categories(["One", "Two"])
        one.parent_id, two.parent_id = two.id, one.id
        db.flush()
        assert {line.name for line in terms.category_tree()} == {"One", "Two"}


class TestCounts:
    def test_only_what_readers_see_counts(self, db, terms, clock):
        make_post(db, tags=("b", "A"), categories=("Life",))
        make_post(db, tags=("b",))
        make_draft(db, tags=("b", "secret"))
        make_post(db, tags=("b", "secret"), at=clock() + timedelta(days=1))
        make_post(db, tags=("b", "secret")).visibility = PRIVATE
        make_post(db, tags=("b", "secret")).deleted_at = core_clock.now()
        db.flush()
        assert [(term.name, term.count) for term in terms.list_tags()] == [("A", 1), ("b", 2)]
        assert [(term.name, term.count) for term in terms.list_categories()] == [("Life", 1)]


def test_a_term_is_found_at_its_address_and_at_a_former_one(db, terms, clock):
    (tag,) = terms.tags(["Python"])
    db.add(FormerSlug(kind=TAG, slug_key="py", term_id=tag.id, created_at=clock()))
    db.flush()
    assert terms.find(TAG, "PYTHON") is tag
    assert terms.find(CATEGORY, "python") is None
    assert terms.find_moved(TAG, "py") is tag
    assert terms.find_moved(TAG, "rb") is None
