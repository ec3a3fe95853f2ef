"""What the site and the reader's own settings decide about looks: seen in the colours and lines of a page."""

import pytest

from core.site_settings import SiteSettingsService
from tests.factories import make_post

PAPER = {"light": "rgb(253, 252, 249)", "dark": "rgb(21, 24, 26)"}
CHINESE = "第一段，说潮水。\n\n第二段，说工具。\n\n## 小标题\n\n第三段。"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"


@pytest.fixture
def decide(database):
    """Return what lets the site decide something, with a post to look at."""

    def decide(**settings):
        with database.transaction() as db:
            SiteSettingsService(db).update({"set_up": True, **settings})
            make_post(db, title="潮水", slug="tide", source=CHINESE, language="zh-Hans")

    return decide


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("decided", ["light", "dark", "system"])
def test_the_site_decides_on_light_and_dark_or_leaves_it_to_the_reader(decide, pages, decided, system):
    decide(color_scheme=decided)
    page = pages.open("/blog/", color_scheme=system)
    seen = system if decided == "system" else decided
    assert page.evaluate(GROUND) == PAPER[seen]
    colours = page.locator("meta[name=theme-color]")
    assert colours.count() == (2 if decided == "system" else 1)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("decided", ["light", "dark"])
def test_who_wants_contrast_gets_black_and_white(decide, pages, decided):
    decide(color_scheme=decided)
    page = pages.open("/blog/", contrast="more")
    inks = page.evaluate(f"[{GROUND}, getComputedStyle(document.documentElement).color]")
    black_on_white = ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert inks == (black_on_white if decided == "light" else black_on_white[::-1])


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(("indented", "first", "gap"), [(True, 34, 0), (False, 0, 30)])
def test_chinese_paragraphs_are_indented_or_apart(decide, pages, indented, first, gap):
    decide(indent_paragraphs=indented)
    page = pages.open("/blog/posts/tide")
    assert page.locator(".prose p").nth(1).evaluate("(p) => parseFloat(getComputedStyle(p).textIndent)") == first
    boxes = [box.bounding_box() for box in page.locator(".prose p").all()[:2]]
    assert int(boxes[1]["y"] - boxes[0]["y"] - boxes[0]["height"]) == gap
    heading = page.locator(".prose h2").bounding_box()
    assert int(heading["y"] - boxes[1]["y"] - boxes[1]["height"]) == 48


@pytest.mark.engine("sqlite")
def test_the_type_has_its_measures(decide, database, pages):
    decide()
    with database.transaction() as db:
        make_post(db, title="Tide", slug="tide-en", source="A line.\n\n" * 3)
    page = pages.open("/blog/posts/tide")
    find = "(p) => [getComputedStyle(p).fontSize, getComputedStyle(p).lineHeight, p.offsetWidth]"
    assert page.locator(".prose p").first.evaluate(find) == ["17px", "30.6px", 646]
    page.goto("/blog/posts/tide-en")
    assert page.locator(".prose p").first.evaluate(find) == ["19px", "30.4px", 646]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator(".prose p").first.evaluate(find)[::2] == ["17px", 320]
    page.goto("/blog/posts/tide")
    assert page.locator(".prose p").first.evaluate(find)[::2] == ["16px", 320]
