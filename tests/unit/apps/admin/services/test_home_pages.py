"""What the home page can be: the pages that every reader finds."""

from apps.admin.services.home_pages import HomePageService
from tests.factories import make_draft, make_page, make_post


def test_pages_are_offered_by_title_and_nothing_else(db):
    make_page(db, title="B", slug="b")
    make_page(db, title="A", slug="a")
    make_post(db, title="A post")
    make_draft(db, title="A draft", kind="page")
    assert HomePageService(db).list_choices() == [("a", "A"), ("b", "B")]
