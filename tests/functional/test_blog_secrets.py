"""Tests that nothing of what isn't for everybody reaches visitors, wherever it is written down, by whichever route."""

import pytest

from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from tests.factories import make_draft, make_post
from tests.support.secrets import (
    CANARY,
    CLOSED_ONES,
    ROUTES,
    SECRETS,
    UNLISTED_ONES,
    WORD,
    canary,
    old_address,
    opened_secrets,
)

PLACES = ("posts", "pages", "tags", "categories", "series", "authors")


@pytest.fixture(scope="module")
def secrets(migrated, tmp_path_factory):
    """Return a site on SQLite with a text of every hidden kind; the module's tests only look at it."""
    with opened_secrets(migrated.copy(tmp_path_factory.mktemp("secrets"))) as secrets:
        yield secrets


@pytest.mark.parametrize("name", ROUTES)
def test_no_answer_to_visitors_is_another_one_because_of_them(secrets, name):
    for path, (status, location, body) in secrets.answers(secrets.visitor, name).items():
        assert status < 500, path
        assert CANARY.encode() not in body, path
        assert WORD in path or WORD.encode() not in body, path
        if name.startswith(("blog.", "root.")):  # tokens in the forms of accounts are new each time
            assert (status, location, body) == secrets.before[name][path], path


@pytest.mark.parametrize("name", ROUTES)
def test_no_answer_says_more_to_somebody_who_is_signed_in(secrets, name):
    for path, (status, _, body) in secrets.answers(secrets.stranger, name).items():
        assert status < 500, path
        assert CANARY.encode() not in body, path
        assert WORD in path or WORD.encode() not in body, path


@pytest.mark.parametrize("kind", sorted(set(SECRETS) - UNLISTED_ONES - CLOSED_ONES))
def test_its_addresses_do_not_exist_for_strangers(secrets, kind):
    paths = [*(f"/blog/{place}/{canary(kind)}" for place in PLACES), old_address(kind)]
    for browser in (secrets.visitor, secrets.stranger):
        for path in (*paths, f"/blog/posts/{canary(kind)}/cover.png"):
            page = browser.get(path, status=404)
            assert WORD not in page
            assert canary(kind) not in page.html.select_one("main").text


@pytest.mark.parametrize("kind", sorted(set(SECRETS) - UNLISTED_ONES - CLOSED_ONES))
def test_no_spelling_of_its_address_tells_it_from_one_that_never_was(secrets, kind):
    for place in ("posts", "pages"):
        for spelling in ("/blog/{}/{}/", "/BLOG/{}/{}", "/blog/{}/{}/index.html", "/blog/{}//{}", "/{}/{}"):
            paths = [spelling.format(place, name) for name in ("none", canary(kind), canary(kind).upper())]
            assert len({secrets.visitor.get(path, status="*").status_int for path in paths}) == 1, paths


@pytest.mark.parametrize("kind", sorted(CLOSED_ONES))
def test_the_door_of_a_closed_text_says_nothing_of_it(secrets, kind):
    place = "pages" if "page" in kind else "posts"
    door = secrets.visitor.get(f"/blog/{place}/{canary(kind)}", status=403)
    assert WORD not in door
    assert canary(kind) not in door.html.get_text()
    picture = secrets.visitor.get(f"/blog/posts/{canary(kind)}/cover.png", status="*")
    assert picture.status_int == 404


@pytest.mark.parametrize("kind", sorted(CLOSED_ONES | UNLISTED_ONES))
def test_what_only_its_address_leads_to_stands_under_no_term_or_author(secrets, kind):
    for place in set(PLACES) - {"posts", "pages"}:
        assert WORD not in secrets.visitor.get(f"/blog/{place}/{canary(kind)}", status=404)


@pytest.mark.parametrize("name", ["draft", "private", "for members"])
def test_searching_for_its_author_or_tag_finds_nothing(secrets, name):
    for query in (f"author:{canary(name)}", f"tag:{canary(name)}", canary(name)):
        page = secrets.visitor.get(f"/blog/search?q={query}")
        assert WORD not in page
        assert not page.html.select("main article, main .results li")


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
