"""What a service refuses, and what becomes of the text that was typed."""

import pytest

from tests.factories import make_draft
from tests.support.keeping import TYPED, kept


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
