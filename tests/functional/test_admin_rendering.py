"""A text is rendered before the transaction that writes it: on SQLite everybody else waits for that."""

import pytest

from apps.blog.services.writing import rendering
from tests.support.writers import Writers


@pytest.fixture
def renderings(site, monkeypatch):
    """Return a list that tells of each rendering whether a transaction was open then."""
    seen = []
    render = rendering.render

    def spied(*args):
        seen.append(site.database.session().in_transaction())
        return render(*args)

    monkeypatch.setattr(rendering, "render", spied)
    rendering._render.cache_clear()
    return seen


@pytest.fixture
def author(site):
    return Writers(site).arrive("author")


def test_making_publishing_and_changing_a_text_renders_each_wording_once_outside(author, renderings):
    page = author.press(author.get("/admin/posts/new"), "Publish", title="Ink", source="first").follow()
    page = author.press(page, "Save", source="second").follow()
    author.press(page, "Update", source="third")
    assert renderings == [False] * 3


def test_taking_a_text_back_renders_what_waits_outside(author, renderings):
    page = author.press(author.get("/admin/posts/new"), "Publish", title="Ink", source="first").follow()
    page = author.press(page, "Save", source="second").follow()
    rendering._render.cache_clear()
    renderings.clear()
    assert page.forms["withdraw"].submit().status_int == 303
    assert renderings == [False]
