"""Whatever is sent works, or a sentence says what is wrong with it; nothing is a 500."""

from html import unescape
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import select

from apps.blog.models.post import Post
from tests.support.bad_input import EMPTY, EVERYTHING, HAN, NEW, Ask, post, save
from tests.support.wsgi import call_loosely, environ_of

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def browser(world):
    """Return the browser of an author, who hasn't saved anything for a while."""
    world.forget_limits()
    return world.browsers["author"]


@pytest.mark.parametrize("ask", EVERYTHING, ids=lambda ask: ask.what)
def test_input_of_any_kind_gets_its_answer(world, browser, ask):
    answer = call_loosely(world.site, ask.environ_for(browser))
    assert answer.status == ask.status
    assert ask.holds in unescape(answer.text)
    if ask.status >= 400:
        assert "<h1" in answer.text  # a page with a sentence, not a server's bare line
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("header", ["HOST", "PROTO", "FOR", "PORT", "PREFIX", "SERVER"])
def test_what_only_a_proxy_may_say_is_believed_of_nobody(world, header):
    forged = {f"HTTP_X_FORWARDED_{header}": "evil.example", "HTTP_FORWARDED": "host=evil.example;for=evil.example"}
    for path in ("/", "/blog", "/blog/", "/admin/posts/", "/blog/feed.atom", "/sitemap.xml", "/robots.txt"):
        answer = call_loosely(world.site, environ_of(path, HTTP_HOST="localhost", **forged))
        assert answer.status in {200, 302, 303, 308}
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)


def test_a_chunked_body_that_the_server_unchunked_arrives(world, browser):
    environ = save("chunked", 303, title="Chunked", source=HAN).environ_for(browser)
    del environ["CONTENT_LENGTH"]
    environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert call_loosely(world.site, environ).status == 303


def test_a_broken_cookie_takes_nothing_from_the_good_ones(world, browser):
    environ = Ask("signed in", 200, NEW, signed_in=True).environ_for(browser)
    environ["HTTP_COOKIE"] = f"b{{c=3; {environ['HTTP_COOKIE']}; a[]=1"
    assert call_loosely(world.site, environ).status == 200


def test_a_token_may_come_in_a_header(world, browser):
    body = urlencode({**EMPTY, "title": "By a script", "language": "en"}).encode()
    environ = post("in a header", 303, body, environ={"HTTP_X_CSRF_TOKEN": browser.token}).environ_for(browser)
    assert call_loosely(world.site, environ).status == 303


@pytest.mark.parametrize(
    ("title", "source"),
    [("长文", HAN), ("😀 and 😁 are two", "😀𠮷 שלום"), ("Case and cAse", "tab\there\n\n    indented\n")],
)
def test_what_was_typed_is_stored_as_it_was_on_every_engine(site, people, title, source):
    author = people.arrive("author")
    author.press(author.get(NEW), "Publish", title=title, source=source, status=303)
    with site.database.reading() as db:
        assert db.execute(select(Post.title, Post.source)).one() == (title, source)


def test_titles_that_a_collation_takes_for_one_are_posts_of_their_own(site, people):
    author = people.arrive("author")
    for title in ("😀", "😁", "Straße", "Strasse", "Ａ", "A", "か", "が"):
        author.press(author.get(NEW), "Publish", title=title, source="x", tags=f"tag {title}", status=303)
    with site.database.reading() as db:
        slugs = list(db.scalars(select(Post.slug)))
    assert len(set(slugs)) == 8
    for slug in slugs:
        assert people.browser().get(f"/blog/posts/{quote(slug)}").status_int == 200
