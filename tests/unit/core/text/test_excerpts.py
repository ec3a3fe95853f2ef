"""Excerpts and plain text of rendered HTML."""

import pytest
from hypothesis import given, strategies as st

from core.text.article import arrange
from core.text.excerpts import excerpt, plain_text
from core.text.markdown import render


def rendered(source):
    return render(source, "markdown")


def test_plain_text_has_a_line_for_each_block():
    source = "# A *b*\n\nc `d`\ne\n\n- f\n- g\n\n|h|i|\n|-|-|\n|j|k|\n\n```\nl < m\n```"
    assert plain_text(rendered(source)) == "A b\nc d e\nf\ng\nh i\nj k\nl < m"


def test_plain_text_leaves_out_what_is_not_read():
    source = "a[^1] <ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby> ![no](x.png)&amp;&nbsp;b<br>c\n\n[^1]: note"
    assert plain_text(rendered(source)) == "a 漢 & b\nc\nnote"


@pytest.mark.parametrize("markup", ["", "<p></p>", "<pre>x</pre>", "<h2>a</h2>", '<img src="a.png">'])
def test_an_article_without_prose_has_no_excerpt(markup):
    assert excerpt(markup) == ""


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("<p>Short, without an end</p>") == "Short, without an end"


def test_headings_code_tables_captions_titles_and_notes_are_passed_over():
    source = (
        "# No\n\nFirst[^1].\n\n```\nno\n```\n\n> [!NOTE]\n> Second.\n\n|no|\n|-|\n|no|\n\n"
        "<figure><figcaption>no</figcaption></figure>\n\nThird.\n\n[^1]: no"
    )
    assert excerpt(rendered(source)) == "First. Second. Third."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("The tide follows\n\n$$a$$\n\nand so on.", "The tide follows"),
        ("First. In the open:\n\n$$a$$\n\nFive kinds.", "First. In the open…"),
        ("潮水如下：\n\n$$a$$\n\n五种。", "潮水如下…"),
        ("$$a$$\n\nFive kinds.", "Five kinds."),
        ("First:\n\n$$a$$", "First:"),
    ],
)
def test_a_formula_between_two_lines_ends_it(source, expected):
    assert excerpt(arrange(rendered(source), "en")) == expected


def test_chinese_blocks_join_without_a_space_and_others_with_one():
    assert excerpt(rendered("第一段\n\n第二段。\n\nThird.\n\n第四段\n\nlast")) == "第一段第二段。Third. 第四段 last"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这" * 59 + "。" + "那" * 100, "这" * 59 + "。"),
        ("这" * 40 + "。" + "那" * 100, "这" * 40 + "。" + "那" * 68 + "…"),
        ("这" * 59 + "！”" + "那" * 100, "这" * 59 + "！”"),
        ("这" * 109 + "。" + "那" * 100, "这" * 109 + "。"),
        ("这" * 110 + "。", "这" * 109 + "…"),
        ("这" * 108 + "，" + "那" * 9, "这" * 108 + "…"),
        ("word " * 30 + "end. " + "more " * 30, "word " * 30 + "end."),
        ("word " * 30 + 'end?" ' + "more " * 30, "word " * 30 + 'end?"'),
        ("word " * 60, ("word " * 43).strip() + "…"),
        ("word, " * 60, ("word, " * 36).strip(" ,") + "…"),
        ("version 3.5 of example.com " * 20, ("version 3.5 of example.com " * 8).strip() + "…"),
        ("a" * 300, "a" * 218 + "…"),
        ("Python " * 20 + "语言" * 60, "Python " * 20 + "语言" * 19 + "语…"),
    ],
)
def test_an_excerpt_ends_with_a_sentence_or_with_a_word(text, expected):
    assert excerpt(f"<p>{text}</p>") == expected


def test_names_in_a_formula_are_words():
    assert excerpt(rendered("$h = m + s \\cos(2\\pi t)$.")) == "h=m+s cos(2πt)."


@given(st.text())
def test_an_excerpt_fits_and_is_one_line(text):
    shown = excerpt(rendered(text))
    assert len(shown) <= 220
    assert "\n" not in shown
