"""The words that rendering adds."""

from typing import get_args

import pytest

from core.text.labels import CALLOUTS, Callout, label


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Warning"),
        ("en-GB", "Warning"),
        ("fr", "Warning"),
        ("", "Warning"),
        ("zh", "警告"),
        ("zh-Hans", "警告"),
        ("zh_CN", "警告"),
        ("ZH-hant-TW", "警告"),
        ("ja", "警告"),
    ],
)
def test_a_label_follows_the_language(language, word):
    assert label("warning", language) == word


def test_traditional_differs_from_simplified():
    assert (label("note", "zh-Hans"), label("note", "zh-Hant"), label("note", "zh-TW")) == ("说明", "說明", "說明")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "ja"])
def test_each_kind_of_callout_has_a_word_of_its_own(language):
    assert len({label(kind, language) for kind in CALLOUTS}) == len(get_args(Callout))
