"""What tests in a real browser ask for beside the live site: people at their desks, and a site full of samples."""

import pytest
from playwright.sync_api import expect

from core.permissions import Role
from tests.factories import make_user
from tests.support.desks import sign_in
from tests.support.gallery import Gallery, Windows
from tests.support.pages import LIMIT, Pages

expect.set_options(timeout=LIMIT)


@pytest.fixture
def admin(database):
    """Return the account of an administrator."""
    with database.transaction() as db:
        return make_user(db, "ada", role=Role.ADMIN, display_name="Ada")


@pytest.fixture
def desk(pages, database, admin):
    """Return a page on which the administrator is signed in; it shows nothing yet."""
    page = pages.open()
    sign_in(page, database, admin)
    return page


@pytest.fixture(scope="session")
def gallery(tmp_path_factory, migrated):
    """Return a site with samples of everything a page can show; tests only look at it."""
    with Gallery.opened(tmp_path_factory.mktemp("gallery"), migrated) as shown:
        yield shown


@pytest.fixture(scope="session")
def windows(browser, gallery):
    """Return the windows that all looks at the gallery share, since opening one takes longer than looking."""
    shared = Windows(browser, gallery.url)
    yield shared
    shared.close()


@pytest.fixture
def window(windows):
    """Return a function that gives the shared window of a language, at 1280 px and as a new one would be."""
    given = []

    def get(tag="en"):
        page = windows.window(tag)
        page.set_viewport_size({"width": 1280, "height": 800})
        given.append(page)
        return page

    before = len(windows.faults)
    yield get
    for page in given:
        page.emulate_media(media="null", color_scheme="null", forced_colors="null")
    assert windows.faults[before:] == []


@pytest.fixture
def visits(browser, gallery):
    """Return what opens pages of the gallery; the test fails if one of them does what none may."""
    gallery.speak("en")
    opened = Pages(browser, gallery.url)
    yield opened
    opened.close()
    assert not opened.faults
