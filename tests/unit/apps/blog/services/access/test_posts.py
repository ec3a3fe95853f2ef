"""Tests of who gets a post, and what those who don't are told."""

import pytest

from apps.blog.services.writing.publishing import PublishingService
from core.errors import Forbidden, NotFound
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user


@pytest.mark.parametrize(
    ("role", "whose", "capability", "error"),
    [
        (Role.CONTRIBUTOR, "own draft", "post.edit", None),
        (Role.CONTRIBUTOR, "own draft", "post.publish", Forbidden),
        (Role.CONTRIBUTOR, "own post", "post.edit", Forbidden),
        (Role.CONTRIBUTOR, "other draft", "post.edit", NotFound),
        (Role.AUTHOR, "own post", "post.publish", None),
        (Role.AUTHOR, "other draft", "post.view", NotFound),
        (Role.AUTHOR, "other post", "post.edit", Forbidden),
        (Role.EDITOR, "other draft", "post.publish", None),
        (Role.SUBSCRIBER, "other post", "post.edit", Forbidden),
        (Role.SUBSCRIBER, "other draft", "post.edit", NotFound),
    ],
)
def test_others_are_told_no_more_than_they_may_know(db, *, role, whose, capability, error):
    user = make_user(db, role=role)
    make = make_post if whose.endswith("post") else make_draft
    post = make(db, author=user if whose.startswith("own") else make_user(db))
    if error is None:
        assert PublishingService(db).get_for(user, post.id, capability).id == post.id
        return
    with pytest.raises(error) as caught:
        PublishingService(db).get_for(user, post.id, capability)
    assert type(caught.value) is error


def test_a_visitor_may_not_know_of_a_draft(db, publishing):
    post = make_draft(db)
    with pytest.raises(NotFound):
        publishing.get_for(None, post.id, "post.view")


def test_a_page_is_no_post(db, publishing):
    page = make_page(db)
    editor = make_user(db, role=Role.EDITOR)
    assert publishing.get_for(editor, page.id, "page.edit", kind="page").id == page.id
    with pytest.raises(NotFound):
        publishing.get_for(editor, page.id, "post.edit")
