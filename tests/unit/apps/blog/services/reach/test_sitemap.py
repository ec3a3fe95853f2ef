"""Tests of the sitemap: complete over its parts, and with nothing that readers don't see."""

from datetime import timedelta

import pytest

from apps.blog.models.post import UNLISTED
from apps.blog.services.reach import sitemap as sitemap_module
from apps.blog.services.reach.sitemap import HOME, SitemapEntry, SitemapService
from apps.blog.services.reading.translations import TranslationService
from tests.factories import make_draft, make_page, make_post


def parts_of(db):
    sitemap = SitemapService(db)
    outline = sitemap.outline()
    return [list(sitemap.entries(part, outline)) for part in range(1, outline.parts + 1)]


def places(entries):
    return [(entry.kind, entry.slug) for entry in entries]


def test_posts_and_pages_that_readers_see_are_in_it(db, clock, ada):
    corrected = make_post(db, author=ada, title="Corrected")
    published = clock()
    clock.advance(days=1)
    corrected.corrected_at = clock()
    make_page(db, author=ada, title="About")
    make_draft(db, title="Draft")
    make_post(db, title="Soon", at=clock() + timedelta(seconds=1))
    make_post(db, title="Unlisted").visibility = UNLISTED
    db.flush()
    (entries,) = parts_of(db)
    assert entries == [
        SitemapEntry(HOME, changed_at=published),
        SitemapEntry("post", "corrected", clock()),
        SitemapEntry("page", "about", clock()),
        SitemapEntry("author", "ada"),
    ]


def test_what_posts_are_filed_under_is_in_it_where_it_shows_something(db, ada):
    make_post(db, author=ada, title="One", tags=("Go",), categories=("Work",))
    make_draft(db, title="Draft", tags=("Secret",), categories=("Plans",))
    (entries,) = parts_of(db)
    assert places(entries)[2:] == [("category", "work"), ("tag", "go"), ("author", "ada")]


def test_the_pictures_of_a_text_are_named_once(db, ada):
    source = '![a](/a.png?x=1&y=2)\n\n![b](https://pictures.example/b.jpg)\n\n![a](/a.png?x=1&y=2)\n\n`<img src="c">`'
    post = make_post(db, author=ada, title="One", source=source)
    post.cover_url = "https://pictures.example/cover.jpg"
    db.flush()
    (entries,) = parts_of(db)
    assert entries[1].pictures == (
        "https://pictures.example/cover.jpg",
        "/a.png?x=1&y=2",
        "https://pictures.example/b.jpg",
    )


def test_translations_that_readers_see_are_named_with_each_other(db, ada):
    english = make_post(db, author=ada, title="Tide", language="en")
    chinese = make_post(db, author=ada, title="潮汐", language="zh-Hans")
    draft = make_draft(db, author=ada, title="Flut", language="de")
    translations = TranslationService(db)
    translations.pair(english, chinese)
    translations.pair(english, draft)
    (entries,) = parts_of(db)
    for entry in entries[1:3]:
        assert {(each.language, each.slug) for each in entry.translations} == {("en", "tide"), ("zh-Hans", "潮汐")}


@pytest.mark.parametrize(("texts", "sizes"), [(0, [1]), (1, [3]), (2, [3, 1]), (4, [3, 3]), (6, [3, 3, 2])])
def test_each_entry_stands_in_one_part(db, monkeypatch, ada, texts, sizes):
    monkeypatch.setattr(sitemap_module, "BATCH", 2)
    monkeypatch.setattr(sitemap_module, "PART_SIZE", 3)
    for number in range(texts):
        make_post(db, author=ada, title=str(number))
    parts = parts_of(db)
    assert [len(part) for part in parts] == sizes
    shelves = [("author", "ada")] if texts else []
    expected = [(HOME, ""), *(("post", str(number)) for number in range(texts)), *shelves]
    assert [place for part in parts for place in places(part)] == expected
