"""The guess at a text's language."""

import pytest

from core.text.language import detect_language

CHINESE = "本文介绍了一个数据库死锁的案例和解决方案。"
ENGLISH = "This is a story about a database and its locks."


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        (CHINESE, "en", "zh-Hans"),
        (CHINESE, "zh-Hans", "zh-Hans"),
        (CHINESE, "zh-Hant", "zh-Hant"),
        (ENGLISH, "en", "en"),
        (ENGLISH, "zh-Hans", "en"),
        ("Une histoire de base de données", "fr", "fr"),
        ("これは日本語のブログです。漢字もあります。", "zh-Hans", "ja"),
        ("ひらがなだけ", "en", "ja"),
        (f"{CHINESE}外国の月", "en", "zh-Hans"),
        ("用 MySQL InnoDB 的 SELECT FOR UPDATE 加锁的时候要小心", "en", "zh-Hans"),
        (f"{ENGLISH} The word for it is 锁.", "zh-Hans", "en"),
        ("", "zh-Hans", "zh-Hans"),
        ("123 !?", "en", "en"),
        ("Привет, мир", "ru", "ru"),
    ],
)
def test_letters_tell_the_language(text, default, language):
    assert detect_language(text, default) == language
