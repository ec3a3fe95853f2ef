"""What the owner decides arrives in a real browser: pictures from a file, colours, own CSS, the counter of visits."""

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.site_settings import SiteSettingsService
from tests.support.desks import press

pytestmark = pytest.mark.engine("sqlite")

SCRIPT = "https://counter.example/x.js"
COLOUR = "(element) => getComputedStyle(element).color"


@pytest.fixture
def decide(database):
    """Return a function that makes decisions past the desk."""

    def decide(**changes):
        with database.transaction() as db:
            SiteSettingsService(db).update({"set_up": True, **changes})

    return decide


def png(width, height):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_a_logo_is_uploaded_shown_and_taken_away(desk, pages, decide):
    decide(title="Letters")
    desk.goto("/admin/settings/look")
    logo = desk.locator("section", has=desk.get_by_role("heading", name="Logo"))
    logo.get_by_label("Picture").set_input_files(png(300, 100))
    logo.get_by_role("button", name="Upload").click()
    expect(desk.get_by_text("The settings are saved.")).to_be_visible()
    reader = pages.open("/blog/")
    shown = reader.get_by_role("link", name="Letters").get_by_role("img")
    expect(shown).to_have_js_property("naturalHeight", 96)
    assert shown.bounding_box()["height"] == 32
    logo.get_by_role("button", name="Remove").click()
    expect(desk.get_by_role("img", name="Logo")).to_have_count(0)


def test_the_accent_that_was_chosen_colours_links_in_both_schemes(desk, pages, decide):
    decide()
    desk.goto("/admin/settings/look")
    desk.get_by_label("Accent", exact=True).fill("#ff0000")
    press(desk, "Save settings")
    expect(desk.get_by_text("The settings are saved.")).to_be_visible()
    for scheme, red in (("light", range(150, 230)), ("dark", range(230, 256))):
        reader = pages.open("/blog/subscribe/", color_scheme=scheme)
        accent = reader.locator(".prose a").first.evaluate("(link) => getComputedStyle(link).color")
        assert int(accent.removeprefix("rgb(").split(",")[0]) in red, accent


def test_own_css_outweighs_the_theme_and_is_refused_in_words(desk, pages, decide):
    decide()
    desk.goto("/admin/settings/css")
    desk.get_by_label("Own CSS", exact=True).fill("h1, .site-name { background: url(//evil.example/x.png) }")
    press(desk, "Save settings")
    expect(desk.get_by_role("alert")).to_contain_text("evil.example")
    drawn = "url(data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)"
    desk.get_by_label("Own CSS", exact=True).fill(
        f".masthead .wrap .site-name a {{ color: rgb(1, 2, 3); background: {drawn} }}"
    )
    press(desk, "Save settings")
    expect(desk.get_by_text("The settings are saved.")).to_be_visible()
    assert pages.open("/blog/").locator(".site-name a").evaluate(COLOUR) == "rgb(1, 2, 3)"


def test_the_one_script_that_counts_visits_runs_for_readers_and_not_at_the_desk(desk, pages, decide):
    decide(analytics_src=SCRIPT, analytics_site="letters")
    reader = pages.open()
    asked = []

    def count(route):
        asked.append(urlsplit(route.request.url).hostname)
        route.fulfill(content_type="text/javascript", body="document.title = document.currentScript.dataset.domain")

    for page in (reader, desk):
        page.route(SCRIPT, count)
    reader.goto("/blog/")
    expect(reader).to_have_title("letters")
    desk.goto("/blog/")
    expect(desk).not_to_have_title("letters")
    assert asked == ["counter.example"]
    # The only page of a site that asks anybody else, and it was told to.
    assert pages.faults == [f"the page asked {SCRIPT}"]
    pages.faults.clear()
