"""Covers are drawn whole, whatever a title is like."""

import io

import pytest
from PIL import Image, ImageColor

from apps.blog.services.reach.cover_drawing import ACCENT, PAPER, Look, draw_cover
from apps.blog.services.reach.covers import COVER_SIZE, CoverText

EDGE = 96


def drawn(title, language="en", **look):
    return Image.open(io.BytesIO(draw_cover(CoverText(title, language), Look("Site", **look)))).convert("RGB")


def colours(picture):
    """Return the colours of a picture that aren't the edge of a letter."""
    return {colour for count, colour in picture.getcolors() if count > 2000}


def rgb(*names):
    return {ImageColor.getrgb(name) for name in names}


def written_box(picture):
    """Return where something dark stands."""
    return picture.convert("L").point(lambda value: 255 * (value < 128)).getbbox()


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Hi", "en"),
        ("What a power cut taught me about keeping things", "en"),
        ("潮汐表、纸船和一段 Python：想知道今天能不能下海，先得读懂一张表", "zh-Hans"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis" * 5, "en"),
        ("一张很宽的表" * 42, "zh-Hans"),
        ("  spaces \t and\nlines ", "en"),
        ("。" * 250, "zh-Hans"),
    ],
)
def test_a_title_stands_between_the_edges(title, language):
    picture = drawn(title, language)
    assert picture.size == COVER_SIZE
    assert rgb(PAPER) <= colours(picture)
    left, top, right, bottom = written_box(picture)
    assert left >= EDGE - 4
    assert top >= EDGE
    assert right <= COVER_SIZE[0] - EDGE + 4
    assert bottom <= 560


def test_a_title_that_no_font_has_leaves_the_mark_on_the_accent():
    picture = drawn("שלום", "he")
    assert colours(picture) == rgb(ACCENT, PAPER)


def test_the_icon_takes_the_marks_place():
    icon = Image.new("RGBA", (512, 512), "#123456")
    assert colours(drawn("😀\U000107a5", icon=icon, accent="#aa0000")) == rgb("#aa0000", "#123456")
    assert (18, 52, 86) in colours(drawn("A title", icon=icon))


def test_a_site_whose_name_no_font_has_goes_without():
    with_name = draw_cover(CoverText("Title", "en"), Look("Site"))
    assert draw_cover(CoverText("Title", "en"), Look("שלום")) != with_name
    assert draw_cover(CoverText("Title", "en"), Look("A name that goes on and on " * 9)) != with_name
