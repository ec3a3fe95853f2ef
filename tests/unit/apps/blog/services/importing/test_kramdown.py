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
        ('![a](b.png){: width="10"} c', "![a](b.png) c"),
        ("*a*{:.b} c", "*a* c"),
        ("## Title {#id}\n", "## Title\n"),
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
        "```\n## a {#b}\n```\n",
        "plain",
    ],
)
def test_code_and_words_stay(text):
    assert without_attributes(text) == text
