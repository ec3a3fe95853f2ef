"""Going back to a form that was sent: what was added is saved, or shown beside what was."""

from sqlalchemy import func, select

from apps.blog.models.post import Post
from tests.support.keeping import TYPED, kept, send_again


def test_what_was_added_to_a_form_that_had_been_sent_is_saved_too(site, browser, stored):
    page = browser.get("/admin/posts/new")
    first = browser.press(page, "Save draft", title="T", source="Short.", status=303)
    second = browser.press(page, "Save draft", title="T", source=TYPED, status=303)
    assert first.location == second.location
    assert stored() == [("T", TYPED)]


def test_what_was_added_too_late_is_shown_beside_what_was_saved(browser, stored):
    page = browser.get("/admin/posts/new")
    saved = browser.press(page, "Save draft", title="T", source="Short.").follow()
    browser.press(saved, "Save draft", source="Edited since.", status=303)
    answer = browser.press(page, "Save draft", title="T", source=TYPED, status=409)
    assert kept(answer)[1] == TYPED
    assert "Edited since." in answer
    assert send_again(answer).status_int == 303
    assert stored() == [("T", TYPED)]


def test_a_form_of_somebody_else_makes_nothing(site, people, browser):
    page = browser.get("/admin/posts/new")
    browser.press(page, "Save draft", title="T", status=303)
    thief = people.arrive("author", "Thief")
    answer = thief.press(page, "Save draft", title="T", csrf_token=thief.token, status=409)
    assert kept(answer)[0] == "T"
    with site.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Post)) == 1
