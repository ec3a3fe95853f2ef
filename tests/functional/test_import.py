"""The commands that import: what they print, how they end, and what readers see afterwards."""

import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from apps.blog import commands
from core.commands import OperatorGroup
from tests.support.source import ROOT

POST = """---
layout: post
title: 你好，世界
date: 2014-03-12 10:00:00 +0800
categories: [Notes]
tags: first post
description: 一句 <b>话</b>
---

正文，见 [下一篇]({% post_url 2014-03-13-second %})。

{% highlight python %}
print("{{ not liquid }}")
{% endhighlight %}

{% include ad.html %}
"""


@pytest.fixture
def run(site):
    """Return what types a command: its exit status, what it printed and what it complained of."""
    group = OperatorGroup("manage")
    group.add_command(commands.importing)
    operator = SimpleNamespace(database=site.database)

    def typed(*words):
        return CliRunner().invoke(group, ["import", *map(str, words)], obj=operator)

    return typed


@pytest.fixture
def blog(tmp_path):
    """Return the folder of a small Jekyll site."""
    folder = tmp_path / "old blog"
    (folder / "_posts").mkdir(parents=True)
    (folder / "_drafts").mkdir()
    (folder / "_config.yml").write_text("author: Ada\ntimezone: Asia/Shanghai\n", encoding="utf-8")
    (folder / "_posts/2014-03-12-hello.md").write_text(POST, encoding="utf-8")
    (folder / "_posts/2014-03-13-second.md").write_text("---\ntitle: Second\n---\nText\n", encoding="utf-8")
    (folder / "_drafts/later.md").write_text("Not yet\n", encoding="utf-8")
    return folder


def test_readers_read_an_imported_blog_before_there_is_an_administrator(run, blog, client):
    result = run("jekyll", blog)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "3 files: 3 created, 0 updated, 0 unchanged, 0 skipped.",
        "1 warning: 1 tag.",
    ]
    assert result.stderr == "_posts/2014-03-12-hello.md:16: {% include %} was removed.\n"
    page = client.get("/blog/posts/hello")
    assert "你好，世界" in page
    assert 'href="/blog/posts/second"' in page
    assert 'aria-label="Python"' in page
    assert "{{ not liquid }}" in page.html.find("pre").get_text()
    assert "{%" not in page
    assert "Second" in client.get("/blog/")
    assert client.get("/blog/posts/later", status=404)


def test_a_second_run_changes_nothing(run, blog, client):
    run("jekyll", blog)
    before = client.get("/blog/feed.atom").body
    result = run("jekyll", blog)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "3 files: 0 created, 0 updated, 3 unchanged, 0 skipped.\n"
    assert client.get("/blog/feed.atom").body == before


def test_a_broken_file_is_named_with_the_reason(run, tmp_path):
    (tmp_path / "a.md").write_text("Text", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\na: b: c\n---\n", encoding="utf-8")
    result = run("markdown", tmp_path)
    assert result.exit_code == 0
    assert result.stdout == "2 files: 1 created, 0 updated, 0 unchanged, 1 skipped.\n"
    assert result.stderr.startswith("b.md: skipped: The YAML can't be read, line 2: ")


def test_warnings_of_a_kind_are_one_line_and_verbose_tells_all(run, tmp_path):
    (tmp_path / "_posts").mkdir()
    for number in range(1, 5):
        text = f"{{% ad{number} %}}\n{{% ad %}}"
        (tmp_path / f"_posts/2014-03-0{number}-{number}.md").write_text(text, encoding="utf-8")
    (tmp_path / "_posts/about.md").write_text("Words", encoding="utf-8")
    files = "_posts/2014-03-01-1.md, _posts/2014-03-02-2.md, _posts/2014-03-03-3.md, …"
    undated = "There is no date in its name, so Jekyll didn't publish it: it is a draft here, too."
    result = run("jekyll", tmp_path)
    assert result.stderr.splitlines() == [
        f"tag: 8 warnings ({files}) such as: {{% ad1 %}} was removed.",
        f"_posts/about.md: {undated}",
    ]
    assert result.stdout.splitlines()[1:] == ["9 warnings: 8 tag, 1 date."]
    for path in tmp_path.glob("_posts/*"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    lines = run("jekyll", tmp_path, "--verbose").stderr.splitlines()
    assert len(lines) == 9
    assert lines[1] == "_posts/2014-03-01-1.md:2: {% ad %} was removed."


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (["![a](/a.png)"], "1 picture in 1 post still points to the old site; it was not taken over."),
        (
            ["![a](/a.png) ![b](b.png)", "![c](c.png)", "![d](https://x.example/d.png)"],
            "3 pictures in 2 posts still point to the old site; they were not taken over.",
        ),
    ],
)
def test_one_line_tells_of_pictures_that_were_not_taken_over(run, tmp_path, texts, line):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    assert run("markdown", tmp_path).stdout.splitlines()[1:] == [line]


def test_what_is_no_post_is_counted_and_named_where_it_is_asked_for(run, tmp_path):
    (tmp_path / "a.md").write_text("Text", encoding="utf-8")
    (tmp_path / "LICENSE.md").write_text("Terms", encoding="utf-8")
    result = run("markdown", tmp_path)
    assert result.output == "2 files: 1 created, 0 updated, 0 unchanged, 0 skipped, 1 left out.\n"
    assert run("markdown", tmp_path, "--verbose").stderr.startswith("LICENSE.md: left out: ")


@pytest.mark.parametrize(
    ("system", "name", "sentence"),
    [
        ("markdown", "nowhere", "is no folder."),
        ("markdown", "file.md", "is no folder."),
        ("markdown", "empty", "There was nothing to import."),
        ("markdown", "project", "There was nothing to import."),
        ("markdown", "broken", "No file could be read."),
        ("jekyll", "empty", "There is no folder _posts in it."),
    ],
)
def test_where_nothing_can_be_read_it_ends_with_one_sentence(run, tmp_path, system, name, sentence):
    (tmp_path / "file.md").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/a.md").touch()
    (tmp_path / "project").mkdir()
    (tmp_path / "project/README.md").write_text("Words", encoding="utf-8")
    result = run(system, tmp_path / name)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith(sentence)


def test_a_path_is_meant_from_where_the_operator_stands(run, tmp_path, monkeypatch):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_text("Text", encoding="utf-8")
    monkeypatch.setattr(commands, "_HERE", tmp_path)
    monkeypatch.chdir(ROOT)
    assert run("markdown", "notes").exit_code == 0


def test_on_a_terminal_a_bar_shows_how_far_it_is(run, blog, monkeypatch):
    # What CliRunner puts in the place of a terminal is none.
    monkeypatch.setattr(commands, "sys", SimpleNamespace(stderr=Terminal()))
    result = run("jekyll", blog)
    assert result.exit_code == 0
    assert "Importing" in commands.sys.stderr.text
    assert "100%" in commands.sys.stderr.text


class Terminal:
    """A terminal that remembers what was written on it."""

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        sys.stdout.flush()
