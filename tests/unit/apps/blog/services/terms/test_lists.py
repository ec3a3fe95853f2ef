"""Tests of the desk's lists of terms: all of them, counted, and in their order."""

from apps.blog.models.post import Post
from apps.blog.models.term import CATEGORY, SERIES, TAG
from apps.blog.services.terms import lists as module
from apps.blog.services.terms.lists import Choices
from apps.blog.services.terms.terms import TermService
from apps.blog.services.writing.publishing import PublishingService
from core.audit import Actor
from tests.factories import make_draft, make_post, make_tag

EDITOR = Actor(name="ed")


def names(terms):
    return [term.name for term in terms]


class TestLists:
    def test_what_lies_in_the_trash_doesn_t_count(self, db, term_lists, ada):
        make_post(db, tags=("a",), series="s")
        make_draft(db, tags=("a",), series="s")
        gone = make_draft(db, tags=("a", "b"), series="s", author=ada)
        PublishingService(db).delete(gone, user=ada, version=gone.version)
        assert [(line.name, line.count) for line in term_lists.lines(TAG, page=1, size=9)] == [("a", 2), ("b", 0)]
        assert [line.count for line in term_lists.lines(SERIES, page=1, size=9)] == [2]
        assert len(term_lists.parts(TermService(db).series("s"))) == 2

    def test_tags_come_by_name_a_page_at_a_time(self, db, term_lists):
        for name in ("b", "A", "c", "100%", "中文"):
            make_tag(db, name)
        assert names(term_lists.lines(TAG, page=1, size=3)) == ["100%", "A", "b"]
        assert names(term_lists.lines(TAG, page=2, size=3)) == ["c", "中文"]
        assert (
            term_lists.count(TAG),
            term_lists.count(TAG, "%"),
            term_lists.count(TAG, "B"),
            term_lists.count(TAG, "x"),
        ) == (5, 1, 1, 0)
        assert names(term_lists.lines(TAG, "文", page=1, size=3)) == ["中文"]

    def test_a_category_is_offered_all_but_its_own_branch_to_stand_below(self, term_lists, make_term):
        top = make_term(CATEGORY, "Top")
        middle = make_term(CATEGORY, "Middle", top)
        make_term(CATEGORY, "Leaf", middle)
        make_term(CATEGORY, "Other")
        assert names(term_lists.parents_for(middle)) == ["Top", "Other"]
        assert names(term_lists.parents_for(None)) == ["Top", "Middle", "Leaf", "Other"]

    def test_one_is_found_by_name_or_address(self, term_lists, make_term):
        tag = make_term(TAG, "Machine Learning", slug="ml")
        assert [term_lists.find(TAG, text) for text in ("machine  learning", "#Machine learning", "ML")] == [tag] * 3
        assert term_lists.find(TAG, "other") is term_lists.find(CATEGORY, "ml") is None
        assert term_lists.names(TAG, but=make_term(TAG, "Other")) == Choices(("Machine Learning",), has_more=False)

    def test_of_many_names_a_page_s(self, term_lists, make_term, monkeypatch):
        monkeypatch.setattr(module, "CHOICES", 2)
        for name in "ba":
            make_term(SERIES, name)
        assert term_lists.names(SERIES) == Choices(("a", "b"), has_more=False)
        make_term(SERIES, "c")
        assert term_lists.names(SERIES) == Choices(("a", "b"), has_more=True)

    def test_of_many_categories_those_at_the_top_and_what_fits(self, term_lists, make_term, monkeypatch):
        top = make_term(CATEGORY, "Top")
        middle = make_term(CATEGORY, "B", top)
        make_term(CATEGORY, "A", middle)
        make_term(CATEGORY, "Other")

        def offered(most):
            monkeypatch.setattr(module, "CHOICES", most)
            found = term_lists.choices()
            return [(line.name, line.depth) for line in found.lines], found.has_more

        assert offered(4) == ([("Top", 0), ("B", 1), ("A", 2), ("Other", 0)], False)
        # One whose place isn't known isn't offered at a wrong one.
        assert offered(3)[1] is offered(2)[1] is offered(1)[1] is True
        assert offered(2)[0] == [("Top", 0), ("Other", 0)]
        assert set(offered(3)[0]) <= {("Top", 0), ("B", 1), ("Other", 0)}

    def test_categories_that_are_below_each_other_are_offered_too(self, db, term_lists, make_term):
        one, other = make_term(CATEGORY, "A"), make_term(CATEGORY, "B")
        one.parent_id, other.parent_id = other.id, one.id
        db.flush()
        assert names(term_lists.choices().lines) == ["A", "B"]

    def test_parts_are_numbered_and_come_in_order(self, db, editing, term_lists):
        posts = [make_post(db, title=title, series="Tides") for title in ("One", "Two", "Three")]
        other = make_post(db, series="Other")
        series = TermService(db).series("Tides")
        assert [part.heading for part in term_lists.parts(series)] == ["One", "Two", "Three"]
        editing.order_parts(series, {posts[2].id: 1, posts[0].id: 2, posts[1].id: 3, other.id: 9}, actor=EDITOR)
        assert [(part.heading, part.number) for part in term_lists.parts(series)] == [
            ("Three", 1),
            ("One", 2),
            ("Two", 3),
        ]
        assert db.get(Post, other.id).series_part == 0
