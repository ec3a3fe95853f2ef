"""Kramdown's marks go, code stays."""

import pytest

from apps.blog.services.importing.kramdown import without_attributes


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("* TOC\n{:toc}\n\ntext", "\ntext"),
        ("1. 目录\n{: toc}\n\ntext", "\ntext"),
        ("text\n{: .lead}\n\nmore", "text\n\nmore"),
        ("text\n{: .lead}\nmore", "text\n\nmore"),
        ("a\n{:.x}", "a\n"),
        ("> a\n> {: .x}\n", "> a\n"),
        ("![a](b.png){: .x} c", "![a](b.png) c"),
        ("*a*{:.b} c", "*a* c"),
        ("{:.a" * 2, "{:.a" * 2),
        ("{:.a {:.b} c", "{:.a  c"),
        ('{::options parse_block_html="true" /}\ntext', "\ntext"),
        ("a {::nomarkdown}b{:/} c", "a b c"),
        ("a {::comment}b{:/comment} c", "a  c"),
    ],
)
def test_attributes_go(text, left):
    assert without_attributes(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "```\n{: .x}\n```\n",
        "`{:toc}` makes one",
        "a\n\n    {:toc}\n",
        "{ :x } and {x: 1}",
        "say {:)",
        "## Title {#id}\n",
        '![a](b.png){: width="10"} c',
        "![a](b.png)\n{: w=10 h=5 .left}\n",
        "```\na\n```\n{: .line-numbers}\n",
        "plain",
    ],
)
def test_code_and_words_stay(text):
    assert without_attributes(text) == text


@pytest.mark.parametrize("text", ["{:.a" * 250_000, "{: " * 300_000, "{#x}\n# " + " " * 500_000 + "x"], ids=len)
def test_marks_without_an_end_stay_and_hold_nothing_up(text):
    assert without_attributes(text) == text
