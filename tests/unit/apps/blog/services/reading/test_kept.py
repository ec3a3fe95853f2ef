"""Tests of what readers' pages share: asked once, until something changes or a moment comes."""

from datetime import timedelta

import pytest

from apps.blog.services.reading import kept as kept_module
from apps.blog.services.reading.kept import Kept, last_newest
from core.generation import GenerationCache
from tests.factories import make_draft, make_page, make_post

SECOND = timedelta(seconds=1)


@pytest.fixture
def generation():
    """Return the cache of one process."""
    return GenerationCache()


@pytest.fixture
def kept(db, generation):
    """Return what is kept."""
    return Kept(db, generation)


def test_it_is_asked_once(db, kept):
    make_post(db)
    asked = []

    def make():
        asked.append(1)
        return "made"

    assert [kept.get(("x",), make), kept.get(("x",), make)] == ["made", "made"]
    assert len(asked) == 1


def test_the_languages_of_what_readers_find_are_asked_for_once(db, kept, generation):
    for language in ("zh-Hans", "en", "en"):
        make_post(db, language=language)
    make_draft(db, language="de")
    assert kept.languages() == ["en", "zh-Hans"]
    make_post(db, language="fr")
    assert kept.languages() == ["en", "zh-Hans"]
    generation.forget()
    assert kept.languages() == ["en", "fr", "zh-Hans"]


def test_a_post_that_is_published_counts_from_then_on(db, kept, generation):
    assert kept.count() == 0
    make_post(db)
    generation.forget()
    assert kept.count() == 1


def test_a_moment_that_comes_counts_though_nobody_wrote(db, kept, clock):
    first = make_post(db, title="First", tags=("go",))
    make_post(db, title="Second", tags=("go",), at=clock() + SECOND)
    tag = kept.tags()[0]
    assert (kept.count(), kept.count(kept.shelf(terms=(tag.id,))), kept.neighbours(first).next) == (1, 1, None)
    assert not kept.has_several_authors()
    assert kept.only_author().name == first.authors[0].name
    assert [link.title for link in kept.newest()] == ["First"]
    clock.advance(seconds=1)
    assert (kept.count(), kept.count(kept.shelf(terms=(tag.id,))), kept.neighbours(first).next.title) == (
        2,
        2,
        "Second",
    )
    assert kept.has_several_authors()
    assert kept.only_author() is None
    assert kept.tags()[0].count == 2
    assert [link.title for link in kept.newest()] == ["Second", "First"]


def test_the_menu_names_the_first_pages_that_everybody_sees(db, kept, clock):
    for number in (3, 1, 2, 5, 4, 6):
        make_page(db, title=f"Page {number}", at=clock() + number * SECOND)
    make_post(db, title="No page")
    assert kept.menu() == ()
    clock.advance(seconds=2)
    assert [link.title for link in kept.menu()] == ["Page 1", "Page 2"]
    clock.advance(seconds=9)
    assert [link.title for link in kept.menu()] == [f"Page {number}" for number in range(1, 6)]


def test_beyond_the_moments_that_were_looked_up_nothing_stale_is_kept(db, kept, clock, monkeypatch):
    monkeypatch.setattr(kept_module, "MOMENTS", 1)
    monkeypatch.setattr("apps.blog.services.reading.posts.MOMENTS", 1)
    for number in (1, 2):
        make_post(db, at=clock() + number * SECOND)
    counts = [kept.count()]
    for _ in range(2):
        clock.advance(seconds=1)
        counts.append(kept.count())
    assert counts == [0, 1, 2]


def test_the_newest_are_known_without_the_database_once_they_were_seen(db, kept, generation):
    assert last_newest(generation) == ()
    make_post(db, title="Seen")
    kept.count()
    assert last_newest(generation) == ()
    kept.newest()
    assert [link.title for link in last_newest(generation)] == ["Seen"]


def test_translations_of_posts_and_pages_are_named_to_each_other(db, kept):
    for make in (make_post, make_page):
        pair = [make(db, title=title, language=tag) for title, tag in (("Tea", "en"), ("茶", "zh-Hans"))]
        assert kept.partners(pair[0]) == ()
        for text in pair:
            text.translation_group = make.__name__
        db.flush()
        kept.get(("something",), list)
        for text, other in (pair, pair[::-1]):
            found = kept.partners(text)
            assert [(partner.kind, partner.title, partner.slug) for partner in found] == [
                (text.kind, other.title, other.slug)
            ]
