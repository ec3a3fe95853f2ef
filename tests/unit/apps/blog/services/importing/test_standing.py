"""What stands beside the text in a front matter comes along, in the words of several systems."""

import pytest

from apps.auth.services.passwords import verify_password
from apps.blog.models.post import PASSWORD, PRIVATE, PUBLIC, UNLISTED
from apps.blog.services.importing.fields import Fields
from apps.blog.services.importing.standing import Cover, Standing, standing_of

PICTURE = "https://example.org/a.jpg"
WHOLE = Cover(PICTURE, "A boat", 800, 450)


def standing(**fields):
    return standing_of(Fields(fields))


def test_one_that_says_nothing_is_like_all_others():
    assert standing() == Standing(PUBLIC, None, pinned=False, series="", cover=Cover())


@pytest.mark.parametrize(
    ("fields", "visibility"),
    [
        ({"unlisted": "true"}, UNLISTED),
        ({"hidden": "yes"}, UNLISTED),
        ({"hidden": "false"}, PUBLIC),
        ({"private": "true", "password": "open sesame"}, PRIVATE),
        ({"visibility": "Private"}, PRIVATE),
        ({"visibility": "public"}, PUBLIC),
    ],
)
def test_who_may_read_it(fields, visibility):
    assert standing(**fields).visibility == visibility
    assert standing(**fields).password_hash is None


def test_a_password_comes_as_its_hash():
    found = standing(password="芝麻开门")
    assert found.visibility == PASSWORD
    assert verify_password(found.password_hash, "芝麻开门")


@pytest.mark.parametrize(
    ("fields", "pinned"),
    [
        ({"pinned": "true"}, True),
        ({"topmost": "true"}, True),
        ({"sticky": "100"}, True),
        ({"top": "0"}, False),
        ({"sticky": "false"}, False),
    ],
)
def test_what_stands_on_top(fields, pinned):
    assert standing(**fields).pinned is pinned


@pytest.mark.parametrize(
    ("fields", "cover"),
    [
        ({"image": {"path": PICTURE, "width": "800", "height": "450px", "alt": "A boat"}}, WHOLE),
        ({"cover": PICTURE, "cover_width": "800", "cover_height": "450", "cover_alt": "A boat"}, WHOLE),
        ({"cover": "/a.jpg", "image": {"url": PICTURE, "Width": "800", "height": "450", "alt": "A boat"}}, WHOLE),
        ({"cover": PICTURE}, Cover()),
        ({"image": {"path": "/a.jpg", "width": "800", "height": "450"}}, Cover()),
        ({"image": {"path": PICTURE, "width": "800", "height": "wide"}}, Cover()),
        ({"image": {"path": PICTURE, "width": "800", "height": "99999999"}}, Cover()),
        ({"image": {"path": "javascript:alert(1)", "width": "8", "height": "8"}}, Cover()),
        ({"image": ["a", "b"]}, Cover()),
    ],
)
def test_a_cover_has_a_full_address_and_a_size(fields, cover):
    assert standing(**fields).cover == cover


@pytest.mark.parametrize(
    ("fields", "series"),
    [
        ({"series": "On  tides"}, "On tides"),
        ({"series": ["A", "B"]}, "A"),
        ({"series": "x" * 300}, "x" * 120),
        ({}, ""),
    ],
)
def test_a_series_is_one_name(fields, series):
    assert standing(**fields).series == series
