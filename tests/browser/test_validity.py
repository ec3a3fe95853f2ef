"""Every page is valid HTML, says the validator of the W3C's."""

import pytest

from tests.support.gallery import LOCALES
from tests.support.page_checks import invalid
from tests.support.sights import SIGHTS

#: Shown by what somebody does on another page.
ACTED = {"login_unfinished", "settings_refused", "desk_term_refused", "conflict", "kept", "shared"}
PLAIN = [name for name in SIGHTS if name not in ACTED]


@pytest.fixture(scope="session")
def faults(gallery, windows, tmp_path_factory):
    """Return what is wrong with each page, by its name and language."""
    sources = {f"{name}.{tag}": gallery.source(windows.window(tag), name, tag) for tag in LOCALES for name in PLAIN}
    folder = tmp_path_factory.mktemp("pages")
    assert invalid(folder, {"broken": "<!doctype html><p lang=en><b>"})["broken"]
    (folder / "broken.html").unlink()
    return invalid(folder, sources)


@pytest.mark.parametrize("tag", LOCALES)
@pytest.mark.parametrize("name", PLAIN)
def test_the_page_is_valid(faults, name, tag):
    assert faults.get(f"{name}.{tag}", []) == []
