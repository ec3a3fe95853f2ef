"""Tests of who sees what: the conditions of queries, and the one answer about a loaded text, say the same."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from apps.blog.models.post import DRAFT, MEMBERS, PASSWORD, PRIVATE, PUBLIC, PUBLISHED, REVIEW, UNLISTED, Post
from apps.blog.services.access.visibility import (
    answering,
    closed,
    ever_answering,
    ever_listed,
    is_ever_listed,
    is_listed,
    listed,
    may_read,
    readable,
)
from core.permissions import Role
from tests.factories import make_post, make_user

VISIBILITIES = (PUBLIC, UNLISTED, MEMBERS, PRIVATE, PASSWORD)
DAY = timedelta(days=1)
#: Days from now: when it appears, when it goes.
LIVE, SCHEDULED, OVER, ENDING = (-2, None), (1, None), (-2, -1), (-2, 1)


def finds(db, conditions, post):
    return db.scalar(select(Post.id).where(Post.id == post.id, *conditions)) is not None


@pytest.fixture
def text(db, clock):
    """Return a function that gives one post in any state."""
    post = make_post(db, author=make_user(db, "ada"))

    def put(visibility=PUBLIC, status=PUBLISHED, days=LIVE, *, deleted=False):
        begins, ends = (None if each is None else clock() + each * DAY for each in days)
        values = {"visibility": visibility, "status": status, "published_at": begins, "unpublished_at": ends}
        db.execute(update(Post).where(Post.id == post.id).values(**values, deleted_at=clock() if deleted else None))
        db.refresh(post, [*values, "deleted_at"])
        return post

    return put


@pytest.mark.parametrize("status", [PUBLISHED, DRAFT, REVIEW])
@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_queries_and_loaded_texts_agree(db, text, visibility, status):
    member, editor = make_user(db, role=Role.SUBSCRIBER), make_user(db, role=Role.EDITOR)
    for days, deleted in product((LIVE, SCHEDULED, OVER, ENDING), (False, True)):
        post = text(visibility, status, days, deleted=deleted)
        is_live = status == PUBLISHED and days in {LIVE, ENDING} and not deleted
        is_ever_live = status == PUBLISHED and not deleted
        assert finds(db, listed(), post) == is_listed(post) == (is_live and visibility == PUBLIC)
        assert finds(db, ever_listed(), post) == is_ever_listed(post) == (is_ever_live and visibility == PUBLIC)
        assert finds(db, ever_answering(), post) == (is_ever_live and visibility != PRIVATE)
        assert finds(db, readable(), post) == may_read(None, post) == (is_live and visibility in {PUBLIC, UNLISTED})
        assert finds(db, closed(), post) == (is_live and visibility in {MEMBERS, PASSWORD})
        assert finds(db, answering(), post) == (is_live and visibility != PRIVATE)
        assert may_read(member, post) == (is_live and visibility in {PUBLIC, UNLISTED, MEMBERS})
        assert may_read(editor, post) == (not deleted)


def test_an_author_reads_what_is_their_own_and_nobody_else_does(db, text):
    post = text(PRIVATE)
    (ada,) = post.authors
    assert may_read(ada, post)
    assert not may_read(make_user(db), post)


def test_a_suspended_member_reads_what_visitors_read(db, text):
    suspended = make_user(db, role=Role.ADMIN, state="suspended")
    assert not may_read(suspended, text(MEMBERS))
    assert not may_read(suspended, text(PRIVATE))
    assert may_read(suspended, text(PUBLIC))


def test_a_page_is_no_post(db, text):
    assert not finds(db, listed("page"), text())
    assert not finds(db, answering("page"), text())


def test_the_moment_is_the_one_at_which_it_is_asked(db, text, clock):
    post = text(days=ENDING)
    conditions = listed()
    assert finds(db, conditions, post)
    clock.advance(days=1)
    assert not finds(db, conditions, post)
    assert not may_read(None, post)
