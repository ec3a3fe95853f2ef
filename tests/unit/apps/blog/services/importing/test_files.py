"""Files are found in one order and never trusted to be text."""

import os
from datetime import UTC, datetime

import pytest

from apps.blog.services.importing import files
from apps.blog.services.importing.files import SourceFile, dated_name, list_files, open_all, open_file
from apps.blog.services.importing.imported import Refused
from apps.blog.services.importing.report import SourceRefused


def source_file(content, path="a.md"):
    return SourceFile(path, content, datetime(2020, 1, 1, tzinfo=UTC))


def test_markdown_files_are_found_in_order(tmp_path):
    for name in ("b.md", "a/z.markdown", "a/b.MD", "c.txt", ".git/x.md", "node_modules/x.md", ".x.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link.md").symlink_to(tmp_path / "b.md")
    assert list_files(tmp_path) == ["a/b.MD", "a/z.markdown", "b.md"]
    assert list_files(tmp_path, "a", "nowhere") == ["a/b.MD", "a/z.markdown"]


@pytest.mark.parametrize(
    ("path", "day", "name"),
    [
        ("2014-03-12-hello.md", "2014-03-12", "hello"),
        ("x/2014-3-2-a-b.markdown", "2014-3-2", "a-b"),
        ("hello.world.md", "", "hello.world"),
        ("2014-03-12.md", "", "2014-03-12"),
        ("2014/2014-03-12-hello/index.md", "2014-03-12", "hello"),
        ("README.md", "", ""),
        ("你好.md", "", "你好"),
    ],
)
def test_a_files_name_may_tell_its_day(path, day, name):
    assert dated_name(path) == (day, name)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa\r\nb\rc", b"a\nb\nc"])
def test_marks_and_line_ends_of_other_systems_are_no_matter(content):
    assert source_file(content).text == "a\nb\nc"


@pytest.mark.parametrize(
    ("content", "words"), [("你好".encode("gb18030"), "UTF-8"), (b"", "empty"), (b" \r\n\t", "empty")]
)
def test_what_is_no_text_is_refused(content, words):
    with pytest.raises(SourceRefused, match=words):
        _ = source_file(content).text


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    (tmp_path / "a.md").write_bytes(b"x" * 11)
    with pytest.raises(SourceRefused, match="larger"):
        open_file(tmp_path, "a.md")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(SourceRefused, match="regular"):
        open_file(tmp_path, "a.md")


@pytest.mark.parametrize("path", ["secret.md", "posts/secret.md"])
def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path, path):
    (tmp_path / "secret.md").write_text("private", encoding="utf-8")
    folder = tmp_path / "blog"
    folder.mkdir()
    (folder / "secret.md").symlink_to(tmp_path / "secret.md")
    (folder / "posts").symlink_to(tmp_path)
    with pytest.raises(SourceRefused, match="leads out"):
        open_file(folder, path)


def test_a_link_within_the_folder_is_followed(tmp_path):
    (tmp_path / "a.md").write_text("a", encoding="utf-8")
    (tmp_path / "b.md").symlink_to("a.md")
    assert open_file(tmp_path, "b.md").text == "a"


def test_a_file_that_went_away_is_refused_and_the_next_is_read(tmp_path):
    (tmp_path / "b.md").write_text("b", encoding="utf-8")
    gone, there = open_all(tmp_path, ["a.md", "b.md"], None)
    assert isinstance(gone, Refused)
    assert (there.source_id, there.size, len(there.content_hash)) == ("b.md", 1, 64)


def test_a_file_from_the_future_is_of_today(tmp_path, clock):
    (tmp_path / "a.md").touch()
    os.utime(tmp_path / "a.md", (4e9, 4e9))
    assert open_file(tmp_path, "a.md").modified_at == clock()


def test_a_name_that_is_no_text_is_shown_as_bytes():
    assert files.shown(os.fsdecode(b"a\xff.md")) == "a\\xff.md"
