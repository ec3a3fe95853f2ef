"""The way past the menu for somebody without a mouse."""

import pytest

IS_IN_SIGHT = "document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().height > 20"


@pytest.mark.parametrize("name", ["chinese_post", "login", "posts", "draft"])
def test_the_skip_link_comes_first_and_leads_to_the_text(gallery, window, name):
    page = window()
    gallery.show(page, name)
    page.keyboard.press("Tab")
    assert page.evaluate(IS_IN_SIGHT)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
