"""A face is found only where it has every glyph of a text."""

import pytest

from core.fonts import FOLDERS, find_face


@pytest.fixture(scope="module")
def none(tmp_path_factory):
    """Return the folders of a machine without fonts."""
    return (tmp_path_factory.mktemp("none"),)


@pytest.fixture(scope="module")
def han(tmp_path_factory):
    """Return the folders of a machine that has nothing but the font of the tests."""
    name = "NotoSansCJK-Bold.ttc"
    folder = tmp_path_factory.mktemp("han")
    files = (path for base in FOLDERS if base.is_dir() for path in base.rglob(name))
    (folder / name).symlink_to(next(files))
    return (folder,)


@pytest.mark.parametrize("text", ["A street of trees", "100 % (of it)"])
def test_a_text_that_a_font_has_gets_it_even_where_there_is_none_but_pillows(none, text):
    assert find_face(text, "en", none).at(40).getname()[0] == "Aileron"


@pytest.mark.parametrize("text", ["中文", "A 中", "한", "🌊 waves", "\U000107a5"])
def test_one_missing_glyph_is_enough_for_none(none, text):
    assert find_face(text, "en", none) is None


@pytest.mark.parametrize("text", ["שלום", "مرحبا", "नमस्ते", "ภาษาไทย", "a\u200db", "a\x07b"])
def test_letters_that_are_joined_or_run_the_other_way_are_left_alone(han, text):
    assert find_face(text, "en", han) is None


def test_accents_that_are_written_apart_are_fine(han):
    assert find_face("e\u0301", "fr", han) is not None


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Noto Sans CJK SC"),
        ("zh-Hans", "Noto Sans CJK SC"),
        ("zh-Hant", "Noto Sans CJK TC"),
        ("zh-HK", "Noto Sans CJK HK"),
        ("ja", "Noto Sans CJK JP"),
        ("ko", "Noto Sans CJK KR"),
        ("jam", "Noto Sans CJK SC"),
    ],
)
def test_a_language_gets_its_own_glyphs(han, language, name):
    assert find_face("Title", language, han).at(40).getname()[0] == name


def test_han_in_another_language_gets_a_face_that_has_it(han):
    assert find_face("About 中文", "en", han).at(40).getname()[0] == "Noto Sans CJK SC"


def test_what_is_no_font_is_passed_over(tmp_path):
    # Of names that no system has: Pillow looks elsewhere for a file of the same name.
    (tmp_path / "Arial Bold.ttf").write_bytes(b"no font")
    (tmp_path / "STHeiti Medium.ttc").write_bytes(b"no font")
    assert find_face("A", "en", (tmp_path,)).at(40).getname()[0] == "Aileron"
