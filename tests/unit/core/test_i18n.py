"""Languages: which one, how a sentence is filled in, how dates are said."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from core import clock
from core.i18n import N_, Message, Translations, load_catalogue, negotiate
from tests.support.source import ROOT

MOMENT = dt.datetime(2026, 3, 12, 17, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def translations():
    return Translations(ROOT / "locales")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hans-CN", "zh_CN"),
        ("zh-TW", "zh_CN"),
        ("en-GB,en;q=0.5", "en"),
        ("fr,de;q=0.9", "en"),
        ("fr, zh;q=0.1", "zh_CN"),
        ("en;q=0, zh;q=0.5", "zh_CN"),
        ("", "en"),
        (";;;q=x,,", "en"),
        ("../../etc/passwd", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_browsers_wish_is_met_or_the_default_taken(header, code):
    assert negotiate(header, "en") == code


def test_dates_are_said_as_people_say_them(translations):
    english, chinese = translations.get("en"), translations.get("zh_CN")
    assert (english.date(MOMENT), chinese.date(MOMENT)) == ("12 March 2026", "2026年3月12日")
    assert (english.year(2026), chinese.year(2026)) == ("2026", "2026年")


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (0, "today 01:05", "今天 01:05"),
        (23, "tomorrow 00:05", "明天 00:05"),
        (-2, "yesterday 23:05", "昨天 23:05"),
        (48, "15 March 2026", "2026年3月15日"),
    ],
)
def test_near_moments_are_said_by_their_day_in_the_sites_zone(monkeypatch, translations, hours, english, chinese):
    monkeypatch.setattr(clock, "_source", lambda: MOMENT)
    moment, zone = MOMENT + dt.timedelta(hours=hours), ZoneInfo("Asia/Shanghai")
    assert translations.get("en", zone).near(moment) == english
    assert translations.get("zh_CN", zone).near(moment) == chinese


def test_dates_are_in_the_sites_zone(translations):
    shanghai = translations.get("zh_CN", ZoneInfo("Asia/Shanghai"))
    assert shanghai.datetime(MOMENT) == "2026年3月13日 01:05"
    assert shanghai.iso(MOMENT) == "2026-03-13T01:05:00+08:00"


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [
        ("Asia/Shanghai", "China Time", "中国时间"),
        ("Asia/Calcutta", "India Time", "印度时间"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+8", "Etc/GMT+8", "Etc/GMT+8"),
        ("Antarctica/Troll", "Antarctica/Troll", "Antarctica/Troll"),
    ],
)
def test_a_zone_is_named_as_people_call_it(translations, zone, english, chinese):
    assert translations.get("en", ZoneInfo(zone)).zone_name == english
    assert translations.get("zh_CN", ZoneInfo(zone)).zone_name == chinese


def test_a_message_is_filled_in_after_its_translation(translations):
    message = Message("%(name)s is %(what)s", {"name": "A", "what": N_("taken")})
    assert translations.get("en").translate(message) == "A is taken"


def test_a_language_we_lack_is_english(translations):
    assert translations.get("xx").code == "en"


def test_a_catalogue_needs_no_compiled_file(tmp_path):
    folder = tmp_path / "zh_CN/LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "bottlepost.po").write_text(header + 'msgid "Save"\nmsgstr "保存"\n')
    assert load_catalogue(tmp_path, "zh_CN").gettext("Save") == "保存"


def test_the_chinese_catalogue_is_whole():
    with (ROOT / "locales/zh_CN/LC_MESSAGES/bottlepost.po").open("rb") as file:
        catalogue = read_po(file)
    missing = [message.id for message in catalogue if message.id and (not message.string or message.fuzzy)]
    assert missing == []
    assert not [message.id for message in catalogue if list(message.check())]
