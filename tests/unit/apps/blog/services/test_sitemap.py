"""Tests of the sitemap: complete over its pages, and with nothing that readers don't see."""

from datetime import timedelta

from apps.blog.models.post import UNLISTED
from apps.blog.services import sitemap as sitemap_module
from apps.blog.services.sitemap import SitemapEntry, SitemapService
from tests.factories import make_draft, make_page, make_post


def test_posts_and_pages_that_readers_see_are_in_it(db, clock):
    corrected = make_post(db, title="Corrected")
    published = clock()
    clock.advance(days=1)
    corrected.corrected_at = clock()
    make_page(db, title="About")
    make_draft(db, title="Draft")
    make_post(db, title="Soon", at=clock() + timedelta(seconds=1))
    make_post(db, title="Unlisted").visibility = UNLISTED
    db.flush()
    assert list(SitemapService(db).entries(1)) == [
        SitemapEntry("post", "corrected", clock()),
        SitemapEntry("page", "about", published + timedelta(days=1)),
    ]


def test_each_entry_stands_on_one_page(db, monkeypatch):
    monkeypatch.setattr(sitemap_module, "BATCH", 2)
    monkeypatch.setattr(sitemap_module, "PAGE_SIZE", 3)
    for number in range(7):
        make_post(db, title=str(number))
    sitemap = SitemapService(db)
    pages = [[entry.slug for entry in sitemap.entries(page)] for page in (1, 2, 3)]
    assert sitemap.pages() == 3
    assert pages == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_a_full_last_page_is_the_last(db, monkeypatch):
    monkeypatch.setattr(sitemap_module, "PAGE_SIZE", 3)
    for _ in range(3):
        make_post(db)
    sitemap = SitemapService(db)
    assert sitemap.pages() == 1
    assert len(list(sitemap.entries(1))) == 3
    assert list(sitemap.entries(3)) == []


def test_an_empty_site_has_one_empty_page(db):
    assert SitemapService(db).pages() == 1
    assert list(SitemapService(db).entries(1)) == []
