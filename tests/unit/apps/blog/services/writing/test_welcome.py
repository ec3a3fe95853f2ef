"""Tests of the draft that a new site begins with."""

import pytest
from sqlalchemy import select

from apps.blog.models.post import Post
from apps.blog.services.writing.welcome import make_welcome
from core.permissions import Role
from tests.factories import make_user


@pytest.mark.parametrize(
    ("language", "title", "tag"),
    [("en", "Welcome", "en"), ("zh_CN", "欢迎", "zh-Hans"), ("xx", "Welcome", "en")],
)
def test_it_is_one_draft_in_the_sites_language_that_shows_our_markdown(db, language, title, tag):
    make_welcome(db, make_user(db, role=Role.ADMIN), language)
    post = db.scalars(select(Post)).one()
    assert (post.title, post.language, post.state) == (title, tag, "draft")
    shown = (
        "<h2",
        "<em>",
        "<strong>",
        "<ul>",
        "<ol>",
        "<blockquote>",
        "<table>",
        'data-lang="python"',
        "footnote",
        "tip",
    )
    assert [part for part in shown if part not in post.html] == []
    assert "![" in post.html
