"""A folder of Markdown is read with front matter and without."""

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.importing.imported import Reading, Refused
from apps.blog.services.importing.markdown import MarkdownSource
from apps.blog.services.importing.report import Kind, LeftOut, SourceRefused

READING = Reading(ZoneInfo("Asia/Shanghai"), "en", lambda _id, _wanted: "")


@pytest.fixture
def read(tmp_path):
    """Return what writes a file and reads it as a post."""

    def made(text, path="note.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        os.utime(tmp_path / path, (1_500_000_000, 1_500_000_000))
        (entry,) = MarkdownSource(tmp_path).entries()
        return entry.read(READING)

    return made


def test_a_file_with_everything_is_a_post_with_everything(read):
    post = read(
        "---\ntitle: A <em>title</em>\ndate: 2014-03-12\nlastmod: 2015-01-01\nslug: my-slug\nlang: en_GB\n"
        "description: Some <b>words</b>\ntags: [one, two]\ncategory: notes\nauthor: Ada\n"
        "permalink: https://old.example/a/b/\n---\n\nText\n",
        "x/2013-01-01-named.md",
    )
    assert (post.title, post.body, post.summary) == ("A title", "Text", "Some words")
    assert (post.slug, post.name, post.language, post.old_address) == ("my-slug", "named", "en-GB", "/a/b/")
    assert (post.tags, post.categories, post.authors) == (("one", "two"), ("notes",), ("Ada",))
    assert post.published_at == post.created_at == datetime(2014, 3, 11, 16, tzinfo=UTC)
    assert post.updated_at == datetime(2014, 12, 31, 16, tzinfo=UTC)
    assert not post.is_draft
    assert not post.notices


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# A *title*\n\nText", "A title", "Text"),
        ("A title\n=======\nText", "A title", "Text"),
        ("---\ntitle: A title\n---\n# A title\n\nText", "A title", "Text"),
        ("---\ntitle: A title\n---\n# Another\n\nText", "A title", "# Another\n\nText"),
        ("Text\n\n# Later", "My note", "Text\n\n# Later"),
        ("## Below\n", "My note", "## Below"),
    ],
)
def test_the_title_is_the_front_matters_the_first_headings_or_the_files(read, text, title, body):
    post = read(text, "my_note.md")
    assert (post.title, post.body) == (title, body)


def test_a_file_named_in_words_keeps_them(read):
    assert read("Text", "e-mail and I.md").title == "E-mail and I"


def test_the_day_may_stand_in_the_files_name(read):
    assert read("Text", "2014-03-12-x.md").published_at == datetime(2014, 3, 11, 16, tzinfo=UTC)


def test_without_any_day_it_is_the_files(read):
    assert read("Text").published_at == datetime(2017, 7, 14, 2, 40, tzinfo=UTC)


def test_a_day_that_is_none_is_named_and_the_next_best_taken(read):
    post = read("---\ndate: soon\nlang: chinese\n---\nText", "2014-03-12-x.md")
    assert post.published_at == datetime(2014, 3, 11, 16, tzinfo=UTC)
    assert [notice.kind for notice in post.notices] == [Kind.DATE, Kind.LANGUAGE]


@pytest.mark.parametrize("field", ["draft: true", "published: false"])
def test_drafts_are_drafts_and_have_no_day_of_their_own(read, field):
    post = read(f"---\n{field}\n---\nText")
    assert post.is_draft
    assert post.published_at is None
    assert post.created_at == datetime(2017, 7, 14, 2, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这是一篇中文的文章。", "zh-Hans"),
        ("これは日本語の文章です。", "ja"),
        ("Just words", "en"),
        ("中文说明：\n\n```python\n" + "import this and that\n" * 50 + "```\n\n    more code than words\n", "zh-Hans"),
    ],
)
def test_the_language_is_that_of_the_prose(read, text, language):
    assert read(text).language == language


def test_a_long_summary_is_cut_and_named(read):
    post = read("---\nexcerpt: " + "word " * 300 + "\n---\nText")
    assert len(post.summary) < 1000
    assert post.summary.endswith("word…")
    assert [notice.kind for notice in post.notices] == [Kind.LENGTH]


def test_lines_are_named_as_they_stand_in_the_file(read):
    post = read("---\ntitle: x\n---\n\ntext\n{% include a %}\n")
    assert [(notice.kind, notice.line) for notice in post.notices] == [(Kind.TAG, 6)]


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    (entry,) = MarkdownSource(tmp_path).entries()
    assert not isinstance(entry, Refused)
    with pytest.raises(SourceRefused):
        entry.read(READING)


def test_a_folder_says_how_many_files_it_has(tmp_path):
    assert len(MarkdownSource(tmp_path)) == 0
    (tmp_path / "a.md").touch()
    assert len(MarkdownSource(tmp_path)) == 1


@pytest.mark.parametrize(
    "path", ["LICENSE.md", "README.md", "sub/README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG-2.md", "x/readme.markdown"]
)
def test_what_is_about_the_files_is_left_out(read, path):
    with pytest.raises(LeftOut):
        read("# Words\n", path)


@pytest.mark.parametrize("path", ["readme-driven-writing.md", "my-LICENSE.md", "2014-03-12-x/README.md", "licensed.md"])
def test_a_post_that_is_only_called_alike_is_not(read, path):
    assert read("# Words\n", path).title == "Words"


def test_with_front_matter_it_is_a_post(read):
    assert read("---\ntitle: Read me\n---\n", "README.md").title == "Read me"
