"""Tests of how a draft becomes the text of a post: all that an author decides, at once or when readers may see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.blog.models.post import PASSWORD, PRIVATE, PUBLIC, UNLISTED
from apps.blog.services.reading.translations import TranslationRefused
from apps.blog.services.typed import DraftRefused
from apps.blog.services.writing.drafts import COLUMNS, DraftService, PostDraft
from core import clock
from tests.factories import make_draft, make_post, make_user


def full(**more):
    """Return a draft in which everything is decided."""
    return PostDraft(
        title="T",
        source="text",
        summary="in short",
        series="Tides",
        series_part=2,
        unpublished_at=clock.now() + timedelta(days=3),
        visibility=PASSWORD,
        password_hash="hash",
        pinned=True,
        cover_url="https://example.org/a.jpg",
        cover_alt="A boat",
        cover_width=800,
        cover_height=450,
        in_menu=False,
        position=3,
        **more,
    )


def as_stored(post):
    return {name: getattr(post, name) for name in COLUMNS}


def test_a_new_draft_has_all_that_was_decided(db, ada, clock):
    ben = make_user(db, "ben")
    draft = full(authors=("ben", "ada"))
    post = make_draft(db, author=ada, **{name: getattr(draft, name) for name in draft.__slots__})
    assert as_stored(post) == {name: getattr(draft, name) for name in COLUMNS}
    assert (post.series.name, post.authors) == ("Tides", [ben, ada])
    assert replace(DraftService(db).of(post), slug="") == replace(draft, slug="")


def test_of_a_live_text_all_of_it_waits_until_readers_may_see_it(db, ada, publishing, clock):
    ben = make_user(db, "ben")
    post = make_post(db, author=ada, title="T", source="text")
    before = as_stored(post)
    draft = full(authors=("ben",), published_at=post.published_at, slug=post.slug)
    publishing.save(post, draft, user=ada, version=post.version)
    assert (as_stored(post), post.series, post.authors) == (before, None, [ada])
    assert DraftService(db).of(post) == draft
    publishing.update_live(post, user=ada, version=post.version)
    assert as_stored(post) == {name: getattr(draft, name) for name in COLUMNS}
    assert (post.series.name, post.authors) == ("Tides", [ben])


def test_a_change_of_an_older_release_leaves_what_it_did_not_know(db, publishing):
    post = make_post(db, visibility=PRIVATE, pinned=True, series="Tides")
    publishing.save(post, replace(DraftService(db).of(post), title="New"), user=None, version=post.version)
    known = ("slug", "source_format", "summary", "tags", "categories", "language", "published_at")
    post.change.fields = {name: post.change.fields[name] for name in known}
    publishing.update_live(post, user=None, version=post.version)
    assert (post.title, post.visibility, post.pinned, post.series.name) == ("New", PRIVATE, True, "Tides")


def test_a_text_that_is_opened_for_all_forgets_its_password(db, publishing):
    post = make_draft(db, visibility=PASSWORD, password_hash="hash")
    publishing.save(post, replace(DraftService(db).of(post), visibility=PUBLIC), user=None, version=post.version)
    assert (post.visibility, post.password_hash) == (PUBLIC, None)


def test_one_without_authors_named_keeps_those_it_has(db, ada, publishing):
    post = make_draft(db, author=ada)
    publishing.save(post, PostDraft(title="T"), user=ada, version=post.version)
    assert post.authors == [ada]


def test_leaving_a_series_leaves_it(db, publishing):
    post = make_draft(db, series="Tides")
    publishing.save(post, PostDraft(title="T", series="Winds"), user=None, version=post.version)
    assert post.series.name == "Winds"
    publishing.save(post, PostDraft(title="T"), user=None, version=post.version)
    assert (post.series, post.series_id) == (None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"authors": ("nobody",)}, "authors"),
        ({"translation_of": "no-such-text"}, "translation_of"),
    ],
)
@pytest.mark.parametrize("make", [make_draft, make_post])
def test_what_can_not_be_is_refused_when_it_is_saved(db, publishing, make, fields, field):
    post = make(db)
    with pytest.raises((DraftRefused, TranslationRefused)) as caught:
        publishing.save(post, PostDraft(title="T", **fields), user=make_user(db), version=post.version)
    assert caught.value.field == field


def test_translations_are_paired_and_parted(db, publishing, ada):
    english = make_post(db, title="Tides", language="en", author=ada)
    german = make_post(db, title="Gezeiten", language="de", author=ada, translation_of="tides")
    assert german.translation_group == english.translation_group is not None
    changed = replace(DraftService(db).of(german), language="fr")
    publishing.save(german, changed, user=None, version=german.version)
    publishing.update_live(german, user=None, version=german.version)
    assert (german.language, german.translation_group) == ("fr", english.translation_group)
    publishing.save(german, replace(DraftService(db).of(german), translation_of=""), user=None, version=german.version)
    publishing.update_live(german, user=None, version=german.version)
    assert german.translation_group is None
    assert english.translation_group is None


def test_a_language_that_its_translation_has_is_refused(db, publishing, ada):
    make_post(db, title="Tides", language="en", author=ada)
    german = make_draft(db, title="Gezeiten", language="de", author=ada, translation_of="tides")
    with pytest.raises(TranslationRefused) as caught:
        publishing.save(german, replace(DraftService(db).of(german), language="en"), user=None, version=german.version)
    assert caught.value.field == "language"


def test_a_form_sent_twice_by_who_does_not_sign_makes_one_post(db, ada):
    make_user(db, "ben")
    first = make_draft(db, author=ada, authors=("ben",), form_id="form-of-ada")
    assert make_draft(db, author=ada, authors=("ben",), form_id="form-of-ada") is first


def test_unlisted_is_kept_by_a_revision(db):
    post = make_draft(db, visibility=UNLISTED)
    assert DraftService(db).of(post).fields()["visibility"] == UNLISTED
