"""Posts keep the ids that feed readers know them by."""

from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.importing.feed_ids import given_id, jekyll_id
from apps.blog.services.importing.fields import Fields
from apps.blog.services.importing.imported import Reading
from apps.blog.services.importing.jekyll import JekyllSource

UUID = "0f6b2f5c-3f0b-4a53-9d0e-0a7c1c1f6a11"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"guid": "https://old.example/?p=12"}, "https://old.example/?p=12"),
        ({"guid": "tag:old.example,2012:12"}, "tag:old.example,2012:12"),
        ({"uuid": UUID.upper()}, f"urn:uuid:{UUID}"),
        ({"guid": "12", "uuid": UUID}, f"urn:uuid:{UUID}"),
        ({"guid": "12"}, ""),
        ({"guid": "https://old.example/ x"}, ""),
        ({"guid": "https://old.example/<x>"}, ""),
        ({"guid": "https://old.example/" + "x" * 300}, ""),
        ({"uuid": "none"}, ""),
    ],
)
def test_front_matter_may_name_it(fields, expected):
    assert given_id(Fields(fields)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2014/03/12/x.html", "https://old.example/2014/03/12/x"),
        ("/b/2014/x/", "https://old.example/b/2014/x"),
        ("/b/own/", "https://old.example/b/x"),
        ("/x.html", "https://old.example/x"),
    ],
)
def test_jekylls_is_the_address_without_its_ending(path, expected):
    assert jekyll_id("https://old.example/", path, "x") == expected


def test_without_the_sites_address_there_is_none():
    assert jekyll_id("", "/x.html", "x") == jekyll_id("https://old.example", "", "x") == ""


def test_names_are_quoted():
    assert jekyll_id("https://old.example", "/b/x/", "中 文") == "https://old.example/b/%E4%B8%AD%20%E6%96%87"


FRONT = "---\ntitle: {0}\nguid: https://old.example/{1}\n---\nText.\n"


def test_the_post_has_it_from_then_on(folder, look):
    folder.write(a=FRONT.format("A", 1))
    folder.run()
    assert look("a").feed_id == "https://old.example/1"
    folder.write(a=FRONT.format("A, changed", 2))
    folder.run()
    assert look("a").feed_id == "https://old.example/1"


def test_two_posts_never_have_the_same(folder, look):
    folder.write(a=FRONT.format("A", 1), b=FRONT.format("B", 1))
    assert folder.outcomes() == {"a.md": "created", "b.md": "created"}
    assert look("a").feed_id == "https://old.example/1"
    assert look("b").feed_id.startswith("urn:uuid:")


def test_a_jekyll_site_gave_each_of_its_posts_one(tmp_path):
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("url: https://old.example\npermalink: /:year/:title/\n")
    (tmp_path / "_posts/2014-03-12-own.md").write_text("---\nguid: tag:old.example,2014:1\n---\nText.\n")
    (tmp_path / "_posts/2014-03-13-x.md").write_text("Text.\n")
    reading = Reading(ZoneInfo("UTC"), "en", lambda *_: "")
    ids = [entry.read(reading).feed_id for entry in JekyllSource(tmp_path).entries()]
    assert ids == ["tag:old.example,2014:1", "https://old.example/2014/x"]
