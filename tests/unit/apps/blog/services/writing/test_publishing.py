"""Tests of writing: drafts, what waits for readers, and where a post stands."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from apps.blog.models.post import PendingChange, Post
from apps.blog.models.revision import LIVE, SAVED, Revision
from apps.blog.services.reading.posts import PostService
from apps.blog.services.writing.drafts import DraftService, PostDraft
from apps.blog.services.writing.publishing import NotPublished
from core.audit import AuditEvent
from core.errors import Conflict, NotFound
from core.generation import Generation
from tests.factories import make_draft, make_post, make_user


def revisions_of(db, post):
    rows = select(Revision).where(Revision.post_id == post.id).order_by(Revision.number)
    return [(row.number, row.kind, row.title, row.source) for row in db.scalars(rows)]


def generation_of(db):
    return db.scalar(select(Generation.value))


class TestCreate:
    def test_a_draft_is_rendered_and_measured_at_once(self, db, publishing, ada):
        draft = PostDraft(title="Hello", source="Some *lean* words.\n\n你好", summary="In short", language="en")
        post = publishing.create(draft, author=ada)
        assert post.state == "draft"
        assert post.html == "<p>Some <em>lean</em> words.</p>\n<p>你好</p>\n"
        assert (post.excerpt, post.summary) == ("Some lean words. 你好", "In short")
        assert (post.word_count, post.reading_minutes) == (5, 1)
        assert post.version == 1
        assert revisions_of(db, post) == [(1, SAVED, "Hello", draft.source)]

    def test_the_authors_stand_in_their_order(self, db, publishing, ada):
        ben = make_user(db, "ben")
        post = publishing.create(PostDraft(title="Two"), author=ada, co_authors=(ben, ada))
        db.expire_all()
        loaded = publishing.get_for(ada, post.id, "post.edit")
        assert [author.name for author in loaded.authors] == ["ada", "ben"]

    def test_categories_come_first_and_terms_keep_their_order(self, db, publishing, ada):
        draft = PostDraft(title="Filed", tags=("z", "a"), categories=("Life", "Art"))
        post = publishing.create(draft, author=ada)
        db.expire_all()
        loaded = publishing.get_for(ada, post.id, "post.edit")
        assert [term.name for term in loaded.tags] == ["z", "a"]
        assert [term.name for term in loaded.categories] == ["Life", "Art"]

    def test_a_form_that_is_sent_twice_makes_one_post(self, db, publishing, ada):
        first = publishing.create(PostDraft(title="Once"), author=ada, form_id="form-1234567")
        second = publishing.create(PostDraft(title="Once"), author=ada, form_id="form-1234567")
        assert first.id == second.id
        assert db.scalar(select(func.count()).select_from(Post)) == 1

    def test_a_form_of_somebody_else_gives_nothing_away(self, db, publishing, ada):
        publishing.create(PostDraft(title="Secret"), author=ada, form_id="form-1234567")
        with pytest.raises(Conflict):
            publishing.create(PostDraft(title="Mine"), author=make_user(db), form_id="form-1234567")

    def test_a_draft_without_title_and_text_has_an_address(self, publishing, ada):
        post = publishing.create(PostDraft(), author=ada)
        assert post.title == ""
        assert len(post.slug) == 8


class TestSave:
    def test_a_draft_has_what_was_typed_at_once(self, db, publishing, ada):
        post = make_draft(db, author=ada, title="Old", source="old", tags=("one", "two"))
        draft = PostDraft(title="New", source="*new*", tags=("two", "three"), language="zh-Hans")
        publishing.save(post, draft, user=ada, version=1)
        db.expire_all()
        loaded = publishing.get_for(ada, post.id, "post.edit")
        assert (loaded.title, loaded.html, loaded.language) == ("New", "<p><em>new</em></p>\n", "zh-Hans")
        assert [term.name for term in loaded.tags] == ["two", "three"]
        assert loaded.version == 2
        assert [title for _, _, title, _ in revisions_of(db, post)] == ["Old", "New"]

    def test_the_terms_can_change_their_order(self, db, publishing, ada):
        post = make_draft(db, author=ada, tags=("one", "two"))
        publishing.save(post, PostDraft(title="x", tags=("two", "one")), user=ada, version=1)
        db.expire_all()
        assert [term.name for term in publishing.get_for(ada, post.id, "post.edit").tags] == ["two", "one"]

    def test_a_text_that_readers_see_stays_as_it_is(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Live", source="live", tags=("old",))
        seen = generation_of(db)
        clock.advance(minutes=5)
        draft = PostDraft(title="Next", source="next", slug="next", tags=("new",), summary="s")
        publishing.save(post, draft, user=ada, version=post.version)
        db.expire_all()
        loaded = publishing.get_for(ada, post.id, "post.edit")
        assert (loaded.title, loaded.html, loaded.slug) == ("Live", "<p>live</p>\n", "live")
        assert [term.name for term in loaded.tags] == ["old"]
        assert loaded.change.updated_at == loaded.updated_at == clock()
        assert DraftService(db).of(loaded) == draft
        assert generation_of(db) == seen

    def test_so_does_one_that_is_scheduled(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Soon", at=clock() + timedelta(days=1))
        publishing.save(post, PostDraft(title="Later"), user=ada, version=post.version)
        assert post.title == "Soon"
        assert post.change.title == "Later"

    def test_saving_a_draft_leaves_what_is_kept_for_readers(self, db, publishing, ada):
        post = make_draft(db, author=ada, title="Quiet")
        seen = generation_of(db)
        publishing.save(post, PostDraft(title="Still quiet"), user=ada, version=1)
        assert generation_of(db) == seen

    def test_a_text_that_is_gone_is_not_found(self, db, publishing, ada):
        post = make_draft(db, author=ada)
        db.delete(post)
        db.flush()
        with pytest.raises(NotFound):
            publishing.save(post, PostDraft(title="x"), user=ada, version=1)


class TestPublish:
    def test_readers_see_it_from_now_on(self, db, publishing, ada, clock):
        post = make_draft(db, author=ada, title="Hello")
        seen = generation_of(db)
        publishing.publish(post, user=ada, version=1)
        assert (post.state, post.published_at, post.version) == ("published", clock(), 2)
        assert PostService(db).find_published("hello").id == post.id
        assert generation_of(db) != seen
        assert [kind for _, kind, _, _ in revisions_of(db, post)] == [LIVE]

    def test_who_did_it_is_written_down(self, db, publishing, ada):
        post = make_draft(db, author=ada)
        publishing.publish(post, user=ada, version=1)
        event = db.scalars(select(AuditEvent)).one()
        assert (event.action, event.actor_id, event.object_id) == ("post.publish", ada.id, str(post.id))

    def test_at_a_moment_to_come_it_waits_for_it(self, db, publishing, ada, clock):
        post = make_draft(db, author=ada, title="Soon")
        publishing.publish(post, user=ada, version=1, at=clock() + timedelta(hours=1))
        assert post.state == "scheduled"
        assert PostService(db).find_published("soon") is None
        clock.advance(hours=1)
        assert post.state == "published"
        assert PostService(db).find_published("soon") is not None

    def test_the_date_its_author_gave_it_stands(self, db, publishing, ada, clock):
        long_ago = clock() - timedelta(days=3000)
        post = make_draft(db, author=ada, title="Old", published_at=long_ago)
        assert publishing.publish(post, user=ada, version=1).published_at == long_ago

    def test_a_date_that_was_taken_away_again_is_gone(self, db, publishing, ada, clock):
        post = make_draft(db, author=ada, title="Plan", published_at=clock() + timedelta(days=1))
        publishing.save(post, PostDraft(title="Plan"), user=ada, version=1)
        assert post.published_at is None

    def test_a_text_whose_end_has_come_is_shown_again(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Over")
        post.unpublished_at = clock() + timedelta(hours=1)
        clock.advance(hours=2)
        assert post.state == "withdrawn"
        publishing.publish(post, user=ada, version=post.version)
        assert post.state == "published"


class TestUpdateLive:
    def test_readers_see_what_was_waiting(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Old", source="old", tags=("a",))
        published = post.published_at
        clock.advance(days=1)
        draft = PostDraft(title="New", source="new words", tags=("b",), summary="s")
        publishing.save(post, draft, user=ada, version=2)
        publishing.update_live(post, user=ada, version=3)
        db.expire_all()
        loaded = PostService(db).find_published("old")
        assert (loaded.title, loaded.html, loaded.summary) == ("New", "<p>new words</p>\n", "s")
        assert [term.name for term in loaded.tags] == ["b"]
        assert (loaded.published_at, loaded.corrected_at, loaded.word_count) == (published, None, 2)
        assert db.scalar(select(func.count()).select_from(PendingChange)) == 0
        assert [kind for _, kind, _, _ in revisions_of(db, post)] == [LIVE, LIVE]

    def test_a_correction_is_dated(self, db, publishing, ada, clock):
        post = make_post(db, author=ada)
        clock.advance(days=1)
        publishing.update_live(post, user=ada, version=post.version, correction=True)
        assert post.corrected_at == clock()

    def test_a_new_date_moves_the_post(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Dated")
        earlier = clock() - timedelta(days=9)
        publishing.save(post, PostDraft(title="Dated", published_at=earlier), user=ada, version=2)
        publishing.update_live(post, user=ada, version=3)
        assert post.published_at == earlier

    def test_a_draft_has_nothing_to_update(self, db, publishing, ada):
        with pytest.raises(NotPublished):
            publishing.update_live(make_draft(db, author=ada), user=ada, version=1)

    def test_a_change_can_be_discarded(self, db, publishing, ada):
        post = make_post(db, author=ada, title="Live")
        publishing.save(post, PostDraft(title="No"), user=ada, version=2)
        publishing.discard(post, user=ada, version=3)
        db.expire_all()
        loaded = publishing.get_for(ada, post.id, "post.edit")
        assert (loaded.title, loaded.change) == ("Live", None)


class TestWithdraw:
    def test_it_becomes_a_draft_with_what_was_waiting(self, db, publishing, ada):
        post = make_post(db, author=ada, title="Live")
        publishing.save(post, PostDraft(title="Better", slug="live"), user=ada, version=2)
        publishing.withdraw(post, user=ada, version=3)
        assert (post.state, post.title, post.change) == ("draft", "Better", None)
        assert PostService(db).find_published("live") is None

    def test_published_again_it_returns_to_its_place(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, title="Again")
        published = post.published_at
        clock.advance(days=5)
        publishing.withdraw(post, user=ada, version=2)
        publishing.save(post, PostDraft(title="Again"), user=ada, version=3)
        publishing.publish(post, user=ada, version=4)
        assert post.published_at == published

    def test_what_is_kept_for_readers_is_made_anew(self, db, publishing, ada):
        post = make_post(db, author=ada)
        for act in (publishing.withdraw, publishing.publish, publishing.delete):
            seen = generation_of(db)
            act(post, user=ada, version=post.version)
            assert generation_of(db) != seen

    def test_a_date_to_come_is_dropped(self, db, publishing, ada, clock):
        post = make_post(db, author=ada, at=clock() + timedelta(days=1))
        publishing.withdraw(post, user=ada, version=2)
        assert post.published_at is None


class TestDelete:
    def test_it_is_gone_and_can_be_brought_back_as_it_was(self, db, publishing, ada):
        post = make_post(db, author=ada, title="Gone")
        publishing.delete(post, user=ada, version=2)
        assert PostService(db).find_published("gone") is None
        with pytest.raises(NotFound):
            publishing.get_for(ada, post.id, "post.edit")
        publishing.restore(publishing.get_for(ada, post.id, "post.delete", deleted=True), user=ada)
        assert PostService(db).find_published("gone").id == post.id

    def test_what_is_not_in_the_trash_cannot_be_taken_out(self, db, publishing, ada):
        post = make_post(db, author=ada)
        with pytest.raises(NotFound):
            publishing.get_for(ada, post.id, "post.delete", deleted=True)
