"""Settings show at once, to everybody."""

import pytest
from playwright.sync_api import expect

from core.site_settings import SiteSettingsService
from tests.support.desks import press

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def settings_page(desk, database):
    """Return the settings of a site that is set up."""
    with database.transaction() as db:
        SiteSettingsService(db).update({"set_up": True})
    desk.goto("/admin/settings/")
    return desk


def test_a_new_title_is_on_the_home_page_at_once(settings_page, pages):
    reader = pages.open("/blog/")
    settings_page.get_by_label("Title", exact=True).fill("海边来信 & other letters")
    press(settings_page, "Save settings")
    expect(settings_page.get_by_text("The settings are saved.")).to_be_visible()
    reader.reload()
    expect(reader).to_have_title("海边来信 & other letters")
    expect(reader.get_by_role("link", name="海边来信 & other letters")).to_be_visible()


def test_readers_get_the_language_that_was_chosen(settings_page, pages):
    reader = pages.open("/blog/")
    settings_page.get_by_label("Language", exact=True).select_option("简体中文")
    press(settings_page, "Save settings")
    expect(settings_page.get_by_role("status")).to_be_visible()
    reader.reload()
    expect(reader.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(reader.get_by_text("还没有发布文章。")).to_be_visible()
