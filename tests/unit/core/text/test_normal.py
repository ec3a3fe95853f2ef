"""Normal forms of texts that nobody would write, and of those that people do."""

import sys
import unicodedata

import pytest

from core.text.normal import MOST_MARKS, normal

#: Which of them comes first, the normal forms say: that takes the time.
BELOW, ABOVE = "\u0323", "\u0301"


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
@pytest.mark.parametrize(
    "text",
    ["", "plain", "e\u0301te\u0301", "ｅ\u0301\u0323", "ﬁ", "กำลัง", "하나", "각", "ｶﾞ", "a" + ABOVE * MOST_MARKS],
)
def test_what_people_write_comes_to_what_unicode_says(form, text):
    assert normal(form, text) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_a_flood_of_marks_is_cut_and_the_text_goes_on(form):
    flooded = normal(form, f"x{ABOVE * 500_000}{BELOW * 500_000}y")
    assert flooded == unicodedata.normalize(form, f"x{ABOVE * MOST_MARKS}y")


def test_every_character_that_normalising_moves_is_taken_for_a_mark():
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        # Both ends count: a run goes on over a character that begins with a mark.
        decomposed = unicodedata.normalize("NFKD", character)
        if unicodedata.combining(decomposed[0]):
            assert len(normal("NFKC", f"a{character * 1000}")) < 200, f"U+{code:04X}"
