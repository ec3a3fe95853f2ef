"""Tests of the cookie that opens texts: each its own, as long as its password stays."""

from datetime import timedelta

import pytest

from apps.blog.models.post import PASSWORD, PUBLIC, Post
from apps.blog.services.access.unlocking import LIFETIME, MOST, Keyring

SECRET = "signs-with-this-key-0123456789abcdef"


def post(id=7, password_hash="hash", visibility=PASSWORD):
    return Post(id=id, password_hash=password_hash, visibility=visibility)


def ring(*values, secret=SECRET):
    return Keyring(secret, values)


def test_a_key_opens_its_own_text():
    key = ring().with_key(7, "hash")
    assert ring(key).opens(post())


@pytest.mark.parametrize(
    "other",
    [post(id=8), post(password_hash="another"), post(password_hash=None), post(visibility=PUBLIC)],
    ids=["another text", "another password", "no password", "no longer closed"],
)
def test_a_key_opens_nothing_else(other):
    key = ring().with_key(7, "hash")
    assert not ring(key).opens(other)


def test_a_text_without_a_password_is_opened_by_no_key():
    assert not ring(ring().with_key(7, "")).opens(post(password_hash=""))


def test_a_key_of_another_site_opens_nothing():
    assert not ring(ring(secret=SECRET[::-1]).with_key(7, "hash")).opens(post())


def test_a_key_ends(clock):
    key = ring().with_key(7, "hash")
    clock.advance(seconds=LIFETIME.total_seconds())
    assert ring(key).opens(post())
    clock.advance(seconds=1)
    assert not ring(key).opens(post())


def test_a_cookie_opens_several_texts_and_forgets_the_first_of_too_many():
    value = ""
    for id in range(1, MOST + 2):
        value = ring(value).with_key(id, "hash")
    opened = [id for id in range(1, MOST + 2) if ring(value).opens(post(id))]
    assert opened == list(range(2, MOST + 2))


def test_a_text_has_one_key(clock):
    value = ring().with_key(7, "hash")
    clock.advance(seconds=timedelta(days=1).total_seconds())
    assert "~" not in ring(value).with_key(7, "hash")


@pytest.mark.parametrize("junk", ["", "~~~", "7", "7.x.y", "\r\nSet-Cookie: a=b", "中文", "7." + "x" * 5000])
def test_junk_opens_nothing_and_goes_no_further(junk):
    assert not ring(junk).opens(post())
    assert ring(junk).with_key(7, "hash").count(".") == 2
