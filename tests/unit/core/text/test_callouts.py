"""Callouts in Markdown."""

import pytest

from core.text.markdown import render


@pytest.mark.parametrize(
    ("mark", "kind", "word"),
    [
        ("NOTE", "note", "说明"),
        ("tip", "tip", "提示"),
        ("Important", "important", "重要"),
        ("WARNING", "warning", "警告"),
        ("CAUTION", "danger", "危险"),
        ("DANGER", "danger", "危险"),
    ],
)
def test_a_marked_quotation_becomes_a_callout(mark, kind, word):
    assert render(f"> [!{mark}]\n> 内容 *重*", "markdown", "zh-Hans") == (
        f'<aside class="callout {kind}">\n<p class="callout-title">{word}</p>\n<p>内容 <em>重</em></p>\n</aside>\n'
    )


def test_a_callout_may_have_a_title_of_its_own():
    assert render("> [!TIP] Do *this*\n> first", "markdown") == (
        '<aside class="callout tip">\n<p class="callout-title">Do <em>this</em></p>\n<p>first</p>\n</aside>\n'
    )


def test_a_callout_without_text_in_its_first_paragraph_has_no_empty_one():
    assert render("> [!NOTE]\n>\n> - a", "markdown") == (
        '<aside class="callout note">\n<p class="callout-title">Note</p>\n<ul>\n<li>a</li>\n</ul>\n</aside>\n'
    )


def test_callouts_nest_and_stand_among_quotations():
    rendered = render("> a\n>\n> > [!NOTE]\n> > b\n\n> [!TIP]\n> c\n>\n> > d", "markdown")
    assert rendered == (
        '<blockquote>\n<p>a</p>\n<aside class="callout note">\n<p class="callout-title">Note</p>\n<p>b</p>\n</aside>\n'
        '</blockquote>\n<aside class="callout tip">\n<p class="callout-title">Tip</p>\n<p>c</p>\n'
        "<blockquote>\n<p>d</p>\n</blockquote>\n</aside>\n"
    )


@pytest.mark.parametrize(
    "source", ["> text [!NOTE]", "> [!OTHER]\n> x", "[!NOTE]\nx", ">", "> - [!NOTE]\n>   x", "> # [!NOTE]"]
)
def test_other_quotations_stay(source):
    assert "<aside" not in render(source, "markdown")
