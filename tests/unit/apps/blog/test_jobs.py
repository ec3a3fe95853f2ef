"""Tests of the blog's jobs."""

from sqlalchemy import select

from apps.blog.jobs import IndexJob
from apps.blog.models.search import PostSearch
from apps.blog.services.finding.indexing import BATCH
from tests.factories import forget_words, make_draft, make_user


def test_texts_that_came_from_an_older_release_are_indexed(database):
    with database.transaction() as db:
        author = make_user(db)
        ids = [make_draft(db, author=author).id for _ in range(BATCH + 1)]
        forget_words(db, ids)
    IndexJob(database)({})
    with database.reading() as db:
        assert db.scalars(select(PostSearch.post_id).order_by(PostSearch.post_id)).all() == ids
