"""Every Han character is drawn by a font that has it, in each of the faces that the pages use."""

import pytest

from tests.support.source import ROOT

FIND_MISSING = (ROOT / "tests/support/glyphs.js").read_text(encoding="utf-8")
#: A letter that Unicode has not given away, so that no font has it.
UNASSIGNED = "\u0378"
FACES = {
    "text": ".prose p",
    "strong": ".prose strong",
    "heading": ".prose h2",
    "title": "h1",
    "summary": ".deck",
    "code": ".prose pre code",
    "table": ".prose td",
    "site name": ".site-name a",
    "interface": ".foot a",
}


@pytest.fixture
def post(gallery, window):
    """Return the page of a Chinese post."""
    page = window("zh-Hans")
    gallery.show(page, "chinese_post", "zh-Hans")
    return page


@pytest.mark.parametrize("face", FACES)
def test_han_characters_have_glyphs(post, face):
    assert post.locator(FACES[face]).first.evaluate(FIND_MISSING, "安全漂流瓶，。《》“”—…") == ""


@pytest.mark.parametrize("face", FACES)
def test_a_missing_glyph_would_be_seen(post, face):
    assert post.locator(FACES[face]).first.evaluate(FIND_MISSING, f"安{UNASSIGNED}全") == UNASSIGNED


@pytest.mark.parametrize("name", ["setup", "login", "posts", "changed", "settings", "conflict", "home", "chinese_post"])
def test_no_character_of_a_chinese_page_lacks_its_glyph(gallery, window, name):
    page = window("zh-Hans")
    gallery.show(page, name, "zh-Hans")
    assert page.locator("body").evaluate(FIND_MISSING, "".join(sorted(set(page.inner_text("body"))))) == ""


def test_chinese_on_an_english_page_gets_the_marks_of_a_chinese_face(gallery, window):
    page = window("en")
    gallery.show(page, "chinese_post", "en")
    spoken = page.locator("main :is(h1, h2, p, td, li):lang(zh)")
    families = spoken.evaluate_all("(found) => found.map((each) => getComputedStyle(each).fontFamily)")
    assert len(families) > 3
    assert [each for each in families if not each.startswith('"Han Marks"')] == []
