"""A Jekyll site is read with what its configuration says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.importing.imported import Reading, Refused
from apps.blog.services.importing.jekyll import JekyllSource
from apps.blog.services.importing.report import Kind, SourceRefused

CONFIG = """
url: https://old.example
baseurl: /b
timezone: Asia/Shanghai
lang: zh_CN
author:
  name: Ada
permalink: /:year/:title/
"""


def find_address(source_id, wanted):
    return f"/here/{source_id}|{'|'.join(wanted())}"


READING = Reading(ZoneInfo("UTC"), "en", find_address)


@pytest.fixture
def site(tmp_path):
    """Return what writes a site and reads its posts, by their paths."""

    def made(folder=".", **files):
        return read({"_config.yml": CONFIG, **files}, folder)

    def read(files, folder="."):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return JekyllSource(tmp_path / folder)

    made.read = read
    return made


def posts(source):
    return {entry.source_id: entry.read(READING) for entry in source.entries()}


def test_posts_and_drafts_are_read_with_the_sites_configuration(site):
    source = site(**{"_posts/2014-03-12-你好.md": "---\ntags: a b\n---\n正文", "_drafts/later.md": "Words"})
    assert len(source) == 2
    post, draft = posts(source).values()
    assert draft.is_draft
    assert draft.old_address == ""
    assert (post.title, post.name, post.tags, post.authors) == ("你好", "你好", ("a", "b"), ("Ada",))
    assert post.published_at == datetime(2014, 3, 11, 16, tzinfo=UTC)
    assert post.old_address == "/b/2014/%E4%BD%A0%E5%A5%BD/"
    assert (post.language, post.old_host) == ("zh-Hans", "old.example")


@pytest.mark.parametrize("name", ["about.md", "sub/about.md", "2014-03-about.md", "2014-03-12-x/index.md"])
def test_what_has_no_date_in_its_name_is_a_draft_as_jekyll_never_showed_it(site, name):
    (post,) = posts(site(**{f"_posts/{name}": "---\ndate: 2014-03-12\n---\nWords"})).values()
    assert (post.is_draft, post.old_address) == (True, "")
    (notice,) = post.notices
    assert (notice.kind, notice.line) == (Kind.DATE, 0)
    assert "no date in its name" in notice.message.text


@pytest.mark.parametrize("path", ["_posts/2014-3-2-x.md", "_posts/14-03-02-x.md", "_posts/sub/2014-03-02-x.y.md"])
def test_what_has_one_is_published_without_a_word(site, path):
    (post,) = posts(site(**{path: "Words"})).values()
    assert (post.is_draft, post.notices) == (False, ())


def test_drafts_need_no_date(site):
    (post,) = posts(site(**{"_drafts/later.md": "Words"})).values()
    assert (post.is_draft, post.notices) == (True, ())


def test_a_post_goes_before_the_configuration(site):
    text = "---\nauthor: Grace\ndate: 2014-03-12 10:00 -0400\npermalink: /own/\nlang: en\n---\nWords"
    (post,) = posts(site(**{"_posts/2014-03-12-x.md": text})).values()
    assert (post.authors, post.old_address, post.language) == (("Grace",), "/b/own/", "en")
    assert post.published_at == datetime(2014, 3, 12, 14, tzinfo=UTC)


def test_without_a_configuration_the_sites_own_zone_and_language_hold(site):
    (post,) = posts(site.read({"_posts/2014-03-12-x.md": "Words"})).values()
    assert post.published_at == datetime(2014, 3, 12, tzinfo=UTC)
    assert (post.language, post.authors, post.old_address) == ("en", (), "/2014/03/12/x.html")


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("2014-01-01-a", "/here/_posts/2014-01-01-a.md||a|A"),
        ("sub/2014-01-02-b", "/here/_posts/sub/2014-01-02-b.md|chosen|b|Title"),
        ("2014-01-02-b", "/here/_posts/sub/2014-01-02-b.md|chosen|b|Title"),
        ("2014-01-09-broken", ""),
        ("2014-01-09-gone", ""),
    ],
)
def test_links_between_posts_are_asked_for_by_file(site, name, result):
    source = site(
        **{
            "_posts/2014-01-01-a.md": "# A\n",
            "_posts/sub/2014-01-02-b.md": "---\ntitle: Title\nslug: chosen\n---\n",
            "_posts/2014-01-09-broken.md": "---\na: b: c\n---\n",
            "_posts/2014-03-12-x.md": f"{{% post_url {name} %}}",
        }
    )
    entries = {entry.source_id: entry for entry in source.entries()}
    assert entries["_posts/2014-03-12-x.md"].read(READING).body == result


def test_links_by_path_are_too(site):
    source = site(**{"_posts/2014-01-01-a.md": "[a]({% link _posts/2014-01-01-a.md %})"})
    assert posts(source)["_posts/2014-01-01-a.md"].body.startswith("[a](/here/_posts/2014-01-01-a.md")


def test_the_folder_of_posts_itself_will_do(site):
    assert len(site(folder="_posts", **{"_posts/2014-03-12-x.md": "Words"})) == 1


def test_a_broken_configuration_is_named_and_the_posts_are_read(site):
    source = site.read({"_config.yml": "a: b: c", "_posts/2014-03-12-x.md": "Words"})
    refused, post = source.entries()
    assert isinstance(refused, Refused)
    assert refused.source_id == "_config.yml"
    assert post.read(READING).title == "X"
    assert len(source) == 2


def test_a_configuration_from_elsewhere_is_named_and_not_read(site, tmp_path):
    secrets = tmp_path / "secrets.yml"
    secrets.write_text("key: private", encoding="utf-8")
    site.read({"blog/_posts/2014-03-12-x.md": "{{ site.key }}"}, "blog")
    (tmp_path / "blog" / "_config.yml").symlink_to(secrets)
    refused, post = JekyllSource(tmp_path / "blog").entries()
    assert isinstance(refused, Refused)
    assert "private" not in post.read(READING).body


def test_a_folder_without_posts_is_no_jekyll_site(tmp_path):
    with pytest.raises(SourceRefused, match="_posts"):
        JekyllSource(tmp_path)
