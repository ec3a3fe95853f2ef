"""Themes are read from their folders, and one that is broken is left out."""

import pytest

from core.web.themes import Theme, ThemeError, Themes
from tests.support.wsgi import Inner, call, environ_of

TOML = 'name = "Night"\ndescription = "Dark."\n\n[zh_CN]\nname = "夜"\n'


@pytest.fixture
def night(tmp_path):
    """Return the folder of a theme."""
    folder = tmp_path / "night"
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "theme.toml").write_text(TOML, encoding="utf-8")
    (folder / "static" / "css" / "site.css").write_text("body { color: navy }")
    return folder


def test_a_theme_says_what_it_is_in_the_readers_language(night):
    theme = Theme.read(night)
    assert (theme.key, theme.name("en"), theme.name("zh_CN")) == ("night", "Night", "夜")
    assert theme.description("zh_CN") == theme.description("en") == "Dark."


def test_its_files_stand_in_for_ours_and_the_others_stay(night):
    url = Theme.read(night).url_or(lambda name: f"/static/{name}")
    assert url("css/site.css").startswith("/static/themes/night/css/site.")
    assert url("css/forms.css") == "/static/css/forms.css"


def test_its_files_are_served_to_be_kept_for_ever(night):
    themes = Themes(night.parent)
    answer = call(themes.around(Inner()), environ_of(next(iter(themes)).static.url("css/site.css")))
    assert answer.body == b"body { color: navy }"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_theme_without_files_of_its_own_is_one(tmp_path):
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "theme.toml").write_text('name = "Bare"')
    (theme,) = Themes(tmp_path)
    assert theme.url_or(str.upper)("a") == "A"
    assert theme.description("en") == ""


@pytest.mark.parametrize("text", ["", "name =", "name = 1", 'name = ""', "name = 'x'\n[en]\nname = 1", "\udcff"])
def test_a_description_that_cannot_be_read_is_refused(night, text):
    (night / "theme.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ThemeError, match=r"theme\.toml"):
        Theme.read(night)


@pytest.mark.parametrize("name", ["Night", "..", "a b", "-x", "夜"])
def test_a_name_that_is_no_part_of_an_address_is_refused(night, name):
    with pytest.raises(ThemeError, match="name"):
        Theme.read(night.parent / name)


def test_a_broken_theme_is_left_out_and_logged(night, caplog):
    (night.parent / "broken").mkdir()
    (night.parent / "broken" / "theme.toml").write_text("name =")
    (night.parent / "no-theme").mkdir()
    themes = Themes(night.parent)
    assert [theme.key for theme in themes] == ["night"]
    assert "broken" in caplog.text
    assert "no-theme" not in caplog.text
    assert themes.find("broken") is None


def test_a_site_without_the_folder_has_no_themes(tmp_path):
    assert list(Themes(tmp_path / "themes")) == []
