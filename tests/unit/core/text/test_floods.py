"""More of a kind than any article has: it is shown as it was typed, and the time it takes has a bound."""

import pytest

from core.text import floods
from core.text.cjk import MOST_ADDRESSES
from core.text.floods import MOST_CELLS, MOST_LINES, MOST_MARKS, MOST_TOKENS
from core.text.markdown import MAX_SOURCE, render


def test_lines_past_their_measure_are_plain_paragraphs():
    rendered = render("- *a*\r\n" * MOST_LINES + "- *b*\n\n<i>c", "markdown")
    assert "<em>a</em>" in rendered
    assert rendered.endswith("<p>- *b*</p>\n<p>&lt;i&gt;c</p>\n")


def test_a_text_of_as_many_lines_is_read_to_its_end():
    source = "a\n" * (MOST_LINES - 1) + "*b*"
    assert render(source, "markdown").endswith("<em>b</em></p>\n")


def test_blocks_past_their_measure_are_plain_paragraphs():
    # Five tokens for each quotation: its own two and a paragraph's three.
    rendered = render("> *a*\n\n" * (MOST_TOKENS // 5 + 2) + "*b*\n\n1 < 2", "markdown")
    assert rendered.count("<blockquote>") == MOST_TOKENS // 5 + 1
    assert rendered.endswith("<p>&gt; *a*</p>\n<p>*b*</p>\n<p>1 &lt; 2</p>\n")


def test_a_list_past_the_measure_ends():
    rendered = render("- a\n" * MOST_LINES, "markdown")
    assert rendered.count("<li>") == MOST_TOKENS // 5 + 1
    assert rendered.count("- a") == MOST_LINES - MOST_TOKENS // 5


def test_a_table_without_room_for_its_cells_is_text_and_so_are_all_that_follow():
    small = "|*a*|b|\n|-|-|\n|c|d|\n\n"
    wide = "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * (MOST_CELLS // 500) + "\n"
    rendered = render(small + wide + small, "markdown")
    assert rendered.count("<table>") == 1
    assert rendered.count("<em>a</em>") == 2


def test_a_table_ends_the_paragraph_before_it():
    rendered = render("text\n|a|b|\n|-|-|\n|c|d|", "markdown")
    assert rendered.startswith("<p>text</p>\n<div")


def test_a_table_takes_no_room_for_lines_that_are_not_its_own():
    tables = "|a|b|\n|-|-|\n|c|d|\n\n" * 500
    assert render(tables, "markdown").count("<table>") == 500


def test_marks_past_their_measure_are_text_but_not_those_of_shorter_paragraphs():
    rendered = render(f"{'*a* ' * (MOST_MARKS // 2 - 1)}\n\n{'*b* ' * 2}\n\n*c*", "markdown")
    assert rendered.count("<em>") == MOST_MARKS // 2
    assert rendered.endswith("<p>*b* *b*</p>\n<p><em>c</em></p>\n")


def test_bare_addresses_past_their_measure_are_text():
    rendered = render("http://a.b/c \n\n" * (MOST_ADDRESSES + 3), "markdown")
    assert rendered.count("<a ") == MOST_ADDRESSES
    assert rendered.endswith("<p>http://a.b/c</p>\n")


def test_an_address_that_many_links_would_repeat_is_dropped():
    source = f"[long]: /{'b' * 30_000}\n[short]: /c '{'t' * 3}'\n\n" + "[long] [short]\n\n" * 300
    rendered = render(source, "markdown")
    assert len(rendered) < 100_000
    assert rendered.count("<a ") == 300
    assert "[long]" in rendered


def test_a_long_address_that_few_links_repeat_stays():
    assert render(f"[a]: /{'b' * 5_000}\n\n[a] [a]", "markdown").count("b" * 5_000) == 2


def test_lines_that_go_on_deep_quotations_are_counted_for_each(monkeypatch):
    monkeypatch.setattr(floods, "MOST_QUOTED", 100)
    rendered = render("> > > > a\n" + "b\n" * 60 + "\n> *c*", "markdown")
    assert rendered.count("<blockquote>") == 2
    assert rendered.endswith("<p>&gt; *c*</p>\n")


@pytest.mark.parametrize(
    "source",
    [
        "# a" + " " * (MAX_SOURCE - 5) + "b",
        "![a](b){" + " " * (MAX_SOURCE - 10) + "x",
        "a\n{:" + " " * (MAX_SOURCE - 10) + "x",
        ("|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|\n" * 100 + "\n") * 130,
        "[a]: /" + "b" * 100_000 + "\n\n" + ("[a] " * 200 + "\n\n") * 200,
        "> " * 19 + "a\n" + "b\n" * 140_000,
    ],
    ids=["spaces in a heading", "spaces in braces", "spaces in a line", "empty cells", "references", "quotation"],
)
def test_what_took_hours_or_gigabytes_is_rendered(source):
    assert len(render(source, "markdown")) < 4_000_000
