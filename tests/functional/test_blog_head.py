"""Tests of what machines read on readers' pages: Open Graph, linked data, microformats."""

import json
from datetime import datetime

import mf2py
import pytest

from core.site_settings import SiteSettingsService
from tests.factories import make_page, make_post, make_user

HOME = "http://127.0.0.1:8000/blog/"


@pytest.fixture
def post(write):
    with write() as db:
        ada = make_user(db, "ada", display_name='Ada </script> & "co"', bio="Writes.")
        ben = make_user(db, "ben", display_name="Ben")
        return make_post(
            db,
            author=ada,
            co_authors=(ben,),
            title="One </script><script>alert(1)</script>",
            slug="one",
            source="Some words of text.",
            summary="Sum & all",
            language="zh-Hans",
            tags=("Go", "C#"),
            categories=("Work",),
        )


def meta(page):
    found = {}
    for tag in page.html.find_all("meta"):
        name = tag.get("property") or tag.get("name")
        if name:
            found.setdefault(name, []).append(tag["content"])
    return found


def linked_data(page):
    (script,) = page.html.find_all("script")
    assert script["type"] == "application/ld+json"
    return json.loads(script.string)


@pytest.mark.usefixtures("post")
@pytest.mark.engine("sqlite")
class TestPost:
    def test_open_graph(self, client):
        page = client.get("/blog/posts/one")
        found = meta(page)
        assert page.html.find("link", rel="canonical")["href"] == f"{HOME}posts/one"
        assert found["og:type"] == ["article"]
        assert found["og:title"] == ["One </script><script>alert(1)</script>"]
        assert found["og:url"] == [f"{HOME}posts/one"]
        assert found["og:description"] == found["description"] == ["Sum & all"]
        assert (found["og:site_name"], found["og:locale"]) == (["Bottlepost"], ["zh_Hans"])
        assert found["twitter:card"] == ["summary_large_image"]
        assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])
        assert found["article:author"] == [f"{HOME}authors/ada", f"{HOME}authors/ben"]
        assert found["article:tag"] == ["Go", "C#"]
        assert datetime.fromisoformat(found["article:published_time"][0]).tzinfo is not None
        assert "article:modified_time" not in found

    def test_a_correction_is_told(self, client, write, post, clock):
        with write() as db:
            db.merge(post).corrected_at = clock()
        page = client.get("/blog/posts/one")
        assert datetime.fromisoformat(meta(page)["article:modified_time"][0]) == clock().replace(microsecond=0)
        assert linked_data(page)["dateModified"] == meta(page)["article:modified_time"][0]

    def test_linked_data(self, client, write):
        with write() as db:
            SiteSettingsService(db).update({"licence_url": "https://creativecommons.org/licenses/by/4.0/"})
        data = linked_data(client.get("/blog/posts/one"))
        assert (data["@context"], data["@type"]) == ("https://schema.org", "BlogPosting")
        assert data["url"] == data["mainEntityOfPage"] == f"{HOME}posts/one"
        assert data["headline"] == "One </script><script>alert(1)</script>"
        assert data["author"][0] == {"@type": "Person", "name": 'Ada </script> & "co"', "url": f"{HOME}authors/ada"}
        assert (data["inLanguage"], data["keywords"], data["articleSection"]) == ("zh-Hans", ["Go", "C#"], ["Work"])
        assert data["publisher"] == {"@type": "Organization", "name": "Bottlepost", "url": HOME}
        assert data["image"]["width"] == 1200
        assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert data["datePublished"] == data["dateModified"]
        assert data["wordCount"] == 4

    def test_microformats(self, client):
        page = client.get("/blog/posts/one")
        (entry,) = (
            each for each in mf2py.parse(page.text, url=f"{HOME}posts/one")["items"] if "h-entry" in each["type"]
        )
        found = entry["properties"]
        assert found["name"] == ["One </script><script>alert(1)</script>"]
        assert found["url"] == [f"{HOME}posts/one"]
        assert found["summary"] == ["Sum & all"]
        assert found["content"][0]["value"] == "Some words of text."
        assert found["category"] == ["Work", "Go", "C#"]
        assert datetime.fromisoformat(found["published"][0]).tzinfo is not None
        assert [author["properties"]["name"] for author in found["author"]][:2] == [['Ada </script> & "co"'], ["Ben"]]
        assert found["author"][0]["properties"]["url"] == [f"{HOME}authors/ada"]

    def test_lists_are_feeds_of_entries(self, client):
        for path in ("", "tags/go", "categories/work", "authors/ada"):
            items = mf2py.parse(client.get(f"/blog/{path}").text, url=f"{HOME}{path}")["items"]
            (feed,) = (item for item in items if "h-feed" in item["type"])
            (entry,) = feed["children"]
            assert entry["type"] == ["h-entry"]
            assert entry["properties"]["url"] == [f"{HOME}posts/one"]
            assert {"name", "published", "author", "summary"} <= set(entry["properties"])
            assert feed["properties"]["name"]


@pytest.mark.engine("sqlite")
def test_a_page_is_a_page(client, write):
    with write() as db:
        make_page(db, title="About", source="Who we are.", language="en")
    page = client.get("/blog/pages/about")
    found = meta(page)
    assert (found["og:type"], found["og:title"], found["og:description"]) == (["website"], ["About"], ["Who we are."])
    assert page.html.find("link", rel="canonical")["href"] == f"{HOME}pages/about"
    assert not page.html.find_all("script")


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("address", "full"),
    [("/media/sea.jpg", "http://127.0.0.1:8000/media/sea.jpg"), ("https://example.org/sea.jpg",) * 2],
)
def test_a_page_shows_its_cover_to_readers_and_machines(client, write, address, full):
    with write() as db:
        make_page(db, title="About", cover_url=address, cover_width=800, cover_height=450, cover_alt="The sea")
    page = client.get("/blog/pages/about")
    found = meta(page)
    assert found["og:image"] == [full]
    assert (found["og:image:width"], found["og:image:alt"]) == (["800"], ["The sea"])
    picture = page.html.select_one(".cover img")
    assert (picture["src"], picture["width"], picture["alt"]) == (address, "800", "The sea")


@pytest.mark.engine("sqlite")
def test_each_page_of_a_list_is_its_own(client, write):
    with write() as db:
        for number in range(3):
            make_post(db, title=f"p{number}")
        SiteSettingsService(db).update({"posts_per_page": 2, "description": "All & sundry"})
    first, second = client.get("/blog/"), client.get("/blog/?page=2")
    assert first.html.find("link", rel="canonical")["href"] == HOME
    assert second.html.find("link", rel="canonical")["href"] == f"{HOME}?page=2"
    assert meta(first)["og:description"] == ["All & sundry"]
    assert meta(second)["og:url"] == [f"{HOME}?page=2"]
    assert meta(second)["description"] == ["Page 2 · All & sundry"]
