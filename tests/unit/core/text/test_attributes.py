"""Lists of attributes: what is one, and what it says."""

import pytest

from core.text.attributes import Attributes, read_attributes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#a", Attributes(id="a")),
        (".a.b #c", Attributes(id="c", classes=["a", "b"])),
        ("width=5 h='6' Title=\"a b\"", Attributes(values={"width": "5", "h": "6", "title": "a b"})),
        ("linenos, start:3", Attributes(values={"start": "3"}, flags=["linenos"])),
        ("toc", Attributes(flags=["toc"])),
    ],
)
def test_lists_are_read(text, expected):
    assert read_attributes(text) == expected


@pytest.mark.parametrize("text", ["a!", "a = b", '"a"', "x(y)", '.a"b"', "a'b"])
def test_other_text_is_none(text):
    assert read_attributes(text) is None
