"""Tests of the search page: what readers type, what they get, and what it costs."""

from urllib.parse import quote

import pytest
from defusedxml import ElementTree

from apps.blog.services.finding.search import PAGE_SIZE
from core.limits import SEARCH
from core.text.search import QUERY_LIMIT
from tests.factories import make_page, make_post, make_user

NAMESPACE = {"": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture
def search(client):
    """Return what types into the field."""

    def typed(text, **more):
        return client.get(f"/blog/search?q={quote(text)}", **more)

    return typed


def test_a_hit_leads_to_its_post_and_shows_what_was_looked_for(search, write):
    with write() as db:
        author = make_user(db, "lin", display_name="Lin")
        make_post(
            db, author=author, title="<i>潮汐</i>", slug="tides", source="台灣的 <b>潮水</b> & 船", language="zh-Hans"
        )
        make_page(db, title="About", slug="about", source="needle")
    page = search("潮水 台湾")
    assert '<a href="/blog/posts/tides">&lt;i&gt;潮汐&lt;/i&gt;</a>' in page.text
    assert "<mark>台灣</mark>的 <mark>潮水</mark> &amp; 船" in page.text
    assert "1 result<" in page.text
    assert 'value="潮水 台湾"' in page.text
    assert 'href="/blog/pages/about"' in search("needle").text


def test_the_field_alone_asks_for_words(client):
    page = client.get("/blog/search")
    assert 'role="search"' in page.text
    assert "Nothing found" not in page.text
    assert '<meta name="robots" content="noindex' in page.text


def test_where_nothing_is_found_the_tags_are_shown(search, write):
    with write() as db:
        make_post(db, tags=("Harbour",))
    page = search("nothing")
    assert "Nothing found for “nothing”." in page.text
    assert "Harbour" in page.text


def test_signs_alone_are_no_search(search):
    assert "Nothing found" not in search("!?").text


def test_pages_are_turned_with_the_words(search, write):
    with write() as db:
        author = make_user(db)
        for number in range(PAGE_SIZE + 1):
            make_post(db, author=author, title=f"字 needle {number}")
    first = search("字 needle")
    assert f"{PAGE_SIZE + 1} results" in first.text
    second = first.click("Older")
    assert second.text.count("<article") == 1
    assert "q=%E5%AD%97+needle" in second.request.url


@pytest.mark.parametrize("page", ["2", "0", "-1", "1e9", "ä", "9999999", str(2**70), ""])
def test_a_page_there_isnt_is_not_found(client, write, page):
    with write() as db:
        make_post(db, title="needle")
    for words in ("needle", "nothing", ""):
        client.get(f"/blog/search?q={words}&page={quote(page)}", status=404)


def test_what_is_too_long_is_refused_in_a_sentence(search):
    assert f"at most {QUERY_LIMIT} characters" in search("字" * (QUERY_LIMIT + 1), status=400).text
    search("字" * QUERY_LIMIT)
    search("x" * 10_000, status=414)


@pytest.mark.usefixtures("no_errors")
@pytest.mark.parametrize(
    "text", ["%", '"', "'", "\\", "(a", "a*", "+-", "{title}:a", "\x00", "\x1b", "\u202e", "😀", "<script>"]
)
def test_what_breaks_other_searches(search, text):
    page = search(text)
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers


def test_bytes_that_are_no_text_are_refused(client):
    client.get("/blog/search?q=%ff", status=400)


def test_who_searches_without_end_is_asked_to_wait(client, search, write, clock):
    for _ in range(SEARCH.most):
        search("x")
    answer = search("x", status=429)
    assert int(answer.headers["Retry-After"]) <= SEARCH.seconds
    assert client.get("/blog/search").status_int == 200
    clock.advance(seconds=SEARCH.seconds)
    search("x")


def test_a_browser_learns_of_the_search(client, search, write):
    with write() as db:
        make_post(db, title="needle")
    head = client.get("/blog/").html.find("link", rel="search")
    assert head["type"] == "application/opensearchdescription+xml"
    answer = client.get(head["href"])
    assert answer.content_type == "application/opensearchdescription+xml"
    description = ElementTree.fromstring(answer.body)
    assert 1 <= len(description.find("ShortName", NAMESPACE).text) <= 16
    template = description.find("Url", NAMESPACE).get("template")
    assert template.endswith("/blog/search?q={searchTerms}")
    assert "1 result<" in client.get(template.replace("{searchTerms}", "needle")).text


def test_a_page_that_isnt_there_offers_the_search(client):
    form = client.get("/blog/posts/nothing", status=404).forms[0]
    form["q"] = "x"
    assert "Nothing found" in form.submit().text
