"""The form of posts and pages: what it takes, and how what was typed comes out of it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.admin.forms.posts import PostForm
from core.i18n import LANGUAGES, Translations
from core.web.multidict import MultiDict
from tests.support.source import ROOT

TRANSLATIONS = Translations(ROOT / "locales")


def filled(form=PostForm, *, code="en", zone="Asia/Shanghai", **typed):
    locale = TRANSLATIONS.get(code, ZoneInfo(zone))
    return form(MultiDict({"language": "en", **typed}.items()), meta={"locale": locale})


def test_a_post_comes_out_as_the_services_take_it():
    form = filled(
        title="  A\ttitle ",
        source="one\r\ntwo",
        tags="a，b、a",
        categories="c",
        summary=" in\r\nshort ",
        published_at="2031-05-14T20:00",
        version="3",
    )
    assert form.validate()
    assert form.title.data == "A title"
    assert form.source.data == "one\ntwo"
    assert form.tags.data == ("a", "b")
    assert form.categories.data == ("c",)
    assert form.summary.data == "in short"
    assert form.published_at.data == datetime(2031, 5, 14, 12, tzinfo=UTC)
    assert form.version.data == 3


@pytest.mark.parametrize(("field", "longest"), [("title", 255), ("summary", 1000), ("slug", 100), ("source", 300_000)])
def test_what_fits_is_taken_and_one_character_more_is_not(field, longest):
    assert filled(**{field: "字" * longest}).validate()
    form = filled(**{field: "字" * (longest + 1)})
    assert not form.validate()
    assert list(form.errors) == [field]


def test_a_form_knows_whether_anything_was_written():
    assert filled().is_empty
    assert filled(title=" ", source="\n ").is_empty
    assert not filled(title="x").is_empty
    assert not filled(source="x").is_empty


def test_a_language_from_elsewhere_is_taken_where_the_post_has_it():
    assert not filled(language="tlh").validate()
    form = filled(language="tlh")
    form.offer_language("tlh")
    assert form.validate()
    assert "tlh" not in filled().language()


def test_what_is_not_decided_is_not_in_the_form():
    form = filled()
    form.suit(is_page=True, arranges=True)
    assert not {"pinned", "series", "series_part"} & set(form.data)
    assert {"in_menu", "position", "authors"} <= set(form.data)
    form = filled()
    form.suit(is_page=False, arranges=False)
    assert not {"pinned", "authors", "in_menu", "position"} & set(form.data)


def test_only_what_a_page_had_was_typed():
    names = ("summary", "series", "pinned", "in_menu")
    old = {"summary": "In short."}
    assert filled(**old).typed(names, old) == old
    new = {"summary": "", "series": "Tides", "visibility": "public", "pinned": "y"}
    assert filled(**new).typed(names, new) == {"summary": "", "series": "Tides", "pinned": True, "in_menu": False}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_choices_of_readers_are_said_in_the_language(code):
    labels = [label for _, label, *_ in filled(code=code).visibility.iter_choices()]
    assert len(set(labels)) == 5
    assert ("Everybody" in labels) is (code == "en")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_of_a_form_can_be_said(code):
    form = filled(code=code, title="x" * 256, tags="x" * 101, published_at="soon")
    assert not form.validate()
    locale = TRANSLATIONS.get(code)
    said = [locale.translate(error) for errors in form.errors.values() for error in errors]
    assert len(said) == 3
    assert not any("%(" in sentence for sentence in said)
