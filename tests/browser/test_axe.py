"""What axe knows of assistive technology: no page of the readers has a fault, light or dark, in English or Chinese."""

import pytest

from tests.support.gallery import LOCALES
from tests.support.page_checks import violations
from tests.support.sights import READERS_SIGHTS
from tests.support.source import ROOT

THEMES = sorted(path.parent.name for path in ROOT.glob("themes/*/theme.toml"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", LOCALES)
@pytest.mark.parametrize("name", READERS_SIGHTS)
def test_axe_finds_nothing(gallery, window, name, tag, scheme):
    page = window(tag)
    page.emulate_media(color_scheme=scheme)
    gallery.show(page, name, tag)
    assert violations(page) == []


def test_axe_would_find_a_fault(gallery, window):
    page = window()
    gallery.show(page, "home")
    page.evaluate("document.querySelector('.site-name a').replaceChildren()")
    assert any(found.startswith("link-name") for found in violations(page))


@pytest.fixture(params=THEMES)
def theme(request, gallery):
    """Let the readers' pages wear a theme of the repository, and take it off again."""
    gallery.wear(request.param)
    yield request.param
    gallery.wear("")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_theme_of_ours_is_as_good(gallery, window, theme, scheme, width):
    page = window("zh-Hans")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("home", "everything", "archive", "search", "missing"):
        gallery.show(page, name, "zh-Hans")
        assert page.locator(f"link[href^='/static/themes/{theme}/']").count() == 1
        assert violations(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth") == width
