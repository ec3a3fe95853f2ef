"""Forms that expired, and people who may not save any more: their text is shown again, and nothing else is."""

from sqlalchemy import delete, update

from apps.blog.models.post import PostAuthor
from core.limits import WRITE, Hits
from tests.support.keeping import TYPED, kept, send_again


def test_a_form_without_its_text_empties_nothing(browser, editor, stored):
    fields = [(name, value) for name, value in editor.forms["editor"].submit_fields() if name != "source"]
    for verb in ("edit", "publish", "update"):
        browser.post(editor.request.path.replace("edit", verb), fields, status=(400, 403, 409))
    assert stored() == [("Saved title", "Saved text.")]


def test_an_expired_form_keeps_the_text_and_can_be_sent_again(browser, editor, stored):
    answer = browser.press(editor, "Save draft", csrf_token="expired", title="T", source=TYPED, tags="a", status=403)
    assert kept(answer) == ("T", TYPED)
    page = send_again(answer).follow()
    assert stored() == [("T", TYPED)]
    assert page.forms["editor"]["tags"].value == "a"


def test_who_was_signed_out_meanwhile_signs_in_and_sends_it_again(people, author, browser, editor, stored):
    browser.reset()
    answer = browser.press(editor, "Save draft", title="T", source=TYPED, status=403)
    assert kept(answer) == ("T", TYPED)
    assert answer.html.find("a", href="/auth/login")
    assert stored() == [("Saved title", "Saved text.")]
    # Signed in again in another tab: the first try brings a token of the new sign-in, the second is saved.
    people.sign_in(browser, author)
    answer = send_again(answer)
    if answer.status_int == 403:
        answer = send_again(answer)
    assert answer.status_int == 303
    assert stored() == [("T", TYPED)]


def test_a_suspended_author_keeps_the_text_and_saves_nothing(people, author, browser, editor, stored):
    people.suspend(author)
    assert kept(browser.press(editor, "Save draft", source=TYPED, status=403))[1] == TYPED
    assert stored() == [("Saved title", "Saved text.")]


def test_another_site_gets_nothing_shown_again(browser, editor, stored):
    fields = [*editor.forms["editor"].submit_fields(), ("source", "Planted.")]
    fields = [(name, value) for name, value in fields if (name, value) != ("source", "Saved text.")]
    for site in ("cross-site", "same-site", "none"):
        answer = browser.post(editor.request.path, fields, headers={"Sec-Fetch-Site": site}, status=403)
        assert "Planted." not in answer
        assert "csrf_token" not in answer or not answer.html.find("textarea")
    assert stored() == [("Saved title", "Saved text.")]


def test_what_is_shown_again_is_text_and_never_markup(browser, editor):
    evil = "</textarea><script>alert(1)</script>"
    answer = browser.press(editor, "Save draft", csrf_token="x", title=evil, source=evil, tags='"><script>', status=403)
    assert kept(answer) == (evil, evil)
    assert not answer.html.find("script")


def test_who_saves_too_often_keeps_the_text(site, browser, editor, stored):
    browser.press(editor, "Save draft", status=303)
    with site.database.transaction() as db:
        db.execute(update(Hits).values(hits=WRITE.most))
    answer = browser.press(browser.get(editor.request.path), "Save draft", source=TYPED, status=429)
    assert kept(answer)[1] == TYPED
    assert int(answer.headers["Retry-After"]) > 0


def test_who_may_not_any_more_can_save_it_as_a_draft_of_their_own(site, browser, author, editor, stored):
    with site.database.transaction() as db:
        db.execute(delete(PostAuthor))
    answer = browser.press(editor, "Save draft", title="T", source=TYPED, slug="", status=404)
    assert kept(answer) == ("T", TYPED)
    button = next(each for each in answer.html.find_all("button") if each.get_text() == "Save as a new draft")
    form = next(form for form in answer.forms.values() if "source" in form.fields)
    browser.post(button["formaction"], form.submit_fields(), status=303)
    assert stored() == [("Saved title", "Saved text."), ("T", TYPED)]
