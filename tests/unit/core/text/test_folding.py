"""Tests of folding: what is written in several ways compares as equal, and nothing else does."""

import pytest

from core.text.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("台灣", "台湾"),
        ("臺灣", "台湾"),
        ("說 説", "说 说"),
        ("衞生 衛生", "卫生 卫生"),
        ("裏 裡", "里 里"),
        ("為 爲", "为 为"),
        ("看著", "看着"),
        ("什麼 甚麽", "什么 甚么"),
        ("ＡＢＣ１２３", "abc123"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("STRASSE", "straße"),
        ("CAFÉ Café Cafe\u0301", "cafe cafe cafe"),
        ("İstanbul", "istanbul"),
        ("Tiếng Việt", "tieng viet"),
        ("ﬁne", "fine"),
        ("安\u200b全 co\u00adop", "安全 coop"),
        ("葛\U000e0100", "葛"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_one_is_as_good_as_the_other(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("大", "太"), ("й", "и"), ("が", "か"), ("a b", "ab"), ("芸", "艺")])
def test_what_differs_stays_different(one, other):
    assert fold(one) != fold(other)


def test_ascii_loses_nothing_but_case():
    assert fold("It's C++ & foo_BAR\n") == "it's c++ & foo_bar\n"


def test_what_is_folded_stays_as_it_is():
    every = (chr(code) for code in range(0x32000) if not 0xD800 <= code < 0xE000)
    changed = {fold(character) for character in every}
    assert [folded for folded in changed if fold(folded) != folded] == []


def test_lines_stay_lines():
    text = "eins\nzwei\n\n三\u3000臺\n"
    assert fold(text).count("\n") == text.count("\n")
