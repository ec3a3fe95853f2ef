"""An address that no page has is refused with the right number, and cookies never break what reads them."""

from http.cookies import SimpleCookie

import pytest
from hypothesis import example, given, settings, strategies as st

from core.web.middleware.request_line import RequestLine, parsable_cookies
from tests.support.wsgi import Inner, PlainErrors, call, call_loosely, environ_of


def answer_to(**given):
    """Return the status, and what the inner stack or the error page saw."""
    seen = {}

    class Errors(PlainErrors):
        def respond(self, environ, start_response, error):
            seen.update(environ)
            return super().respond(environ, start_response, error)

    inner = Inner()
    answer = call_loosely(RequestLine(inner, errors=Errors()), {**environ_of(), **given})
    return answer.status, inner.environ or seen


@pytest.mark.parametrize(
    "path", ["/", "/blog/posts/a%20b", "/blog/posts/" + "中文".encode().decode("latin-1"), "/a b", "/\xc3\xa9", ""]
)
def test_readable_paths_pass(path):
    status, seen = answer_to(PATH_INFO=path)
    assert status == 200
    assert seen["PATH_INFO"] == path


@pytest.mark.parametrize(
    "path",
    [
        "/\x00",
        "/\n",
        "/a\rb",
        "/\t",
        "/\x7f",
        "/\x1b[2K",
        "/\xff",
        "/\xc3",
        "/\xc0\xaf",
        "/\xed\xa0\x80",
        "/\xc2\x85",
        "/中",
    ],
)
def test_unreadable_paths_are_refused_and_leave_the_error_page_a_clean_one(path):
    status, seen = answer_to(PATH_INFO=path, QUERY_STRING="a=%FF", HTTP_COOKIE="b{c=3")
    assert status == 400
    shown = seen["PATH_INFO"].encode("latin-1").decode()
    assert shown.startswith("/")
    assert shown.isprintable()
    assert (seen["QUERY_STRING"], seen["HTTP_COOKIE"]) == ("", "")


@pytest.mark.parametrize("query", ["q=%FF", "q=%E4%B8", "q=\xff", "%C0%AF=1", "q=中"])
def test_queries_that_are_no_utf8_are_refused(query):
    assert answer_to(QUERY_STRING=query)[0] == 400


@pytest.mark.parametrize("query", ["", "q=%E4%B8%AD", "q=%", "q=%zz", "q=a+b&page=2", "q=%00%0A", "\xe4\xb8\xad"])
def test_queries_that_are_utf8_pass(query):
    status, seen = answer_to(QUERY_STRING=query)
    assert (status, seen["QUERY_STRING"]) == (200, query)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/" + "a" * 7999, "", 200),
        ("/" + "a" * 8000, "", 414),
        ("/", "a" * 7999, 200),
        ("/", "a" * 8000, 414),
        ("/" + "中".encode().decode("latin-1") * 880, "", 200),
        ("/" + "中".encode().decode("latin-1") * 900, "", 414),
        ("/" + "\xff" * 100_000, "", 414),
    ],
)
def test_addresses_are_measured_as_they_stand_in_the_request_line(path, query, status):
    found, seen = answer_to(PATH_INFO=path, QUERY_STRING=query)
    assert found == status
    assert len(seen["PATH_INFO"]) <= 8000 * 3


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_COOKIE": "a=" + "b" * 8190}, 200),
        ({"HTTP_COOKIE": "a=" + "b" * 8191}, 431),
        ({"HTTP_X_LONG": "b" * 32_000}, 200),
        ({"HTTP_X_LONG": "b" * 32_768}, 431),
        ({f"HTTP_X_{number}": "b" * 4000 for number in range(9)}, 431),
    ],
)
def test_headers_beyond_measure_are_refused(headers, status):
    assert answer_to(**headers)[0] == status


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("a=1; b=2", "a=1; b=2"),
        ("a=1;b=2", "a=1; b=2"),
        ("b{c=3; session=abc", "session=abc"),
        ("session=abc; b{c=3", "session=abc"),
        ('prefs={"x": 1}; session=abc', "session=abc"),
        ("expires=now; session=abc", "session=abc"),
        ("session=abc; path=/x; secure", "session=abc"),
        ("$Version=1; session=abc", "session=abc"),
        ("flag; session=abc", "session=abc"),
        ("=1; session=abc", "session=abc"),
        ("n=中; session=abc", "session=abc"),
        ("n=\xe4\xb8; session=abc", "session=abc"),
        ("n=a b; session=abc", "session=abc"),
        ('n=a b"; session=abc', "session=abc"),
        ('n="quoted \\073 value"; session=abc', 'n="quoted \\073 value"; session=abc'),
        ("__Host-s=a.b-c_d~e%20; t=a=b==", "__Host-s=a.b-c_d~e%20; t=a=b=="),
        (";;; ;", ""),
        ("", ""),
    ],
)
def test_only_the_cookies_that_can_not_be_parsed_are_dropped(header, kept):
    status, seen = answer_to(HTTP_COOKIE=header)
    assert status == 200
    assert seen["HTTP_COOKIE"] == kept
    assert len(SimpleCookie(kept)) == len([pair for pair in kept.split("; ") if pair])


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_no_cookie_header_breaks_the_parser_or_hides_the_session(header):
    parsed = SimpleCookie(parsable_cookies(f"{header}; session=abc"))
    assert parsed["session"].value == "abc"


@settings(max_examples=1000, deadline=None)
@example('a= b "')
@example("a=1\n{{")
@given(st.lists(st.sampled_from([*'ab1=; "\\{}$,\n\t\x01\x80', "expires", "secure"]), max_size=12).map("".join))
def test_no_awkward_cookie_breaks_the_parser_or_hides_the_session(header):
    parsed = SimpleCookie(parsable_cookies(f"{header}; session=abc"))
    assert parsed["session"].value == "abc"


def test_a_right_request_is_held_to_the_standard():
    assert call(RequestLine(Inner(), errors=PlainErrors()), environ_of(HTTP_COOKIE="a=1")).status == 200
