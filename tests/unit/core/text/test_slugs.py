"""Slugs: what becomes of titles in all scripts."""

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from core.text.slugs import MAX_LENGTH, RESERVED, numbered, short_id, slug_key, slug_words, slugify

ID = re.compile("[23456789bcdfghjkmnpqrstvwxz]{8}")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  --A_b c.d/e--  ", "a-b-c-d-e"),
        ("安全管理器", "安全管理器"),
        ("用 Python 写博客：第一篇", "用-python-写博客-第一篇"),
        ("「引号」与《书名》", "引号-与-书名"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ１２３", "full-width123"),
        ("Don't, they’re fine", "dont-theyre-fine"),
        ("Straße ÀÉ", "strasse-àé"),
        ("Привет, мир", "привет-мир"),
        ("हिन्दी में", "हिन्दी-में"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("日本語のブログ", "日本語のブログ"),
        ("한국어 제목", "한국어-제목"),
        ("zero\u200bwidth\u00adsoft", "zerowidthsoft"),
        ("C++ & C#", "c-c"),
        ("Python 3.11", "python-3-11"),
        ("𠮷野家", "𠮷野家"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_title_becomes_letters_digits_and_hyphens(title, slug):
    assert slugify(title) == slug


@pytest.mark.parametrize("title", ["", "   ", "...", ".", "..", "！？。", "🎉🎉", "---", "\u200b"])
@pytest.mark.parametrize("style", ["unicode", "pinyin"])
def test_a_title_without_letters_gets_a_random_id(title, style):
    assert ID.fullmatch(slugify(title, style))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("安全管理器", "an-quan-guan-li-qi"),
        ("重庆的银行", "chong-qing-de-yin-hang"),
        ("学习Python 3.11", "xue-xi-python-3-11"),
        ("女孩与绿色", "nv-hai-yu-lv-se"),
        ("Привет 世界", "привет-shi-jie"),
    ],
)
def test_pinyin_puts_a_hyphen_between_syllables(title, slug):
    assert slugify(title, "pinyin") == slug


def test_the_id_style_ignores_the_title():
    first, second = slugify("title", "id"), slugify("title", "id")
    assert ID.fullmatch(first)
    assert first != second


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_a_route_is_never_a_slug(word):
    assert slugify(word.upper()) == f"{word}-1"


def test_a_long_slug_is_cut_between_words():
    slug = slugify("word " * 50)
    assert slug == "-".join(["word"] * 20)
    assert len(slug) <= MAX_LENGTH


def test_a_long_slug_without_words_is_cut_at_its_length():
    assert slugify("安" * 300) == "安" * 100


def test_a_cut_leaves_a_letter_its_marks():
    slug = slugify("कि" * 60 + "का")
    assert len(slug) == MAX_LENGTH
    assert slugify("x" + "कि" * 60) == "x" + "कि" * 49


def test_a_slug_of_nothing_but_marks_is_cut_all_the_same():
    assert len(slug_words("\u093f" * 300)) <= MAX_LENGTH


def test_slugs_that_look_the_same_have_one_key():
    assert slug_key("Ｃafé") == slug_key("cafe\u0301") == "café"
    assert slug_key("ß") == "ss"


@pytest.mark.parametrize(
    ("slug", "number", "expected"),
    [
        ("post", 2, "post-2"),
        ("a" * 100, 12, "a" * 97 + "-12"),
        ("-".join(["word"] * 20), 2, "-".join(["word"] * 19) + "-2"),
    ],
)
def test_a_numbered_slug_keeps_the_length(slug, number, expected):
    assert numbered(slug, number) == expected


def test_short_ids_differ():
    assert len({short_id() for _ in range(1000)}) == 1000


@given(st.text())
def test_any_text_gives_a_usable_slug(text):
    slug = slugify(text)
    assert 0 < len(slug) <= MAX_LENGTH
    assert slug not in RESERVED
    assert all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in slug)
    assert not slug.startswith("-")
    assert not slug.endswith("-")


@given(st.text(min_size=1))
def test_a_slug_is_its_own_slug_and_key(text):
    words = slug_words(text)
    assert slug_words(words) == words
    assert slug_key(words) == words
