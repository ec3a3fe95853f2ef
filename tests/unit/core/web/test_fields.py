"""Fields: lists of names, local moments and text freed from what nobody typed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.i18n import LANGUAGES, Translations
from core.web import fields
from core.web.forms import CreatingForm, Form
from core.web.multidict import MultiDict
from tests.support.source import ROOT

TRANSLATIONS = Translations(ROOT / "locales")


class Example(Form):
    names = fields.NamesField("Names", most=3, length=5)
    moment = fields.MomentField("Moment")
    version = fields.NumberField()
    count = fields.CountField("Count", most=500)


def filled(zone="UTC", **typed):
    locale = TRANSLATIONS.get("en", ZoneInfo(zone))
    return Example(MultiDict(typed.items()), meta={"locale": locale})


def shown(zone="UTC", **stored):
    return Example(data=stored, meta={"locale": TRANSLATIONS.get("en", ZoneInfo(zone))})


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("a, b", ("a", "b")),
        ("前端，后端、 数据库", ("前端", "后端", "数据库")),
        ("a,,b,", ("a", "b")),
        ("Go, go, GO", ("Go",)),
        ("a\r\nb", ("a", "b")),
        ("  a   b  ", ("a b",)),
        ("a\x00\x1b", ("a",)),
        ("", ()),
        (" , ，", ()),
    ],
)
def test_names_stand_between_commas_of_any_keyboard_each_once(typed, names):
    form = filled(names=typed)
    assert form.validate()
    assert form.names.data == names


@pytest.mark.parametrize("typed", ["a,b,c,d", "abcdef"])
def test_too_many_names_and_a_long_one_are_refused_as_they_were_typed(typed):
    form = filled(names=typed)
    assert not form.validate()
    assert typed in form.names()


def test_stored_names_are_shown_with_commas():
    assert 'value="a, b"' in shown(names=("a", "b")).names()


@pytest.mark.parametrize(
    ("zone", "typed", "moment"),
    [
        ("UTC", "2026-03-12T09:00", datetime(2026, 3, 12, 9, tzinfo=UTC)),
        ("Asia/Shanghai", "2026-03-12T09:00", datetime(2026, 3, 12, 1, tzinfo=UTC)),
        ("Asia/Shanghai", "2026-03-12 09:00", datetime(2026, 3, 12, 1, tzinfo=UTC)),
        ("Asia/Shanghai", "2026-03-12T09:00:30.5", datetime(2026, 3, 12, 1, tzinfo=UTC)),
        ("Europe/Berlin", "2026-07-01T09:00", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("Europe/Berlin", "2026-12-01T09:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        # The night in which 2:30 comes twice means the first, still in summer time.
        ("Europe/Berlin", "2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Europe/Berlin", "2026-10-25T03:00", datetime(2026, 10, 25, 2, tzinfo=UTC)),
        ("Australia/Lord_Howe", "2026-04-05T01:45", datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
    ],
)
def test_a_moment_is_meant_by_the_clocks_of_the_site(zone, typed, moment):
    form = filled(zone, moment=typed)
    assert form.validate()
    assert form.moment.data == moment


@pytest.mark.parametrize(
    ("zone", "typed"),
    [
        ("Europe/Berlin", "2026-03-29T02:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15"),
        ("Pacific/Apia", "2011-12-30T12:00"),
        ("UTC", "tomorrow"),
        ("UTC", "2026-02-30T09:00"),
        ("UTC", "2026-03-12T25:00"),
        ("UTC", "0000-01-01T00:00"),
        ("Pacific/Kiritimati", "0001-01-01T00:00"),
        ("Pacific/Honolulu", "9999-12-31T23:59"),
        ("UTC", "２０２６-03-12T09:00"),
    ],
)
def test_a_time_that_never_comes_is_refused_as_it_was_typed(zone, typed):
    form = filled(zone, moment=typed)
    assert not form.validate()
    assert typed in form.moment()


def test_no_moment_is_none():
    form = filled(moment=" ")
    assert form.validate()
    assert form.moment.data is None


def test_a_stored_moment_is_shown_by_the_clocks_of_the_site():
    assert 'value="2026-03-12T09:00"' in shown("Asia/Shanghai", moment=datetime(2026, 3, 12, 1, tzinfo=UTC)).moment()


def test_a_moment_left_as_it_was_shown_keeps_its_seconds_and_its_side_of_the_night():
    second_half_past_two = datetime(2026, 10, 25, 1, 30, 44, tzinfo=UTC)
    form = filled("Europe/Berlin", moment="2026-10-25T02:30")
    assert form.moment.shows(second_half_past_two)
    assert not form.moment.shows(datetime(2026, 10, 25, 1, 31, tzinfo=UTC))
    assert filled(moment="").moment.shows(None)


@pytest.mark.parametrize(
    ("sent", "number"),
    [("7", 7), ("0", 0), ("", 0), ("x", 0), ("-1", 0), ("٣", 0), (str(2**31), 0), (str(2**70), 0), ("9" * 5000, 0)],
)
def test_a_hidden_number_that_is_none_is_nought(sent, number):
    form = filled(version=sent)
    assert form.validate()
    assert form.version.data == number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\r\nb\rc", "a\nb\nc"), ("a\x00b\x1b[0m", "ab[0m"), ("\tx\n", "\tx\n"), ("\ufffe\uffff", ""), (None, None)],
)
def test_text_keeps_its_lines_and_loses_what_nobody_typed(typed, kept):
    assert fields.text(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("  a\n b\t\tc ", "a b c"), ("a\x00b", "ab"), (None, None)])
def test_a_line_is_one_line(typed, kept):
    assert fields.line(typed) == kept


class Limited(Form):
    field = fields.wtforms.StringField("Field", validators=[fields.Needed(fields.N_("Why empty?")), fields.AtMost(3)])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("typed", ["四个字呀", ""])
def test_text_that_is_too_long_or_missing_is_refused_with_a_sentence(typed, code):
    locale = TRANSLATIONS.get(code)
    form = Limited(MultiDict([("field", typed)]), meta={"locale": locale})
    assert not form.validate()
    assert locale.translate(form.field.errors[0])


def test_a_form_id_that_is_not_ours_is_replaced():
    assert CreatingForm(MultiDict([("form_id", "x\n")])).form_id.data != "x\n"
    assert CreatingForm(MultiDict([("form_id", "abcdefghij")])).form_id.data == "abcdefghij"
    assert CreatingForm(MultiDict()).form_id.data != CreatingForm(MultiDict()).form_id.data


@pytest.mark.parametrize(("typed", "count"), [("", 0), (" 7 ", 7), ("0", 0), ("500", 500), ("007", 7)])
def test_a_count_is_a_number_or_nothing(typed, count):
    form = filled(count=typed)
    assert form.validate()
    assert form.count.data == count


@pytest.mark.parametrize("typed", ["501", "-1", "1.5", "x", "٣", "１", "9" * 5000])
def test_what_is_no_count_is_refused_and_shown_again(typed):
    form = filled(count=typed)
    assert not form.validate()
    assert list(form.errors) == ["count"]
    assert form.count.data == 0
    assert typed in form.count()


def test_no_count_is_shown_as_nothing():
    assert 'value=""' in shown(count=0).count()
    assert 'value="7"' in shown(count=7).count()
    assert 'max="500"' in shown().count()
