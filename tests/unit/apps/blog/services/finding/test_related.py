"""Tests of related posts: who is due, what is found and kept, and for whom."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from apps.blog.models.post import PRIVATE, Post
from apps.blog.models.related import RelatedDue, RelatedPost
from apps.blog.services.finding import related as related_module
from apps.blog.services.finding.related import RelatedService
from apps.blog.services.terms.related_due import KIND, RelatedDueService
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from core.generation import Generation
from core.jobs import Job
from tests.factories import make_draft, make_page, make_post


@pytest.fixture
def related(db):
    """Return the service."""
    return RelatedService(db)


@pytest.fixture
def work(db, related):
    """Return what does the job's work in this transaction and returns what is stored then, by title."""

    def do():
        while ids := related.due():
            related.store(ids, related.find(ids))
        other = aliased(Post)
        rows = (
            select(Post.title, other.title)
            .join(RelatedPost, RelatedPost.post_id == Post.id)
            .join(other, other.id == RelatedPost.other_id)
            .order_by(RelatedPost.post_id, RelatedPost.position)
        )
        found = {}
        for title, its in db.execute(rows):
            found.setdefault(title, []).append(its)
        return found

    return do


def make(db, title, *tags, **more):
    return make_post(db, title=title, source="", tags=tags, **more)


def count(db, *conditions):
    return db.scalar(select(func.count()).select_from(Job).where(Job.kind == KIND, *conditions))


def test_posts_with_a_tag_in_common_find_each_other(db, work):
    make(db, "Green", "tea")
    make(db, "Black", "tea")
    make(db, "Chains", "tools")
    assert work() == {"Green": ["Black"], "Black": ["Green"]}


def test_a_later_one_comes_to_the_lists_of_those_before(db, work):
    make(db, "Green", "tea")
    make(db, "Chains", "tools")
    assert work() == {}
    make(db, "Black", "tea")
    assert work() == {"Green": ["Black"], "Black": ["Green"]}


def test_those_of_another_language_or_hidden_ones_are_not_among_them(db, work):
    make(db, "Green", "tea")
    make(db, "绿茶", "tea", language="zh-Hans")
    make(db, "Private", "tea").visibility = PRIVATE
    make_draft(db, title="Draft", tags=("tea",))
    make_page(db, title="Page", tags=("tea",))
    db.flush()
    assert work() == {}


def test_a_post_that_is_hidden_now_forgets_its_own(db, work, related):
    green = make(db, "Green", "tea")
    make(db, "Black", "tea")
    work()
    green.visibility = PRIVATE
    RelatedDueService(db).note(green)
    db.flush()
    assert "Green" not in work()


def test_old_ones_are_found_by_their_tags(db, work, clock, monkeypatch):
    monkeypatch.setattr(related_module, "WINDOW", 2)
    make(db, "Old", "tea")
    for title in ("Ropes", "Boats", "Mills"):
        make(db, title, title)
    work()
    make(db, "New", "tea")
    assert work() == {"Old": ["New"], "New": ["Old"]}


def test_many_are_done_a_few_at_a_time(db, work, related, monkeypatch):
    monkeypatch.setattr(related_module, "BATCH", 2)
    for number in range(5):
        make(db, f"Tea {number}", "tea")
    assert len(related.due()) == 2
    assert all(len(found) == 4 for found in work().values())
    assert db.scalar(select(func.count()).select_from(RelatedDue)) == 0


def test_one_job_waits_however_many_are_published(db, clock):
    for number in range(3):
        post = make(db, f"Post {number}")
    make_draft(db)
    make_page(db)
    assert count(db) == 1
    db.scalar(select(Job).where(Job.kind == KIND)).leased_until = clock()
    publishing = PublishingService(db)
    publishing.save(post, PostDraft(title="Changed", slug=post.slug), user=None, version=post.version)
    assert count(db) == 1
    publishing.update_live(post, user=None, version=post.version)
    assert count(db) == 2


def test_nothing_due_needs_no_job(db, related):
    RelatedDueService(db).schedule()
    assert count(db) == 0
    assert related.due() == []


def test_what_stays_as_it_is_leaves_what_is_kept_alone(db, work, related):
    green = make(db, "Green", "tea")
    make(db, "Black", "tea")
    work()
    before = db.scalar(select(Generation.value))
    RelatedDueService(db).note(green)
    db.flush()
    work()
    assert db.scalar(select(Generation.value)) == before
