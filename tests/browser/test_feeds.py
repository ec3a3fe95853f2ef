"""What Chromium makes of what is for machines: linked data on a page, and a feed that somebody opens."""

import pytest

from tests.factories import make_post
from tests.support.databases import open_database


@pytest.fixture
def post(database_url):
    """Make a post."""
    database = open_database(database_url)
    with database.transaction() as db:
        make_post(db, title="A street of trees", slug="trees", source="I drew a map.", summary="Only the trees.")
    database.dispose()


@pytest.mark.usefixtures("post")
@pytest.mark.engine("sqlite")
class TestMachinesPart:
    def test_linked_data_is_no_script_to_the_policy(self, page):
        # `pages` fails the test where the browser finds anything that the policy forbids.
        page.goto("/blog/posts/trees")
        data = page.locator("script").evaluate_all(
            "(all) => all.map((one) => [one.type, JSON.parse(one.text)['@type']])"
        )
        assert data == [["application/ld+json", "BlogPosting"]]

    @pytest.mark.parametrize("form", ["atom", "rss"])
    def test_a_feed_shows_titles_instead_of_markup(self, page, form):
        page.goto(f"/blog/feed.{form}")
        shown = page.evaluate(
            "[...document.querySelectorAll('title, summary, description, content, encoded')]"
            ".filter((one) => one.getClientRects().length).map((one) => one.textContent)"
        )
        assert [text for text in shown if text != "Bottlepost"] == ["A street of trees", "Only the trees."]
        heading = page.evaluate("getComputedStyle(document.querySelector('entry > title, item > title')).fontWeight")
        assert heading == "700"
