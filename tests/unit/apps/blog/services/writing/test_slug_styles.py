"""Addresses are made of titles in the style that the owner chose, and go on following the title of a draft."""

import re
from dataclasses import replace

import pytest

from apps.blog.services.writing.drafts import DraftService
from apps.blog.services.writing.publishing import PublishingService
from core.site_settings import SiteSettingsService
from tests.factories import make_draft, make_post


@pytest.fixture
def choose(db):
    """Return a function that chooses a style for the site."""

    def choose(style):
        SiteSettingsService(db).update({"slug_style": style})

    return choose


def retitle(db, post, title):
    changed = replace(DraftService(db).of(post), title=title)
    PublishingService(db).save(post, changed, user=None, version=post.version)


@pytest.mark.parametrize(
    ("style", "title", "slug"),
    [
        ("unicode", "网络安全 101", "网络安全-101"),
        ("pinyin", "网络安全 101", "wang-luo-an-quan-101"),
        ("pinyin", "Plain English", "plain-english"),
        ("nonsense", "网络", "网络"),
    ],
)
def test_a_title_becomes_an_address(db, choose, style, title, slug):
    choose(style)
    assert make_draft(db, title=title).slug == slug


def test_an_id_says_nothing_and_stays(db, choose):
    choose("id")
    draft = make_draft(db, title="Secret plans")
    first = draft.slug
    assert re.fullmatch("[0-9a-z]{8}", first)
    retitle(db, draft, "Other")
    assert draft.slug == first


def test_what_an_author_chose_is_kept_as_it_is(db, choose):
    for style in ("pinyin", "id"):
        choose(style)
        assert make_draft(db, title="标题", slug=f"我的-{style}").slug == f"我的-{style}"


def test_pinyin_follows_the_title_of_a_draft(db, choose):
    choose("pinyin")
    draft = make_draft(db, title="初稿")
    assert draft.slug == "chu-gao"
    assert DraftService(db).of(draft).slug == ""
    retitle(db, draft, "定稿")
    assert draft.slug == "ding-gao"


def test_another_style_moves_nothing_that_readers_know(db, choose):
    post = make_post(db, title="标题")
    choose("pinyin")
    retitle(db, post, "新标题")
    PublishingService(db).publish(post, user=None, version=post.version)
    assert post.slug == "标题"
