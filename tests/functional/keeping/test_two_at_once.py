"""Who saves second sees both texts, and nothing is overwritten."""

import pytest

from tests.factories import make_post
from tests.support.keeping import TYPED, kept, send_again


@pytest.mark.parametrize("words", ["Save draft", "Preview", "Publish"])
@pytest.mark.usefixtures("no_errors")
def test_who_saves_second_sees_both_texts_and_nothing_is_overwritten(browser, editor, meanwhile, stored, words):
    meanwhile()
    answer = browser.press(editor, words, title="My title", source=TYPED, status=409)
    assert kept(answer) == ("My title", TYPED)
    assert answer.html.find(id="saved-source").get_text().strip() == "Text of somebody else."
    assert "Edith" in answer
    assert stored() == [("Saved title", "Text of somebody else.")]


def test_what_differs_is_marked(browser, editor, meanwhile):
    meanwhile()
    answer = browser.press(editor, "Save draft", source="Text of myself.")
    marked = [mark.get_text() for mark in answer.html.select(".differences mark")]
    assert {"myself", "somebody", "else"} <= set(" ".join(marked).split())


def test_the_second_goes_on_from_the_saved_version(browser, editor, meanwhile, stored):
    meanwhile()
    answer = browser.press(editor, "Save draft", source="Both texts in one.", tags="kept", language="zh-Hans")
    page = send_again(answer).follow()
    assert stored() == [("Saved title", "Both texts in one.")]
    assert page.forms["editor"]["tags"].value == "kept"
    assert page.forms["editor"]["language"].value == "zh-Hans"


def test_the_change_of_a_live_post_conflicts_too(site, author, browser):
    with site.database.transaction() as db:
        post = make_post(db, author=author, source="What readers see.")
    first, second = (browser.get(f"/admin/posts/{post.id}/edit") for _ in range(2))
    browser.press(first, "Save", source="One change.", status=303)
    answer = browser.press(second, "Update", source="Another change.", status=409)
    assert "One change." in answer
    assert kept(answer)[1] == "Another change."


@pytest.mark.parametrize("version", ["", "x", "-1", "99", str(2**70), "0"])
def test_a_version_that_nobody_saved_is_an_old_one(browser, editor, stored, version):
    answer = browser.press(editor, "Save draft", version=version, source=TYPED, status=409)
    assert kept(answer)[1] == TYPED
    assert stored() == [("Saved title", "Saved text.")]


@pytest.mark.parametrize("verb", ["delete", "withdraw", "discard"])
def test_no_act_is_done_to_a_text_that_its_page_did_not_show(browser, draft, meanwhile, stored, verb):
    meanwhile()
    answer = browser.send(f"/admin/posts/{draft.id}/{verb}", {"version": "1"}, status=409)
    assert "meanwhile" in answer
    assert len(stored()) == 1
