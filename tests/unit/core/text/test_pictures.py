"""Pictures in Markdown: their size and place, figures with captions, and lists of attributes elsewhere."""

import pytest

from core.text.markdown import render

FIGURE = '<figure><img src="b" alt="a" decoding="async"><figcaption>{}</figcaption>\n</figure>\n'


@pytest.mark.parametrize(
    ("source", "caption"),
    [
        ('![a](b "C *d*")', "C *d*"),
        ("![a](b)\n*C **d***", "C <strong>d</strong>"),
        ("![a](b){: }\n_C_", None),
        ('![a](b "C") text', None),
        ("![a](b)\n*C* text", None),
        ("![a](b)\n*C* and *d*", None),
        ("![a](b)", None),
        ("![a](b)\ntext", None),
    ],
)
def test_a_lone_picture_with_a_caption_is_a_figure(source, caption):
    rendered = render(source, "markdown")
    assert rendered == FIGURE.format(caption) if caption else "<figcaption" not in rendered


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![a](b)", '<figure><img src="b" alt="a" decoding="async"></figure>\n'),
        (
            "[![a](b){.wide}](c)",
            '<figure class="wide"><a href="c" rel="noopener"><img src="b" alt="a" decoding="async"></a></figure>\n',
        ),
        ("- ![a](b)", '<ul>\n<li><img src="b" alt="a" decoding="async"></li>\n</ul>\n'),
        ("![a](b)\ntext", '<p><img src="b" alt="a" decoding="async">\ntext</p>\n'),
        (
            "![a](b)![c](d)",
            '<p><img src="b" alt="a" decoding="async"><img src="d" alt="c" loading="lazy" decoding="async"></p>\n',
        ),
    ],
)
def test_a_paragraph_of_one_picture_is_a_figure_without_caption(source, expected):
    assert render(source, "markdown") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p align="center"><img src=b></p>', '<figure class="align-center"><img src="b" decoding="async"></figure>'),
        (
            '<p class="align-left"><img src=b class=wide></p>',
            '<figure class="align-left"><img src="b" class="wide" decoding="async"></figure>',
        ),
        (
            "<figure><p><img src=b></p><figcaption>c</figcaption></figure>",
            '<figure><p><img src="b" decoding="async"></p><figcaption>c</figcaption></figure>',
        ),
    ],
)
def test_so_is_one_of_html_but_not_within_a_figure(source, expected):
    assert render(source, "html") == expected


def test_a_figure_keeps_its_link_and_takes_the_place_of_its_picture():
    rendered = render('[![a](b "C"){.left width=30}](/d)', "markdown")
    assert rendered == (
        '<figure class="align-left"><a href="/d" rel="noopener"><img src="b" alt="a" width="30" decoding="async"></a>'
        "<figcaption>C</figcaption>\n</figure>\n"
    )


def test_in_a_list_a_picture_keeps_its_title():
    assert 'title="c"' in render('- ![a](b "c")', "markdown")


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ("{width=600 height=400}", 'width="600" height="400" '),
        ('{: w="600px" h="400" }', 'width="600" height="400" '),
        ("{width=50%}", ""),
        ("{width=0 height=-1}", ""),
        ("{.center}", 'class="align-center" '),
        ("{.wide .shadow}", 'class="wide" '),
        ("{.shadow}", ""),
        ("\n{: width=5}", 'width="5" '),
    ],
)
def test_size_and_place_are_read(attributes, shown):
    rendered = render(f"text ![a](b){attributes}", "markdown")
    assert rendered == f'<p>text <img src="b" alt="a" {shown}decoding="async"></p>\n'


@pytest.mark.parametrize("text", ["{a}", "{ }", "{a!}", "{", "{width=5"])
def test_other_braces_behind_a_picture_are_text(text):
    assert render(f"![a](b){text}", "markdown").endswith(f"{text}</p>\n".replace("{ }", "{ }"))


def test_headings_take_their_id():
    assert 'id="s-mine"' in render("## Title {#mine}", "markdown")
    assert 'id="s-mine"' in render("## Title\n{: #mine .x}", "markdown")
    assert ">Title<" in render("## Title {.unnumbered}", "markdown")
    assert ">The set {a}<" in render("## The set {a}", "markdown")


@pytest.mark.parametrize("source", ["text\n{: .lead}", "text\n\n{: .lead}", "{: .lead}\n\ntext"])
def test_lists_for_what_has_no_attributes_go(source):
    assert render(source, "markdown") == "<p>text</p>\n"


@pytest.mark.parametrize("source", ["[a](b){:target=_blank}", "*a*{: .x}", "**a**{:.x}", "`a`{:.language-b}"])
def test_kramdowns_lists_behind_links_and_the_like_go(source):
    assert "{" not in render(source, "markdown")
    assert "{a!}" in render(source.partition("{")[0] + "{:{a!}", "markdown")


def test_braces_that_are_no_list_stay():
    assert render("text\n{: a!}", "markdown") == "<p>text\n{: a!}</p>\n"
