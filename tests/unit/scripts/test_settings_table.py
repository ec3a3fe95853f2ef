"""The tables of settings follow the code: every setting explained, in both languages, with an example that works."""

from dataclasses import fields

import pytest

from core.errors import SettingsError
from core.settings import Settings
from core.settings_reference import REFERENCE
from scripts.settings_table import BEGIN, END, pages, with_table
from tests.support.source import ROOT

SECRET = "a-secret-of-thirty-two-characters-at-least"


def test_every_setting_is_explained_and_nothing_else():
    assert set(REFERENCE) == {field.name for field in fields(Settings)} - {"root"}


def test_the_key_of_the_manual_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Settings.load(tmp_path, {"SECRET_KEY": REFERENCE["secret_key"].example})


@pytest.mark.parametrize("name", [name for name in REFERENCE if name != "secret_key"])
def test_an_example_is_a_value_that_the_site_takes(tmp_path, name):
    real = {"SITE_URL": "https://blog.example.org", "SECRET_KEY": SECRET}
    example = REFERENCE[name].example
    settings = Settings.load(tmp_path, real | {name.upper(): example})
    assert getattr(settings, name)


def test_the_pages_have_what_the_code_says():
    behind = [path.name for path, text in pages(ROOT) if path.read_text(encoding="utf-8") != text]
    assert behind == [], "run `make docs`"


def test_the_table_of_before_is_replaced_and_the_rest_kept():
    assert with_table(f"a\n{BEGIN}old\n{END}z\n", "new\n") == f"a\n{BEGIN}\nnew\n\n{END}z\n"


@pytest.mark.parametrize("page", ["no marks\n", BEGIN, END, END + BEGIN])
def test_a_page_without_marks_is_refused(page):
    with pytest.raises(ValueError, match="marks"):
        with_table(page, "new\n")
