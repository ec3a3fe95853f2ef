"""A draft, its author at the editor, and somebody else who edits it meanwhile."""

import pytest
from sqlalchemy import select

from apps.blog.models.post import Post
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from tests.factories import make_draft


@pytest.fixture
def author(people):
    """Return an author."""
    return people.make("author", "Ada")


@pytest.fixture
def draft(site, author):
    """Return a draft of that author."""
    with site.database.transaction() as db:
        return make_draft(db, author=author, title="Saved title", source="Saved text.", slug="saved")


@pytest.fixture
def browser(people, author):
    """Return the author's browser."""
    return people.browser(author)


@pytest.fixture
def editor(browser, draft):
    """Return the editor's page of the draft."""
    return browser.get(f"/admin/posts/{draft.id}/edit")


@pytest.fixture
def stored(site):
    """Return a function that gives title and text of all posts as they are stored."""

    def stored():
        with site.database.reading() as db:
            return [tuple(row) for row in db.execute(select(Post.title, Post.source).order_by(Post.id))]

    return stored


@pytest.fixture
def meanwhile(site, people, draft):
    """Return a function with which an editor saves the draft in another browser."""
    editor = people.make("editor", "Edith")

    def save(**fields):
        with site.database.transaction() as db:
            service = PublishingService(db)
            post = service.get_for(editor, draft.id, "post.edit")
            typed = PostDraft(title=fields.pop("title", post.title), source="Text of somebody else.", slug=post.slug)
            service.save(post, typed, user=editor, version=post.version)

    return save
