"""Tests of who signs a text, in which order."""

import pytest
from sqlalchemy import select

from apps.blog.models.post import PostAuthor
from apps.blog.services.typed import DraftRefused
from apps.blog.services.writing.bylines import BylineService
from tests.factories import make_draft, make_user


@pytest.fixture
def bylines(db):
    """Return the service."""
    return BylineService(db)


def signed(db, post):
    links = select(PostAuthor.user_id).where(PostAuthor.post_id == post.id).order_by(PostAuthor.position)
    return list(db.scalars(links))


def test_names_are_found_in_their_order_and_once(db, bylines, ada):
    ben = make_user(db, "ben")
    assert bylines.find_all(["Ben", "ＡＤＡ", "ben"]) == [ben, ada]
    assert bylines.find_all([]) == []


def test_a_name_nobody_has_is_refused_beside_its_field(bylines, ada):
    with pytest.raises(DraftRefused) as caught:
        bylines.find_all(["nobody", ada.name])
    assert caught.value.field == "authors"
    assert "nobody" in str(caught.value.message.params)


def test_authors_come_go_and_change_places(db, bylines, ada):
    ben, cy = make_user(db, "ben"), make_user(db, "cy")
    post = make_draft(db, author=ada)
    for users in ([ben, ada], [ada, cy, ben], [cy]):
        bylines.sign(post, users)
        db.flush()
        assert signed(db, post) == [user.id for user in users]
        assert post.authors == users


def test_what_stays_is_not_written_again(db, bylines, ada):
    post = make_draft(db, author=ada)
    bylines.sign(post, [ada])
    assert not db.dirty
