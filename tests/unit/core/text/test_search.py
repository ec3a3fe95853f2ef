"""Tests of search words: tokens that any engine takes, and phrases that mean what was typed."""

import re
import string

import pytest

from core.text.folding import fold
from core.text.search import INDEXED, parse_query, tokens_of


def found(typed, text):
    """Tell whether the tokens of all phrases stand in those of a text, as an engine would look for them."""
    words = tokens_of(text).split()
    return all(_stands(phrase, words) for phrase in parse_query(typed).phrases)


def _stands(phrase, words):
    if phrase.is_prefix:
        return any(word.startswith(phrase.tokens[0]) for word in words)
    length = len(phrase.tokens)
    return any(tuple(words[start : start + length]) == phrase.tokens for start in range(len(words)))


CASES = [
    ("安全", "网络安全吧", True),
    ("全安", "网络安全吧", False),
    ("网络安全", "网络安全", True),
    ("安", "网安", True),
    ("安", "安", True),
    ("安", "网络", False),
    ("安全", "安 全", False),
    ("安全", "安，全", False),
    ("java 安全", "安全的 Java", True),
    ('"java 安全"', "安全的 Java", False),
    ('"java 安全"', "用 Java 安全地", True),
    ('"java 安"', "用 Java 安全地", True),
    ('"java 全"', "用 Java 安全地", False),
    ('"安全 java"', "网络安全 Java", True),
    ('"安 java"', "网络安全 Java", False),
    ('"全 java 网"', "安全Java网络", True),
    ('"a 全 b"', "a 全 b", True),
    ('"a 全 b"', "a 安全 b", False),
    ('"a 全 b"', "a 全安 b", False),
    ("java安全", "Java 安全", True),
    ("java", "javascript", False),
    ("java", "用java写", True),
    ("script", "JavaScript", False),
    ("bar", "foo_bar", True),
    ("don't", "I don’t know", True),
    ("３.11", "version 3.11", True),
    ("c++", "C#", True),
    ("it the what", "What the? It!", True),
    ("привет", "Привет, мир", True),
    ("ハン", "ハンカク", True),
    ("ﾊﾝ", "ハンカク", True),
    ("𠮷野", "𠮷野家", True),
    ("𠮷", "𠮷野家", True),
    ("⺀", "\U0002e80a", False),
    ("검색", "전문검색을", True),
    ("นี้", "วันนี้", True),
    ("臺灣", "台湾", True),
    ("x" * 100, "x" * 100, True),
    ("x" * 100, "x" * 101, False),
]


@pytest.mark.parametrize(("typed", "text", "is_found"), CASES)
def test_a_search_finds_what_was_typed(typed, text, is_found):
    assert found(typed, text) is is_found


@pytest.mark.parametrize(("typed", "text", "is_found"), CASES)
def test_the_pattern_finds_what_the_tokens_find(typed, text, is_found):
    patterns = [phrase.pattern for phrase in parse_query(typed).phrases]
    assert all(re.search(pattern, fold(text)) for pattern in patterns) is is_found


def test_tokens_are_ascii_that_no_engine_leaves_out():
    everything = "".join(chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    tokens = tokens_of(everything + " the a of " + "é" * 300).split()
    assert set("".join(tokens)) <= set(string.ascii_lowercase + string.digits)
    assert min(map(len, tokens)) >= 4
    assert max(map(len, tokens)) <= 84


def test_a_text_without_end_fits_where_it_is_stored():
    part = INDEXED // 100
    for characters in ("\U00020000", "字", "字 ", "ж", "ж "):
        assert len(tokens_of((characters * part)[:part])) * 100 < 15 * 1024 * 1024
    assert len(tokens_of("\ufdfa" * INDEXED)) < 15 * 1024 * 1024


@pytest.mark.parametrize(
    ("typed", "tags", "authors", "phrases"),
    [
        ("tag:go", ("go",), (), 0),
        ("TAG：日記", ("日记",), (), 0),
        ('tag:"Machine  Learning" author:Ann x', ("machine learning",), ("ann",), 1),
        ("标签:潮汐 作者:林", ("潮汐",), ("林",), 0),
        ("標籤:潮汐", ("潮汐",), (), 0),
        ("tag:a tag:b", ("a", "b"), (), 0),
        ('tag:""', (), (), 0),
        ("tag: go", (), (), 2),
        ("http://x.org/tag:go", (), (), 1),
    ],
)
def test_names_of_tags_and_authors_are_no_words(typed, tags, authors, phrases):
    query = parse_query(typed)
    assert (query.tags, query.authors, len(query.phrases)) == (tags, authors, phrases)


@pytest.mark.parametrize("typed", ["“slow water”", "「slow water」", '"slow water"', "＂slow water＂", "«slow water»"])
def test_all_quotes_hold_words_together(typed):
    assert [phrase.tokens for phrase in parse_query(typed).phrases] == [("latslow", "latwater")]


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "***", "-", "!?…", "。，", "\u200b", "😀"])
def test_signs_alone_are_nothing_to_look_for(typed):
    assert parse_query(typed).is_empty


def test_what_is_typed_twice_is_looked_for_once():
    assert len(parse_query("Java java ＪＡＶＡ").phrases) == 1
