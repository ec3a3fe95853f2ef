"""Being signed in on two devices, and ending one from the other."""

import pytest
from playwright.sync_api import expect

from apps.auth.services.passwords import hash_password
from core.permissions import Role
from tests.factories import make_user
from tests.support.desks import path_of, press

pytestmark = pytest.mark.engine("sqlite")
PASSWORD = "stamp-collection-77"
OTHER_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def arrive(pages, database):
    """Return what signs the same person in by the form, on a new browser."""
    with database.transaction() as db:
        make_user(db, "ada", role=Role.AUTHOR, password_hash=hash_password(PASSWORD))

    def sign_in(**options):
        page = pages.open("/auth/login", **options)
        page.get_by_label("User name or e-mail").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        expect(page.get_by_role("link", name="Write", exact=True)).to_be_visible()
        return page

    return sign_in


@pytest.fixture
def devices(arrive):
    """Return the list of devices on the first one, and a page on the second."""
    second = arrive(user_agent=OTHER_BROWSER)
    first = arrive()
    first.goto("/auth/sessions")
    return first, second


def test_every_browser_is_in_the_list(devices):
    first, _ = devices
    expect(first.get_by_role("heading", level=2)).to_have_count(2)
    expect(first.get_by_role("heading", name="Firefox on Linux")).to_be_visible()
    expect(first.get_by_text("This device")).to_have_count(1)


def test_a_revoked_device_is_signed_out_at_its_next_request(devices):
    first, second = devices
    press(first, "Sign out Firefox Linux")
    expect(first.get_by_text("That device is signed out.")).to_be_visible()
    second.goto("/admin/posts/")
    assert path_of(second) == "/auth/login"


def test_the_device_that_revoked_another_stays_signed_in(devices):
    first, _ = devices
    press(first, "Sign out Firefox Linux")
    first.goto("/admin/posts/")
    assert path_of(first) == "/admin/posts/"
