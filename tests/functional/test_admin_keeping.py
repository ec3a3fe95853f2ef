"""Nothing that was typed is lost: whatever refuses it shows it again, and nothing else is shown."""

import pytest
from sqlalchemy import delete, event, func, select, update

from apps.blog.models.post import Post, PostAuthor
from apps.blog.services.publishing import PostDraft, PublishingService
from core.limits import WRITE, Hits
from tests.factories import make_draft, make_post

TYPED = "三千字的长文。" * 430


@pytest.fixture
def author(people):
    """Return an author."""
    return people.make("author", "Ada")


@pytest.fixture
def draft(site, author):
    """Return a draft of that author."""
    with site.database.transaction() as db:
        return make_draft(db, author=author, title="Saved title", source="Saved text.", slug="saved")


@pytest.fixture
def browser(people, author):
    """Return the author's browser."""
    return people.browser(author)


@pytest.fixture
def editor(browser, draft):
    """Return the editor's page of the draft."""
    return browser.get(f"/admin/posts/{draft.id}/edit")


@pytest.fixture
def stored(site):
    """Return a function that gives title and text of all posts as they are stored."""

    def stored():
        with site.database.reading() as db:
            return [tuple(row) for row in db.execute(select(Post.title, Post.source).order_by(Post.id))]

    return stored


@pytest.fixture
def meanwhile(site, people, draft):
    """Return a function with which an editor saves the draft in another browser."""
    editor = people.make("editor", "Edith")

    def save(**fields):
        with site.database.transaction() as db:
            service = PublishingService(db)
            post = service.get_for(editor, draft.id, "post.edit")
            typed = PostDraft(title=fields.pop("title", post.title), source="Text of somebody else.", slug=post.slug)
            service.save(post, typed, user=editor, version=post.version)

    return save


def kept(answer):
    """Return title and text as the form of an answer holds them."""
    form = next(form for form in answer.forms.values() if "source" in form.fields)
    return form["title"].value, form["source"].value


def send_again(answer):
    return next(form for form in answer.forms.values() if "source" in form.fields).submit(status="*")


# Two people at once


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


# What a service refuses


def test_an_address_that_is_taken_is_said_beside_its_field(site, author, browser, editor, stored):
    with site.database.transaction() as db:
        make_draft(db, author=author, title="Other", source="", slug="taken")
    for page, words in ((editor, "Save draft"), (browser.get("/admin/posts/new"), "Save draft"), (editor, "Publish")):
        answer = browser.press(page, words, title="Mine", source=TYPED, slug="taken", status=409)
        assert kept(answer) == ("Mine", TYPED)
        assert "Another text has this address already." in answer.html.find(id="slug-error").get_text()
        assert answer.forms["editor"]["slug"].value == "taken"
    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "字" * 10_000),
        ("summary", "字" * 1001),
        ("slug", "s" * 101),
        ("tags", ",".join(map(str, range(31)))),
        ("tags", "字" * 101),
        ("categories", "c" * 101),
        ("published_at", "soon"),
    ],
)
def test_what_is_too_long_or_no_date_is_said_beside_its_field(browser, editor, stored, field, value):
    answer = browser.press(editor, "Save draft", source=TYPED, **{field: value}, status=422)
    assert answer.html.find(id=f"{field}-error")
    form = answer.forms["editor"]
    assert (form["source"].value, form[field].value) == (TYPED, value)
    assert stored() == [("Saved title", "Saved text.")]


def test_a_language_there_is_none_is_refused(browser, editor):
    fields = [
        (name, value) for name, value in editor.forms["editor"].submit_fields() if name not in {"language", "source"}
    ]
    answer = browser.post(editor.request.path, [*fields, ("language", "<x>"), ("source", TYPED)], status=422)
    assert answer.forms["editor"]["source"].value == TYPED


# The form, or who sends it


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


@pytest.mark.engine("mariadb")
def test_a_database_that_is_busy_keeps_the_text(site, browser, editor, stored):
    with site.database.transaction() as db:
        db.scalar(select(Post.id).with_for_update())
        answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    assert kept(answer)[1] == TYPED
    assert answer.headers["Retry-After"]
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]


def test_a_database_that_is_away_keeps_the_text(site, browser, editor, stored):
    site.database.breaker.failed()
    site.generation.forget()
    answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    site.database.breaker.succeeded()
    assert kept(answer)[1] == TYPED
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]


@pytest.fixture
def end_fault(site):
    """Have MariaDB end each connection that is about to change a post; return what ends the fault."""

    def end(connection, cursor, statement, *more):
        if statement.startswith("UPDATE posts SET source"):
            id = connection.connection.dbapi_connection.thread_id()
            with site.database.engine.connect() as other:
                other.exec_driver_sql(f"KILL {id:d}")

    event.listen(site.database.engine, "before_cursor_execute", end)
    return lambda: event.remove(site.database.engine, "before_cursor_execute", end)


@pytest.mark.engine("mariadb")
def test_a_connection_lost_in_the_middle_of_the_save_keeps_the_text(browser, editor, stored, end_fault):
    answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    end_fault()
    assert kept(answer)[1] == TYPED
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]


# Going back to a form that was sent


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
