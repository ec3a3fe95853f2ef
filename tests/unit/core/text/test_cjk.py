"""Chinese, Japanese and Korean in Markdown."""

import pytest

from core.text.markdown import render


def paragraph(source):
    rendered = render(source, "markdown", "zh-Hans")
    assert rendered.startswith("<p>")
    return rendered.removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**“强调”**文字", "<strong>“强调”</strong>文字"),
        ("这是**重点：**后文", "这是<strong>重点：</strong>后文"),
        ("文字**（括号）**文字", "文字<strong>（括号）</strong>文字"),
        ("使用**`code`**吧", "使用<strong><code>code</code></strong>吧"),
        ("他说*“好。”*然后", "他说<em>“好。”</em>然后"),
        ("这~~“删”~~掉", "这<s>“删”</s>掉"),
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("**마크다운(Markdown)**을", "<strong>마크다운(Markdown)</strong>을"),
        ("𠮷**“野”**𠮷", "𠮷<strong>“野”</strong>𠮷"),
        ("**标签：**正文，**标签：**正文", "<strong>标签：</strong>正文，<strong>标签：</strong>正文"),
        ("***“都”***是", "<em><strong>“都”</strong></em>是"),
    ],
)
def test_emphasis_works_beside_cjk_punctuation(source, expected):
    assert paragraph(source) == expected


@pytest.mark.parametrize(
    "source",
    ["2 * 3 * 4", "中 ** 文 ** 字", 'a**"b"**c', "snake_case_name", "中_文_字", "乘号*只有一个", "文** 不算 **字"],
)
def test_what_commonmark_leaves_alone_stays(source):
    assert not {"<em>", "<strong>"} & set(paragraph(source).replace(">", "> ").split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第一行，\n第二行", "第一行，第二行"),
        ("第一行\n第二行\n第三行", "第一行第二行第三行"),
        ("说“好”\n然后", "说“好”然后"),
        ("**粗**\n*斜*", "<strong>粗</strong><em>斜</em>"),
        ("one\ntwo", "one\ntwo"),
        ("中文\nLatin", "中文\nLatin"),
        ("Latin\n中文", "Latin\n中文"),
        ("한국어\n한국어", "한국어\n한국어"),
        ("中文\n`code`", "中文\n<code>code</code>"),
        ("中文  \n中文", "中文<br>\n中文"),
        ("中文<br>\n中文", "中文<br>\n中文"),
    ],
)
def test_lines_of_chinese_join_without_a_space(source, expected):
    assert paragraph(source) == expected


def test_a_picture_between_lines_keeps_them_apart():
    assert paragraph("中文\n![图](a.png)\n中文") == '中文\n<img src="a.png" alt="图" decoding="async">\n中文'


@pytest.mark.parametrize(
    ("source", "address", "after"),
    [
        ("http://a.com/，中文", "http://a.com/", "，中文"),
        ("https://a.com/x的文档", "https://a.com/x", "的文档"),
        ("https://a.com/x。", "https://a.com/x", "。"),
        ("https://a.com/x”后", "https://a.com/x", "”后"),
        ("https://a.com/x. Next", "https://a.com/x", ". Next"),
        ("HTTPS://a.com/x_(y)?a=1&b#c", "HTTPS://a.com/x_(y)?a=1&amp;b#c", ""),
        ("http://a.com**", "http://a.com", "**"),
        ("https://a.com/%E4%B8%AD%E6%96%87", "https://a.com/中文", ""),
    ],
)
def test_a_bare_address_becomes_a_link_that_ends_where_chinese_begins(source, address, after):
    href = address.replace("中文", "%E4%B8%AD%E6%96%87")
    assert paragraph(source) == f'<a href="{href}" rel="noopener">{address}</a>{after}'


def test_a_bare_address_after_chinese_is_a_link():
    assert paragraph("见http://a.com") == '见<a href="http://a.com" rel="noopener">http://a.com</a>'


def test_an_address_in_brackets_may_hold_chinese():
    assert paragraph("<https://a.com/中文>，后") == (
        '<a href="https://a.com/%E4%B8%AD%E6%96%87" rel="noopener">https://a.com/中文</a>，后'
    )


@pytest.mark.parametrize(
    "source",
    [
        "ftp://a.com",
        "xhttp://a.com",
        "a.com",
        "www.a.com",
        "me@a.com",
        "http://",
        "://a.com",
        "http\\://a.com",
        "`http://a.com`",
    ],
)
def test_other_text_is_no_link(source):
    assert "<a" not in paragraph(source)


def test_an_address_in_a_link_makes_no_second_one():
    assert paragraph("[http://a.com](/b)") == '<a href="/b" rel="noopener">http://a.com</a>'


def test_a_flood_of_brackets_is_text():
    assert paragraph("[" * 1001 + "*a*") == "[" * 1001 + "*a*"


def test_floods_of_brackets_in_many_paragraphs_are_text():
    rendered = render("\n\n".join(["[" * 900 + "*a*"] * 30), "markdown")
    assert 0 < rendered.count("<em>") < 30
    assert "*a*" in rendered
