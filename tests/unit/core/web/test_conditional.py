"""Tests of conditional GET: when a client is told that it has a document already."""

from datetime import UTC, datetime

import pytest

from core.web.conditional import Validator
from core.web.request import AnonymousRequest
from tests.support.wsgi import environ_of

SINCE = datetime(2031, 5, 14, 9, 30, 0, 999, tzinfo=UTC)
VALIDATOR = Validator.of("body", SINCE)


def known(**headers):
    environ = environ_of(**{f"HTTP_{name.upper()}": value for name, value in headers.items()})
    return VALIDATOR.is_known(AnonymousRequest(None, environ))


def test_it_is_the_same_for_the_same_text_only():
    assert Validator.of("body", SINCE) == VALIDATOR
    assert Validator.of("other", SINCE).etag != VALIDATOR.etag


def test_its_headers_are_quoted_and_in_english():
    headers = dict(VALIDATOR.headers)
    assert headers["ETag"][0] == headers["ETag"][-1] == '"'
    assert headers["Last-Modified"] == "Wed, 14 May 2031 09:30:00 GMT"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("tags", [VALIDATOR.etag, f"W/{VALIDATOR.etag}", f'"x" , {VALIDATOR.etag}', "*"])
def test_a_tag_that_fits_is_enough(tags):
    assert known(if_none_match=tags)
    assert known(if_none_match=tags, if_modified_since="Wed, 14 May 2025 09:30:00 GMT")


@pytest.mark.parametrize("tags", ['"x"', VALIDATOR.etag.strip('"'), '"', ","])
def test_a_tag_that_does_not_fit_counts_more_than_any_date(tags):
    assert not known(if_none_match=tags, if_modified_since="Wed, 14 May 2031 09:30:00 GMT")


@pytest.mark.parametrize(
    ("date", "is_known"),
    [
        ("Wed, 14 May 2031 09:30:00 GMT", True),
        ("Wed, 14 May 2031 09:30:00", True),
        ("Wed, 14 May 2031 09:29:59 GMT", False),
        ("yesterday", False),
        ("Wed, 99 May 2031 09:30:00 GMT", False),
        ("Wed, 14 May 99999999999999999999 09:30:00 GMT", False),
        ("Wed, 14 May 2031 09:30:00 +99999999999999999999", False),
        ("Fri, 31 Dec 9999 23:59:59 -2359", True),
        ("Mon, 01 Jan 0001 00:00:00 +2359", False),
        ("", False),
    ],
)
def test_a_date_counts_without_a_tag(date, is_known):
    assert known(if_modified_since=date) is is_known
