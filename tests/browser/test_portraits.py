"""A portrait arrives in a real browser: from a file, without scripts, round and sharp."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_post
from tests.support.sample_pictures import face

pytestmark = pytest.mark.engine("sqlite")


def test_a_portrait_is_uploaded_shown_and_taken_away(desk, pages, database, admin):
    with database.transaction() as db:
        make_post(db, author=db.merge(admin), title="Signed")
    desk.goto("/auth/profile")
    desk.get_by_label("Picture").set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": face()})
    desk.get_by_role("button", name="Upload").click()
    expect(desk.get_by_role("img", name="Portrait")).to_have_js_property("naturalWidth", 256)
    reader = pages.open("/blog/posts/signed", java_script_enabled=False)
    shown = reader.locator(".post-head .portrait")
    expect(shown).to_have_js_property("naturalWidth", 64)
    expect(shown).to_have_css("border-radius", "50%")
    assert shown.bounding_box()["width"] == shown.bounding_box()["height"] == 32
    desk.get_by_role("button", name="Remove").click()
    expect(desk.get_by_role("img", name="Portrait")).to_have_count(0)
    reader.reload()
    expect(shown).to_have_count(0)
