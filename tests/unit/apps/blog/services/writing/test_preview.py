"""The preview shows what is being written, and for all else the post itself."""

from apps.blog.services.writing.drafts import DraftService
from apps.blog.services.writing.preview import Preview
from apps.blog.services.writing.publishing import PostDraft, PublishingService
from tests.factories import make_draft, make_post


def preview(db, post):
    return Preview(post, DraftService(db).of(post))


def test_a_draft_is_shown_as_it_is_stored(db):
    post = make_draft(db, title="Soon", source="**bold**", tags=("C++",), categories=("Notes",))
    shown = preview(db, post)
    assert (shown.title, shown.html, shown.id) == ("Soon", post.html, post.id)
    assert [(tag.name, tag.slug) for tag in shown.tags] == [(tag.name, tag.slug) for tag in post.tags]
    assert [category.name for category in shown.categories] == ["Notes"]
    assert shown.authors == post.authors


def test_a_change_is_shown_in_place_of_what_readers_see(db):
    post = make_post(db, title="Old", source="old", slug="old")
    change = PostDraft(title="New", source="# new", summary="deck", tags=("soon made",), language="ja", slug="new")
    PublishingService(db).save(post, change, user=None, version=post.version)
    shown = preview(db, post)
    assert (shown.title, shown.summary, shown.language, shown.slug) == ("New", "deck", "ja", "new")
    assert "new" in shown.html
    assert [(tag.name, tag.slug) for tag in shown.tags] == [("soon made", "soon-made")]
    assert shown.is_live
    assert (post.title, post.html.count("new")) == ("Old", 0)


def test_sections_become_contents(db):
    shown = preview(db, make_draft(db, source="## One\n\n### Inner\n\n## Two\n\n## Three\n"))
    assert [section.text for section in shown.contents] == ["One", "Two", "Three"]
