"""Word counts and reading times."""

import pytest

from core.text.words import WordCount, count_words


@pytest.mark.parametrize(
    ("text", "han", "words"),
    [
        ("", 0, 0),
        ("Hello, brave new world.", 0, 4),
        ("don't well-known 3.14 1,000 a.b", 0, 5),
        ("安全管理器", 5, 0),
        ("用 Python 写 blog，真好！", 4, 2),
        ("用Python写", 2, 1),
        ("日本語のブログ", 7, 0),
        ("한국어 제목", 0, 2),
        ("Привет, мир", 0, 2),
        ("𠮷野家", 3, 0),
        ("— … ， 。 !", 0, 0),
        ("snake_case", 0, 2),
    ],
)
def test_han_letters_and_words_are_counted_apart(text, han, words):
    count = count_words(text)
    assert (count.han, count.words) == (han, words)
    assert count.total == han + words


@pytest.mark.parametrize(
    ("han", "words", "minutes"), [(0, 0, 1), (10, 10, 1), (350, 0, 1), (3500, 0, 10), (0, 2380, 10), (1750, 1190, 10)]
)
def test_reading_time_adds_both_and_is_at_least_a_minute(han, words, minutes):
    assert WordCount(han=han, words=words).minutes == minutes
