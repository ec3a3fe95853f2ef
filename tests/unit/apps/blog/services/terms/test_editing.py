"""Tests of editing tags, categories and series: names, addresses for ever, and the tree."""

import pytest
from sqlalchemy import func, select

from apps.blog.models.post import FormerSlug, PendingChange
from apps.blog.models.term import CATEGORY, SERIES, TAG, Term
from apps.blog.services.terms.editing import (
    DEPTH_LIMIT,
    DraftRefused,
    NameTaken,
    TermDraft,
    TermEditingService,
    TermSlugTaken,
)
from apps.blog.services.terms.terms import TermService, name_key
from apps.blog.services.writing.drafts import PostDraft
from core.audit import Actor, AuditEvent
from core.errors import NotFound
from core.generation import Generation
from tests.factories import make_post

EDITOR = Actor(name="ed")


def tree(term_lists):
    return [(line.depth, line.name) for line in term_lists.tree()]


def names(terms):
    return [term.name for term in terms]


def generation(db):
    return db.scalar(select(Generation.value))


class TestMaking:
    @pytest.mark.parametrize("kind", [TAG, CATEGORY, SERIES])
    def test_the_address_is_made_from_the_name(self, editing, make_term, kind):
        made = make_term(kind, " C++  ", description=" About\nit ")
        assert (made.kind, made.name, made.slug, made.description) == (kind, "C++", "c-plus-plus", "About it")
        assert editing.get(kind, made.id) is made
        assert make_term(kind, "C plus plus!").slug == "c-plus-plus-2"

    def test_or_chosen(self, make_term):
        assert make_term(TAG, "Machine learning", slug=" ML ").slug == "ml"
        assert make_term(TAG, "Other", slug="!!!").slug == "other"

    def test_a_name_is_there_once_whatever_its_case(self, make_term):
        first = make_term(TAG, "Tides")
        with pytest.raises(NameTaken) as caught:
            make_term(TAG, "ＴＩＤＥＳ")
        assert caught.value.other is first
        make_term(CATEGORY, "Tides")

    def test_an_address_is_there_once(self, make_term):
        make_term(TAG, "Tides")
        with pytest.raises(TermSlugTaken):
            make_term(TAG, "Sea", slug="TIDES")

    def test_every_category_may_have_its_own_notes(self, make_term):
        tides, tools = make_term(CATEGORY, "Tides"), make_term(CATEGORY, "Tools")
        assert make_term(CATEGORY, "Notes", tides).slug == "notes"
        assert make_term(CATEGORY, "Notes", tools).slug == "notes-2"
        with pytest.raises(NameTaken):
            make_term(CATEGORY, "notes", tools)

    @pytest.mark.parametrize(
        ("field", "draft"),
        [
            ("name", TermDraft(name=" ")),
            ("name", TermDraft(name="x" * 121)),
            ("name", TermDraft(name="\ufdfa" * 20)),
            ("description", TermDraft(name="x", description="x" * 1001)),
            ("parent", TermDraft(name="x", parent_id=987654)),
        ],
    )
    def test_what_can_t_be_kept_is_refused_by_its_field(self, editing, field, draft):
        with pytest.raises(DraftRefused) as caught:
            editing.create(CATEGORY, draft, actor=EDITOR)
        assert caught.value.field == field

    def test_a_term_of_another_kind_isn_t_found(self, editing, make_term):
        tag = make_term(TAG, "Tides")
        with pytest.raises(NotFound):
            editing.get(CATEGORY, tag.id)
        with pytest.raises(NotFound):
            editing.get(TAG, 987654)

    def test_who_did_what_is_noted(self, db, editing, make_term, change_term):
        tag = make_term(TAG, "Tides")
        change_term(tag, name="Sea")
        editing.delete(tag, actor=EDITOR)
        events = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [(event.action, event.actor_name) for event in events] == [
            *(("tag.create", "ed"), ("tag.update", "ed"), ("tag.delete", "ed"))
        ]
        assert events[1].detail == {"name": "Sea", "slug": "tides", "before": ["Tides", "tides"]}


class TestChanging:
    def test_an_old_address_leads_to_the_present_one(self, db, make_term, change_term):
        tag = make_term(TAG, "Tides")
        for slug in ("sea", "ocean", "tides", "water"):
            change_term(tag, slug=slug)
        find = TermService(db).find_moved
        assert [find(TAG, slug) for slug in ("tides", "SEA", "ocean")] == [tag] * 3
        assert find(TAG, "water") is None
        assert find(CATEGORY, "tides") is None

    def test_a_new_name_leaves_the_address(self, db, make_term, change_term):
        tag = make_term(TAG, "Tides")
        change_term(tag, name="Ebb and flow")
        assert (tag.slug, TermService(db).tags(["ebb and flow"])) == ("tides", [tag])

    def test_another_letter_case_of_the_address_is_no_other(self, db, make_term, change_term):
        tag = make_term(TAG, "Tides")
        change_term(tag, slug="Tides")
        assert db.scalar(select(func.count()).select_from(FormerSlug)) == 0

    def test_readers_see_it(self, db, make_term, change_term):
        tag = make_term(TAG, "Tides")
        db.flush()
        before = generation(db)
        change_term(tag, description="Ebb and flow.")
        assert generation(db) != before

    def test_a_category_moves_with_what_is_below_it(self, term_lists, make_term, change_term):
        top, other = make_term(CATEGORY, "Top"), make_term(CATEGORY, "Other")
        middle = make_term(CATEGORY, "Middle", top)
        make_term(CATEGORY, "Leaf", middle)
        change_term(middle, parent_id=other.id)
        assert tree(term_lists) == [(0, "Top"), (0, "Other"), (1, "Middle"), (2, "Leaf")]
        change_term(middle, parent_id=None)
        assert tree(term_lists) == [(0, "Top"), (0, "Other"), (0, "Middle"), (1, "Leaf")]

    def test_never_below_itself(self, make_term, change_term):
        top = make_term(CATEGORY, "Top")
        leaf = make_term(CATEGORY, "Leaf", make_term(CATEGORY, "Middle", top))
        for parent in (top, leaf):
            with pytest.raises(DraftRefused) as caught:
                change_term(top, parent_id=parent.id)
            assert caught.value.field == "parent"

    def test_nor_too_deep(self, make_term, change_term):
        last = None
        for level in range(DEPTH_LIMIT):
            last = make_term(CATEGORY, f"Level {level}", last)
        with pytest.raises(DraftRefused):
            make_term(CATEGORY, "Too deep", last)
        other = make_term(CATEGORY, "Other")
        make_term(CATEGORY, "Below it", other)
        with pytest.raises(DraftRefused):
            change_term(other, parent_id=last.parent_id)

    def test_a_tag_has_no_parent(self, make_term, change_term):
        with pytest.raises(DraftRefused):
            change_term(make_term(TAG, "a"), parent_id=make_term(TAG, "b").id)

    def test_siblings_change_places(self, editing, term_lists, make_term):
        first, second, third = (make_term(CATEGORY, name) for name in ("B", "A", "C"))
        assert tree(term_lists) == [(0, "B"), (0, "A"), (0, "C")]
        editing.move(third, up=True, actor=EDITOR)
        editing.move(first, up=False, actor=EDITOR)
        assert tree(term_lists) == [(0, "C"), (0, "B"), (0, "A")]
        editing.move(third, up=True, actor=EDITOR)
        editing.move(second, up=False, actor=EDITOR)
        assert tree(term_lists) == [(0, "C"), (0, "B"), (0, "A")]

    def test_what_waits_for_readers_is_filed_under_the_new_name(self, db, publishing, ada, change_term):
        post = make_post(db, title="Live", tags=("JS", "Web"), author=ada)
        draft = PostDraft(title="Changed", tags=("JS", "Web"))
        publishing.save(post, draft, user=ada, version=post.version)
        change_term(TermService(db).tags(["JS"])[0], name="JavaScript")
        assert db.get(PendingChange, post.id).fields["tags"] == ["JavaScript", "Web"]
        publishing.update_live(post, user=ada, version=post.version)
        assert names(post.tags) == ["JavaScript", "Web"]


def test_a_name_taken_at_the_same_moment_is_refused(db, editing, make_term, monkeypatch):
    make_term(TAG, "Tides")
    monkeypatch.setattr(TermEditingService, "_refuse_taken", lambda *_: None)
    with pytest.raises(NameTaken) as caught:
        make_term(TAG, "tides")
    assert caught.value.other is None
    assert db.scalar(select(func.count()).select_from(Term).where(Term.name_key == name_key("Tides"))) == 1
