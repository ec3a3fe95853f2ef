"""Tags that show a picture are told from those that don't."""

import pytest

from apps.blog.services.importing.pictures import Picture, find_picture


def picture(tag, arguments):
    return find_picture(tag, arguments, "", str)


@pytest.mark.parametrize(
    ("tag", "arguments", "found"),
    [
        ("image", '"a/b.png" "Words"', Picture("/a/b.png", "Words")),
        ("image", '"a.svg"', Picture("/a.svg", "")),
        ("image", '"a.png", "Words"', Picture("/a.png", "Words")),
        (
            "image",
            '"a.png" "the words "yes" or "no", as they say"',
            Picture("/a.png", 'the words "yes" or "no", as they say'),
        ),
        ("image", '"a.png" ""Words""', Picture("/a.png", "Words")),
        ("image_with_class", '"a.png" "wide" "Words"', Picture("/a.png", "Words")),
        ("image_with_class", '"a.png" "wide" ""', Picture("/a.png", "")),
        ("img", "/a.png", Picture("/a.png", "")),
        ("img", "https://x.example/a.jpg?w=1", Picture("https://x.example/a.jpg?w=1", "")),
        ("picture", 'src="/a.png" alt="Words"', Picture("/a.png", "Words")),
        ("include", 'figure.html url=/a.png description="Words"', Picture("/a.png", "Words")),
        ("include", '"figure.html" src="/a.png" caption="Below"', Picture("/a.png", "Below", "Below")),
    ],
)
def test_a_tag_that_plainly_shows_a_picture_is_one(tag, arguments, found):
    assert picture(tag, arguments) == found


@pytest.mark.parametrize(
    ("tag", "arguments"),
    [
        ("include", "header.html"),
        ("include", "figure.html"),
        ("include", ""),
        ("image", ""),
        ("image", "page.cover"),
        ("imagery", '"words" "more"'),
        ("assign", 'a = "b.png"'),
        ("image", 'src=""'),
        ("image", 'src="/"'),
    ],
)
def test_another_tag_is_none(tag, arguments):
    assert picture(tag, arguments) is None
