"""Rendering as a whole: what each source becomes, and what no source can do."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.text import markdown
from core.text.markdown import render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("a *b* **c** `d` ~~e~~", "<p>a <em>b</em> <strong>c</strong> <code>d</code> <s>e</s></p>\n"),
        ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"),
        ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n"),
        ("词\n: 定义", "<dl>\n<dt>词</dt>\n<dd>定义</dd>\n</dl>\n"),
        ('[a](/b "c")', '<p><a href="/b" title="c" rel="noopener">a</a></p>\n'),
        ("[a]\n\n[a]: https://b.example", '<p><a href="https://b.example" rel="noopener">a</a></p>\n'),
        ("\\*a\\* &copy; &lt;", "<p>*a* © &lt;</p>\n"),
    ],
)
def test_markdown_becomes_html(source, expected):
    assert render(source, "markdown") == expected


def test_html_passes_the_cleaner_and_is_no_markdown():
    assert render("<p onclick=x>*a*</p><script>b</script>", "html") == "<p>*a*</p>"


BOMBS = {
    "quotations": "> " * 50_000,
    "quotation marks": ">" * 100_000,
    "brackets": "[" * 100_000,
    "closed brackets": "[" * 50_000 + "]" * 50_000,
    "pictures": "![" * 50_000,
    "pictures in pictures": "![" * 300 + "a" + "](b)" * 300,
    "half links": "[a](" * 25_000,
    "stars": "*" * 100_000,
    "open emphasis": "**a " * 25_000,
    "emphasis in emphasis": "*a " * 5_000 + "b*" * 5_000,
    "underscores": "_" * 100_000,
    "backticks": "`" * 100_000,
    "odd backticks": "".join("`" * length + "a" for length in range(400)),
    "less-than signs": "<" * 100_000,
    "comments": "<!--" * 25_000,
    "declarations": "<!A" * 30_000,
    "addresses": "http://a" * 12_500,
    "bare colons": "://" * 33_000,
    "footnotes": "[^a]" * 25_000,
    "footnote definitions": "[^a]:" * 20_000,
    "nested lists": "\n".join("  " * depth + "- a" for depth in range(300)),
    "many lists": "- " * 50_000,
    "same headings": "# a\n" * 10_000,
    "one letter": "a" * 100_000,
    "one Han letter": "中" * 100_000,
    "one emoji": "😀" * 100_000,
    "spaces": " " * 100_000,
    "line ends": "\n" * 100_000,
    "control characters": "\x00\x1b" * 50_000,
    "elements": "<div>" * 20_000,
    "elements in a line": "a " + "<svg>" * 200_000,
    "lists of HTML": "<ul><li>" * 12_000,
    "tables of HTML": "<table><td>" * 9_000,
    "attributes": "<a " + " ".join(f"a{number}" for number in range(15_000)) + ">",
    "entities": "&" * 100_000,
    "a wide table": "|".join("a" * 1000) + "\n" + "|".join("-" * 1000) + "\n" + "a\n" * 100,
    "code": "```java\n" + "a " * 50_000,
    "a long text": "这是一个**重点：**后文。\n" * 5_000,
}


# Without our limits some of these take minutes, and others end the process.
@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("source_format", ["markdown", "html"])
def test_no_source_is_too_much(name, source_format):
    assert isinstance(render(BOMBS[name], source_format), str)


def test_a_source_past_all_measure_is_shown_as_paragraphs(monkeypatch):
    monkeypatch.setattr(markdown, "MAX_SOURCE", 10)
    assert render("*a*\nb\n\n<b>c</b>", "markdown") == "<p>*a*\nb</p>\n<p>&lt;b&gt;c&lt;/b&gt;</p>\n"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.one_of(st.sampled_from("*_~`[]()<>!#-+|:>\n \t“”中文，。a1&\\^\"'"), st.characters()), max_size=60))
def test_no_text_raises(source):
    for source_format in ("markdown", "html"):
        assert isinstance(render(source, source_format), str)
