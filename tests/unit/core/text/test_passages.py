"""Tests of passages: the part of a text that a search found, with what it found marked."""

import pytest

from core.text.excerpts import MAX_WIDTH
from core.text.passages import marked, passage
from core.text.search import parse_query


def patterns(typed):
    return [phrase.pattern for phrase in parse_query(typed).phrases]


def shown(pieces):
    """Return the pieces as one text, with brackets around what is marked."""
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in pieces)


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("台湾", "我愛台灣！", "我愛[台灣]！"),
        ("python", "Ｐｙｔｈｏｎ and pythons", "[Ｐｙｔｈｏｎ] and pythons"),
        ("cafe", "Ein CAFE\u0301 hier", "Ein [CAFE\u0301] hier"),
        ("strasse", "Straße und Strasse", "[Straße] und [Strasse]"),
        ("ガギ", "ｶﾞｷﾞグ", "[ｶﾞｷﾞ]グ"),
        ("安全", "安\u200b全", "[安\u200b全]"),
        ("株式会社", "㍿です", "[㍿]です"),
        ("a b", "a b ab", "[a] [b] ab"),
        ("ab 一一", "一一一 ab", "[一一]一 [ab]"),
        ('"slow water"', "Slow — water", "[Slow — water]"),
        ("x", "<b>x</b>", "<b>[x]</b>"),
        ("nothing", "something", "something"),
        ("x", "", ""),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(typed, text, expected):
    assert shown(marked(text, patterns(typed))) == expected


def test_a_passage_is_the_line_that_says_most():
    lines = ["About ink.", "Ink and paper.", "Paper."]
    assert shown(passage(lines, patterns("paper ink"))) == "[Ink] and [paper]."


def test_two_places_are_shown_where_none_has_it_all_in_their_order():
    lines = ["Paper first.", "Nothing.", "Ink then."]
    assert shown(passage(lines, patterns("ink paper"))) == "[Paper] first. [Ink] then."


def test_of_a_long_line_the_words_around_the_hit_are_shown():
    said = shown(passage(["word " * 200 + "needle " + "other " * 200], patterns("needle")))
    assert said.startswith("…word")
    assert "[needle]" in said
    assert said.endswith("other …")
    assert MAX_WIDTH * 0.8 < len(said) < MAX_WIDTH * 1.1


def test_of_a_long_chinese_line_half_as_many_letters():
    said = shown(passage(["字" * 300 + "安全" + "字" * 300], patterns("安全")))
    assert said.startswith("…字")
    assert "[安全]" in said
    assert MAX_WIDTH * 0.4 < len(said) < MAX_WIDTH * 0.55


def test_a_hit_at_the_end_of_a_line_has_what_stands_before_it():
    said = shown(passage(["word " * 200 + "needle"], patterns("needle")))
    assert said.endswith("[needle]")
    assert len(said) > MAX_WIDTH * 0.8


def test_a_hit_is_never_cut():
    said = shown(passage(["网" + "安全" * 500], patterns("安全" * 40)))
    assert f"[{'安全' * 40}]" in said


def test_a_place_where_the_words_stand_together_is_chosen():
    line = "ink " + "word " * 100 + "ink and paper" + " word" * 100
    assert "[ink] and [paper]" in shown(passage([line], patterns("ink paper")))


def test_no_line_has_it():
    assert passage(["Nothing here."], patterns("x")) == ()
    assert passage([], patterns("x")) == ()
    assert passage(["x"], []) == ()


def test_a_text_of_one_line_without_end_is_read_at_once():
    said = passage(["x" * 500_000 + " needle"], patterns("needle x"))
    assert ("needle", True) in said


def test_a_line_of_nothing_else_is_shown_to_its_width():
    found = passage(["的" * 2000], patterns("的 的的的 的的的的"))
    *hits, end = found
    assert end == ("…", False)
    assert all(is_hit and not text.strip("的") for text, is_hit in hits)
    assert sum(len(text) for text, _ in hits) <= MAX_WIDTH // 2 + len("的的的的")
