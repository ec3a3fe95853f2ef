"""Editing what readers see already, in one tab and in two."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_post
from tests.support.desks import path_of, press, sign_in

pytestmark = pytest.mark.engine("sqlite")
OLD, NEW, OTHER = "The tide comes in at noon.", "The tide comes in at one.", "The tide goes out at noon."


@pytest.fixture
def post(database, admin):
    """Return a post that readers see."""
    with database.transaction() as db:
        return make_post(db, author=admin, title="Tides", source=OLD)


@pytest.fixture
def editor(desk, post):
    """Return the editor of the post."""
    desk.goto(f"/admin/posts/{post.id}/edit")
    return desk


@pytest.fixture
def reader(pages):
    """Return the page of somebody who reads, before the first visit."""
    return pages.open(java_script_enabled=False)


def type_and_press(page, text, words):
    page.get_by_label("Text", exact=True).fill(text)
    press(page, words)


def read(reader, post):
    answer = reader.goto(f"/blog/posts/{post.slug}")
    return answer.status, reader.locator("main").inner_text()


def test_saving_changes_nothing_for_readers(editor, reader, post):
    type_and_press(editor, NEW, "Save")
    expect(editor.get_by_text("Readers don't see these changes until you choose Update.")).to_be_visible()
    status, text = read(reader, post)
    assert status == 200
    assert OLD in text
    assert NEW not in text


def test_what_was_saved_is_in_the_editor_again(editor):
    with editor.expect_navigation():
        type_and_press(editor, NEW, "Save")
    editor.reload()
    expect(editor.get_by_label("Text", exact=True)).to_have_value(NEW)


def test_updating_shows_the_change_to_readers(editor, reader, post):
    read(reader, post)
    type_and_press(editor, NEW, "Update")
    expect(editor.get_by_text("Readers see it now.")).to_be_visible()
    _, text = read(reader, post)
    assert NEW in text
    assert OLD not in text


def test_the_second_of_two_tabs_sees_both_texts(editor, post):
    second = editor.context.new_page()
    second.goto(f"/admin/posts/{post.id}/edit")
    type_and_press(editor, NEW, "Save")
    expect(editor.get_by_text("Readers don't see these changes")).to_be_visible()
    type_and_press(second, OTHER, "Save")
    expect(second.get_by_role("heading", level=1)).to_have_text("This text was saved elsewhere meanwhile")
    expect(second.locator("#source")).to_have_value(OTHER)
    expect(second.locator("#saved-source")).to_have_value(NEW)


def test_the_second_tab_may_then_save_its_own_text(editor, post):
    second = editor.context.new_page()
    second.goto(f"/admin/posts/{post.id}/edit")
    type_and_press(editor, NEW, "Save")
    expect(editor.get_by_text("Readers don't see these changes")).to_be_visible()
    type_and_press(second, OTHER, "Save")
    press(second, "Save my text")
    expect(second.get_by_label("Text", exact=True)).to_have_value(OTHER)
    assert path_of(second) == f"/admin/posts/{post.id}/edit"


def test_what_is_sent_after_signing_out_elsewhere_stays_on_the_page(editor):
    other = editor.context.new_page()
    other.goto("/admin/posts/")
    press(other, "Sign out")
    expect(other).not_to_have_url("/admin/posts/")
    type_and_press(editor, NEW, "Save")
    expect(editor.get_by_text("This is not saved yet.")).to_be_visible()
    expect(editor.get_by_label("Text", exact=True)).to_have_value(NEW)


def test_what_stayed_on_the_page_is_saved_after_signing_in_again(editor, database, admin, post):
    editor.context.clear_cookies()
    type_and_press(editor, NEW, "Save")
    expect(editor.get_by_text("This is not saved yet.")).to_be_visible()
    sign_in(editor, database, admin)
    press(editor, "Save again")
    # The page was made for nobody, so it had no token; the one that follows has.
    expect(editor.get_by_role("link", name="Ada")).to_be_visible()
    press(editor, "Save again")
    expect(editor.get_by_role("button", name="Update", exact=True)).to_be_visible()
    expect(editor.get_by_label("Text", exact=True)).to_have_value(NEW)


def test_withdrawing_takes_it_back_from_readers(editor, reader, post):
    editor.get_by_text("More", exact=True).click()
    press(editor, "Withdraw from the site")
    expect(editor.get_by_text("It is a draft again; readers don't see it any more.")).to_be_visible()
    assert read(reader, post)[0] == 404


def test_deleting_takes_it_back_from_readers(editor, reader, post):
    editor.get_by_text("More", exact=True).click()
    press(editor, "Delete")
    expect(editor.get_by_text("“Tides” is deleted.")).to_be_visible()
    assert read(reader, post)[0] == 404


def test_deleting_can_be_undone(editor, reader, post):
    editor.get_by_text("More", exact=True).click()
    press(editor, "Delete")
    press(editor, "Undo Tides")
    expect(editor.get_by_text("“Tides” is back.")).to_be_visible()
    status, text = read(reader, post)
    assert status == 200
    assert OLD in text
