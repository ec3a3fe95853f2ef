"""Tests of the feeds of tags, categories, authors and languages."""

import pytest

from apps.blog.services.reading.translations import TranslationService
from core.site_settings import SiteSettingsService
from tests.factories import make_post, make_tag, make_user
from tests.support.feeds import FORMS, titles


@pytest.fixture
def ada(write):
    with write() as db:
        return make_user(db, "ada", display_name="Ada")


class TestSubjects:
    @pytest.fixture(autouse=True)
    def _posts(self, write, ada):
        with write() as db:
            ben = make_user(db, "Ben B", display_name="Ben")
            make_post(db, author=ada, co_authors=(ben,), title="Both", tags=("Go",), categories=("Work",))
            below = make_post(db, author=ada, title="Below", categories=("Tools",))
            below.categories[0].parent_id = (
                make_post(db, author=ada, title="Top", categories=("Work",)).categories[0].id
            )
            make_post(db, author=ben, title="中文", language="zh-Hans", tags=("Other",))

    @pytest.mark.parametrize(
        ("path", "expected", "about"),
        [
            ("/blog/tags/go/feed", {"Both"}, "Go"),
            ("/blog/categories/work/feed", {"Both", "Below", "Top"}, "Work"),
            ("/blog/categories/tools/feed", {"Below"}, "Tools"),
            ("/blog/authors/ada/feed", {"Both", "Below", "Top"}, "Ada"),
            ("/blog/authors/Ben%20B/feed", {"Both", "中文"}, "Ben"),
            ("/blog/languages/zh-Hans/feed", {"中文"}, "中文"),
            ("/blog/languages/en/feed", {"Both", "Below", "Top"}, "English"),
        ],
    )
    def test_each_has_a_feed_of_its_own(self, client, site, path, expected, about):
        for form in FORMS:
            address = f"{path}.{form}"
            assert set(titles(client, address)) == expected
            body = client.get(address).text
            assert f"{about} · Bottlepost" in body
            assert f"{site.settings.site_url}{address}" in body

    @pytest.mark.parametrize(
        "path",
        [
            "tags/none",
            "tags/Secret",
            "categories/none",
            "authors/nobody",
            "languages/fr",
            "languages/%25",
            "languages/x",
        ],
    )
    def test_what_readers_see_nothing_of_has_none(self, client, write, path):
        with write() as db:
            make_tag(db, "Secret")
        client.get(f"/blog/{path}/feed.atom", status=404)

    @pytest.mark.parametrize(
        ("path", "own"),
        [
            ("tags/GO", "tags/go"),
            ("categories/Work", "categories/work"),
            ("authors/ADA", "authors/ada"),
            ("languages/ZH-hans", "languages/zh-Hans"),
        ],
    )
    def test_other_spellings_lead_to_it(self, client, path, own):
        answer = client.get(f"/blog/{path}/feed.rss", status=301)
        assert answer.headers["Location"] == f"/blog/{own}/feed.rss"

    def test_what_is_filed_under_a_tag_that_is_renamed_shows_at_once(self, client, write):
        client.get("/blog/tags/go/feed.atom")
        with write() as db:
            make_tag(db, "Go").name = "Golang"
        assert "Golang" in client.get("/blog/tags/go/feed.atom")


def test_of_translations_the_sites_language_is_in_the_feed_and_each_in_its_own(client, write, ada):
    with write() as db:
        english, chinese = (
            make_post(db, author=ada, title=title, language=tag) for title, tag in (("Tide", "en"), ("潮汐", "zh-Hans"))
        )
        TranslationService(db).pair(english, chinese)
    assert titles(client, "/blog/feed.atom") == ["Tide"]
    assert titles(client, "/blog/languages/zh-Hans/feed.atom") == ["潮汐"]
    with write() as db:
        SiteSettingsService(db).update({"language": "zh_CN"})
    assert titles(client, "/blog/feed.atom") == ["潮汐"]
