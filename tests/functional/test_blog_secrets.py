"""Tests that nothing of what isn't published reaches readers, wherever it is written down."""

from datetime import timedelta

import pytest

from apps.blog.models.post import MEMBERS, PASSWORD, PRIVATE, REVIEW
from apps.blog.services.drafts import PostDraft
from apps.blog.services.publishing import PublishingService
from core import clock
from tests.factories import make_draft, make_page, make_post, make_user

CANARY = "kanarienvogel"
PLACES = (
    "/blog/",
    "/blog/posts/live",
    "/blog/posts/none",
    "/blog/tags/",
    "/blog/tags/shared",
    "/blog/categories/shared",
    "/blog/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/nothing",
)
FIELDS = {
    "title": CANARY,
    "source": CANARY,
    "summary": CANARY,
    "tags": ("shared", CANARY),
    "categories": ("shared", CANARY),
}


def withdrawn(db, author):
    publishing = PublishingService(db)
    post = make_post(db, author=author, **FIELDS)
    publishing.withdraw(post, user=author, version=post.version)


def deleted(db, author):
    publishing = PublishingService(db)
    post = make_post(db, author=author, **FIELDS)
    publishing.delete(post, user=author, version=post.version)


def with_a_pending_change(db, author):
    publishing = PublishingService(db)
    post = make_post(db, author=author, title="Innocent", tags=("shared",))
    publishing.save(post, PostDraft(slug=CANARY, **FIELDS), user=author, version=post.version)


def with_a_past(db, author):
    publishing = PublishingService(db)
    post = make_draft(db, author=author, **FIELDS)
    publishing.save(post, PostDraft(title="Innocent", tags=("shared",)), user=author, version=1)
    publishing.publish(post, user=author, version=2)


def over(db, author):
    make_post(db, author=author, **FIELDS).unpublished_at = clock.now()


SECRETS = {
    "a draft": lambda db, author: make_draft(db, author=author, **FIELDS),
    "a draft of a page": lambda db, author: make_draft(db, author=author, kind="page", **FIELDS),
    "in review": lambda db, author: setattr(make_draft(db, author=author, **FIELDS), "status", REVIEW),
    "scheduled": lambda db, author: make_post(db, author=author, at=clock.now() + timedelta(seconds=1), **FIELDS),
    "a scheduled page": lambda db, author: make_page(
        db, author=author, at=clock.now() + timedelta(seconds=1), **FIELDS
    ),
    "private": lambda db, author: setattr(make_post(db, author=author, **FIELDS), "visibility", PRIVATE),
    "for members": lambda db, author: setattr(make_post(db, author=author, **FIELDS), "visibility", MEMBERS),
    "with a password": lambda db, author: setattr(make_post(db, author=author, **FIELDS), "visibility", PASSWORD),
    "withdrawn": withdrawn,
    "deleted": deleted,
    "over": over,
    "waiting beside a live text": with_a_pending_change,
    "in an old revision": with_a_past,
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.usefixtures("clock")
def test_no_page_for_readers_says_a_word_of_it(client, write, kind):
    with write() as db:
        author = make_user(db)
        make_post(db, author=author, title="Live", tags=("shared",), categories=("shared",))
        SECRETS[kind](db, author)
    pages = {place: client.get(place, expect_errors=True) for place in PLACES}
    assert {place: page.status_int for place, page in pages.items() if page.status_int != 200} == {
        "/blog/posts/none": 404,
        "/nothing": 404,
    }
    assert [place for place, page in pages.items() if CANARY in page.text] == []


@pytest.mark.parametrize("kind", sorted(set(SECRETS) - {"waiting beside a live text", "in an old revision"}))
@pytest.mark.usefixtures("clock")
def test_its_address_does_not_exist_for_strangers(client, people, write, kind):
    stranger = people.arrive("author")
    with write() as db:
        SECRETS[kind](db, make_user(db))
    for address in (
        f"/blog/posts/{CANARY}",
        f"/blog/pages/{CANARY}",
        f"/blog/tags/{CANARY}",
        f"/blog/categories/{CANARY}",
    ):
        for browser in (client, stranger):
            assert CANARY not in browser.get(address, status=404).html.select_one("main").text


@pytest.mark.parametrize(("kind", "place"), [("post", "posts"), ("page", "pages")])
def test_who_may_see_a_draft_sees_it_with_a_strip_and_nobody_keeps_it(people, write, kind, place):
    user = people.make("author")
    with write() as db:
        make_draft(db, author=user, title=CANARY, source="## A\n\n## B\n\n## C", kind=kind)
    browsers = [people.arrive("editor")] + ([people.browser(user)] if kind == "post" else [])
    for browser in browsers:
        answer = browser.get(f"/blog/{place}/{CANARY}")
        assert "Draft" in answer.html.select_one(".strip").text
        assert answer.html.select_one("h1").text == CANARY
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_author_sees_the_text_that_is_live_as_readers_do(people, write):
    user = people.make("author")
    with write() as db:
        post = make_post(db, author=user, title="Live", source="old words")
        draft = PostDraft(title="Live", source=CANARY)
        PublishingService(db).save(post, draft, user=user, version=post.version)
    page = people.browser(user).get("/blog/posts/live")
    assert "old words" in page
    assert CANARY not in page
    assert page.html.select_one(".strip") is None
