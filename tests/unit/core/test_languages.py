"""Tests of languages: what each is called in its own words."""

import pytest
from babel import Locale

from core.i18n import TAGS
from core.languages import LANGUAGES, canonical, language, primary


def test_each_calls_itself_as_its_readers_do():
    assert (language("zh-Hans").name, language("zh-Hans").short) == ("简体中文", "中文")
    assert (language("ja").name, language("ja").short) == ("日本語", "日本語")
    assert language("zh-Hans").invitation == "阅读中文版"


def test_each_is_a_language_that_dates_and_numbers_are_known_of():
    for tag in LANGUAGES:
        assert Locale.parse(tag, sep="-").language == primary(tag)


def test_every_language_of_the_interface_is_one_to_write_in():
    assert set(TAGS.values()) <= set(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en-GB", "English (en-GB)"), ("zh", "中文 (zh)"), ("da", "dansk (da)"), ("tlh", "tlh"), ("", ""), ("x-!", "x-!")],
)
def test_another_is_called_as_well_as_we_can(tag, name):
    assert language(tag).name == language(tag).short == name
    assert language(tag).invitation == f"→ {name}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        *(("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("ZH-cn", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh-hans", "zh-Hans")),
        *(("zh-TW", "zh-Hant"), ("zh-hk", "zh-Hant"), ("zh-Hant-HK", "zh-Hant-HK"), ("ZH-HANT-tw", "zh-Hant-TW")),
        *(
            ("EN", "en"),
            ("en-us", "en-US"),
            ("sr-latn-rs", "sr-Latn-RS"),
            ("pt-BR", "pt-BR"),
            ("de-CH-1996", "de-CH-1996"),
        ),
        *(("", ""), ("zh_CN", "zh_CN"), ("中文", "中文"), ("-", "-"), ("zh-", "zh-")),
    ],
)
def test_a_tag_is_kept_in_its_usual_form(given, kept):
    assert canonical(given) == kept


def test_every_language_we_offer_is_in_that_form():
    assert [canonical(tag) for tag in LANGUAGES] == list(LANGUAGES)
