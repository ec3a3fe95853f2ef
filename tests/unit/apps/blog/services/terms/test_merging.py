"""Tests of merging and deleting terms: posts, addresses and what stands below go along."""

import pytest
from sqlalchemy import select

from apps.blog.models.term import CATEGORY, SERIES, TAG, PostTerm, Term
from apps.blog.services.terms.editing import (
    DraftRefused,
    NameTaken,
)
from apps.blog.services.terms.terms import TermService
from core.audit import Actor
from core.generation import Generation
from tests.factories import make_post

EDITOR = Actor(name="ed")


def tree(term_lists):
    return [(line.depth, line.name) for line in term_lists.tree()]


def generation(db):
    return db.scalar(select(Generation.value))


class TestMerging:
    def test_posts_and_addresses_go_along(self, db, editing, make_term, change_term):
        old, new = make_term(TAG, "JS"), make_term(TAG, "JavaScript")
        change_term(old, slug="ecma")
        alone = make_post(db, tags=("JS", "Web"))
        both = make_post(db, tags=("JavaScript", "JS"))
        editing.merge(old, new, actor=EDITOR)
        links = db.execute(select(PostTerm.post_id, Term.name).join(Term).order_by(PostTerm.post_id, Term.name)).all()
        assert links == [(alone.id, "JavaScript"), (alone.id, "Web"), (both.id, "JavaScript")]
        find = TermService(db).find_moved
        assert [find(TAG, slug) for slug in ("js", "ecma")] == [new, new]
        assert TermService(db).find(TAG, "js") is None

    def test_readers_see_it(self, db, editing, make_term):
        old, new = make_term(TAG, "JS"), make_term(TAG, "JavaScript")
        before = generation(db)
        editing.merge(old, new, actor=EDITOR)
        assert generation(db) != before

    def test_an_address_that_led_to_the_one_that_goes_leads_on(self, db, editing, make_term, change_term):
        first, second, third = (make_term(TAG, name) for name in "abc")
        editing.merge(first, second, actor=EDITOR)
        editing.merge(second, third, actor=EDITOR)
        assert TermService(db).find_moved(TAG, "a") is third
        change_term(third, slug="a")
        assert TermService(db).find(TAG, "a") is third

    def test_only_with_another_of_its_kind(self, editing, make_term):
        tag = make_term(TAG, "a")
        for other in (tag, make_term(CATEGORY, "a")):
            with pytest.raises(DraftRefused) as caught:
                editing.merge(tag, other, actor=EDITOR)
            assert caught.value.field == "into"

    def test_what_stands_below_goes_along_and_namesakes_become_one(self, db, editing, term_lists, make_term):
        old, new = make_term(CATEGORY, "Old"), make_term(CATEGORY, "New")
        make_term(CATEGORY, "Notes", new)
        notes = make_term(CATEGORY, "Notes", old)
        make_term(CATEGORY, "Own", old)
        post = make_post(db, categories=(notes.slug,))
        editing.merge(old, new, actor=EDITOR)
        assert tree(term_lists) == [(0, "New"), (1, "Notes"), (1, "Own")]
        db.expire_all()
        found = TermService(db).find(CATEGORY, "notes")
        assert db.scalar(select(PostTerm.term_id).where(PostTerm.post_id == post.id)) == found.id
        assert TermService(db).find_moved(CATEGORY, "notes-2") is found

    def test_a_category_may_be_merged_into_one_below_it(self, editing, term_lists, make_term):
        top = make_term(CATEGORY, "Top")
        old = make_term(CATEGORY, "Old", top)
        make_term(CATEGORY, "Other", old)
        new = make_term(CATEGORY, "Old", make_term(CATEGORY, "Between", old))
        editing.merge(old, new, actor=EDITOR)
        assert tree(term_lists) == [(0, "Top"), (1, "Old"), (2, "Other"), (2, "Between")]

    def test_unless_its_name_is_taken_there(self, editing, make_term):
        old = make_term(CATEGORY, "Old")
        make_term(CATEGORY, "Twin")
        with pytest.raises(NameTaken):
            editing.merge(old, make_term(CATEGORY, "Twin", old), actor=EDITOR)

    def test_parts_go_to_the_other_series(self, db, editing, make_term):
        old, new = make_term(SERIES, "Old"), make_term(SERIES, "New")
        post = make_post(db, series="Old", series_part=2)
        editing.merge(old, new, actor=EDITOR)
        db.refresh(post)
        assert (post.series_id, post.series_part) == (new.id, 2)


class TestDeleting:
    def test_posts_stay_with_their_others(self, db, editing):
        post = make_post(db, tags=("a", "b"))
        editing.delete(TermService(db).tags(["a"])[0], actor=EDITOR)
        db.expire_all()
        links = select(Term.name).join(PostTerm).where(PostTerm.post_id == post.id)
        assert db.scalars(links).all() == ["b"]
        assert TermService(db).find(TAG, "a") is None

    def test_what_stood_below_moves_up(self, editing, term_lists, make_term):
        top = make_term(CATEGORY, "Top")
        notes = make_term(CATEGORY, "Notes", top)
        make_term(CATEGORY, "Notes", notes)
        make_term(CATEGORY, "Leaf", notes)
        editing.delete(notes, actor=EDITOR)
        assert tree(term_lists) == [(0, "Top"), (1, "Notes"), (1, "Leaf")]
        editing.delete(top, actor=EDITOR)
        assert tree(term_lists) == [(0, "Notes"), (0, "Leaf")]

    def test_parts_of_a_series_become_posts_like_others(self, db, editing):
        post = make_post(db, series="Tides", series_part=2)
        before = generation(db)
        editing.delete(TermService(db).series("Tides"), actor=EDITOR)
        db.refresh(post)
        assert (post.series_id, post.series_part) == (None, 0)
        assert generation(db) != before
