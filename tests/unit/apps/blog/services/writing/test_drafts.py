"""Tests of what is typed: brought into one form, refused where it can't be kept."""

from datetime import UTC, datetime

import pytest

from apps.blog.services.typed import DraftRefused
from apps.blog.services.writing.draft_checks import checked
from apps.blog.services.writing.drafts import PostDraft


def test_text_is_brought_into_one_form():
    typed = PostDraft(
        title="  A\r\ntitle \x00 here ",
        source="one\r\ntwo\rthree\x07",
        summary=" s\n",
        tags=(" a  b ", "", "a b", "c"),
        slug=" x ",
        language=" en ",
    )
    draft = checked(typed)
    assert (draft.title, draft.source, draft.summary) == ("A title here", "one\ntwo\nthree", "s")
    assert (draft.tags, draft.slug, draft.language) == (("a b", "c"), "x", "en")


def test_letters_are_composed():
    assert checked(PostDraft(title="Cafe\u0301", source="e\u0301")).title == "Café"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "x" * 256}, "title"),
        ({"source": "字" * 1_000_001}, "source"),
        ({"summary": "x" * 1001}, "summary"),
        ({"language": "no language"}, "language"),
        ({"language": ""}, "language"),
        ({"source_format": "word"}, "source"),
        ({"tags": tuple(str(number) for number in range(51))}, "tags"),
        ({"categories": tuple(str(number) for number in range(51))}, "categories"),
    ],
)
def test_what_can_not_be_kept_is_refused_in_its_field(fields, field):
    with pytest.raises(DraftRefused) as caught:
        checked(PostDraft(**fields))
    assert (caught.value.status, caught.value.field) == (422, field)


def test_the_longest_that_fits_is_kept():
    draft = PostDraft(title="x" * 255, source="字" * 300_000, summary="x" * 1000)
    assert checked(draft) == draft


def test_what_a_revision_keeps_gives_the_draft_again():
    draft = PostDraft(
        title="t",
        slug="s",
        source="x",
        source_format="html",
        summary="in short",
        tags=("a", "b"),
        categories=("c",),
        language="zh-Hans",
        published_at=datetime(2020, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert PostDraft.from_saved("t", "x", draft.fields()) == draft


def test_what_an_older_release_did_not_keep_gets_its_default():
    assert PostDraft.from_saved("t", "x", {}) == PostDraft(title="t", source="x")
