"""Arranging: headings, code, tables, pictures and tasks of an article, from either source."""

import pytest

from core.text.article import Heading, outline, without_anchors
from core.text.markdown import render


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# a\n## b\n### c\n# d", [2, 3, 4, 2]),
        ("## a\n### b", [2, 3]),
        ("#### a\n##### b", [2, 3]),
        ("# a\n###### b", [2, 6]),
        ("###### a\n# b", [6, 2]),
        ("text", []),
    ],
)
def test_headings_begin_with_h2_and_keep_their_order(source, levels):
    assert [heading.level for heading in outline(render(source, "markdown"))] == levels


def test_headings_get_ids_of_their_words_that_are_unique():
    rendered = render("## 安装 *Python*\n## Setup\n## Setup\n## Setup-2\n## !!!\n## \n", "markdown")
    assert outline(rendered) == [
        Heading(2, "s-安装-python", "安装 Python"),
        Heading(2, "s-setup", "Setup"),
        Heading(2, "s-setup-2", "Setup"),
        Heading(2, "s-setup-2-2", "Setup-2"),
        Heading(2, "s-section", "!!!"),
    ]


def test_ids_of_the_author_stay_and_the_first_of_two_wins():
    rendered = render('<h2 id="x">a</h2><p id="x">b</p><p id="setup">c</p><h2>Setup</h2><p id="">d</p>', "html")
    assert without_anchors(rendered) == (
        '<h2 id="s-x">a</h2><p>b</p><p id="s-setup">c</p><h2 id="s-setup-2">Setup</h2><p>d</p>'
    )


def test_links_within_the_text_find_the_prefixed_ids():
    rendered = render('[a](#setup) [b](#s-setup) [c](/x#setup) [d](#)\n\n<a name="old"></a>\n\n## Setup', "markdown")
    links = [part.split('"')[0] for part in without_anchors(rendered).split('href="')[1:]]
    assert links == ["#s-setup", "#s-setup", "/x#setup", "#"]
    assert '<a id="s-old" rel="noopener"></a>' in rendered


def test_headings_link_to_themselves():
    assert render("## A *b*", "markdown") == (
        '<h2 id="s-a-b"><a class="anchor" href="#s-a-b" rel="noopener">A <em>b</em></a></h2>\n'
    )


def test_a_heading_with_a_link_has_another_beside_it():
    rendered = render("## A [b](c)", "markdown", "zh-Hans")
    assert rendered == (
        '<h2 id="s-a-b">A <a href="c" rel="noopener">b</a>'
        '<a class="anchor" href="#s-a-b" aria-label="本节链接" rel="noopener"></a></h2>\n'
    )
    assert outline(rendered) == [Heading(2, "s-a-b", "A b")]
    assert without_anchors(rendered) == '<h2 id="s-a-b">A <a href="c" rel="noopener">b</a></h2>\n'


def test_an_anchor_with_id_and_name_keeps_the_id():
    assert render('<a id="x" name="y">z</a>', "html") == '<a id="s-x" rel="noopener">z</a>'


def test_the_outline_reads_entities_and_passes_over_what_has_no_id():
    assert outline('<h2 id="s-a&amp;b">A <em>&amp;</em> B</h2><h3>no</h3>') == [Heading(2, "s-a&b", "A & B")]


@pytest.mark.parametrize(
    ("source", "source_format"),
    [
        ("```Python\nreturn 1\n```", "markdown"),
        ('<pre><code class="language-python">return 1\n</code></pre>', "html"),
        ('<pre class="lang-py">return 1\n</pre>', "html"),
    ],
)
def test_code_is_coloured_named_and_scrolls(source, source_format):
    assert render(source, source_format).rstrip() == (
        '<div class="code" data-lang="python"><pre tabindex="0" role="region" aria-label="Python"><code>'
        '<span class="k">return</span> <span class="mi">1</span>\n</code></pre></div>'
    )


def test_code_without_language_is_plain_and_each_block_has_a_name_of_its_own():
    rendered = render("```\na<b\n```\n\n    c\n\n```nosuch\nd\n```\n\n```nosuch\ne\n```", "markdown", "zh-Hans")
    assert rendered.count('<div class="code">') == 2
    assert rendered.count('<div class="code" data-lang="nosuch">') == 2
    names = [part.split('"')[0] for part in rendered.split('aria-label="')[1:]]
    assert names == ["代码", "代码 2", "nosuch", "nosuch 2"]
    assert "<code>a&lt;b\n</code>" in rendered


def test_past_a_measure_code_stays_plain():
    rendered = render("```python\n" + "return (1)\n" * 1800 + "```\n\n", "markdown")
    assert "<span" in rendered
    many = render(("```python\n" + "return (1)\n" * 1800 + "```\n\n") * 12, "markdown")
    assert '<span class="k">' not in many.rpartition("<pre")[2]


def test_code_of_more_languages_than_any_article_has_stays_plain_but_named():
    languages = "awk bash c clojure cpp css d dart diff elixir erlang go haskell html ini java js json julia kotlin lua"
    rendered = render(
        "".join(f"```{name}\nif 1 # a\n```\n" for name in languages.split()) + "```c\nif\n```", "markdown"
    )
    blocks = rendered.split("<pre")
    assert "<span" in blocks[3]
    assert "<span" not in blocks[21]
    assert 'aria-label="Lua"' in blocks[21]
    assert "<span" in blocks[22]


def test_headings_past_a_measure_have_no_ids():
    rendered = render("<h2>a</h2>" * 3001, "html")
    assert rendered.count(" id=") == 3000
    assert rendered.endswith("</a></h2><h2>a</h2>")
    assert len(outline(rendered)) == 3000


def test_tables_scroll_in_a_named_region_but_those_within_do_not():
    rendered = render("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>", "html")
    assert rendered.startswith('<div class="table" tabindex="0" role="region" aria-label="Table"><table>')
    assert rendered.count("<div") == rendered.count("</div>") == 1
    assert rendered.endswith("</table></div>")


def test_cells_are_aligned_by_class():
    rendered = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|", "markdown")
    for side in ("left", "center", "right"):
        assert rendered.count(f'class="align-{side}"') == 2
    assert "style" not in rendered


def test_alignment_of_older_html_becomes_a_class():
    assert render(
        '<p align="CENTER">a</p><p align="justify">b</p><p class="align-left" align="right">c</p>', "html"
    ) == ('<p class="align-center">a</p><p>b</p><p class="align-left">c</p>')


def test_all_pictures_but_the_first_wait_until_they_are_seen():
    rendered = render('![a](a.png) <img src="b.png" width="3" height="2" loading="eager">\n\n![c](c.png)', "markdown")
    assert rendered == (
        '<p><img src="a.png" alt="a" decoding="async"> '
        '<img src="b.png" width="3" height="2" loading="lazy" decoding="async"></p>\n'
        '<figure><img src="c.png" alt="c" loading="lazy" decoding="async"></figure>\n'
    )


def test_tasks_say_whether_they_are_done():
    rendered = render("- [x] a\n- [ ] b", "markdown")
    assert rendered == (
        '<ul class="contains-task-list">\n<li class="task-list-item"><input class="task-list-item-checkbox" '
        'type="checkbox" disabled="" aria-label="Done" checked=""> a</li>\n<li class="task-list-item">'
        '<input class="task-list-item-checkbox" type="checkbox" disabled="" aria-label="To do"> b</li>\n</ul>\n'
    )


def test_what_was_arranged_stays_as_it_is():
    source = (
        "# A\n\n```python\nreturn 1\n```\n\n|a|\n|-:|\n|1|\n\n"
        "- [x] ![a](a.png) ![b](b.png)\n\n> [!NOTE]\n> b[^1]\n\n[^1]: c\n\n"
        '$x^2$\n\n$$a\\\\b$$\n\n## B [c](d) $y$\n\n```js linenos\nf()\n```\n\n![a](b "c")\n\nhttps://b23.tv/abc'
    )
    rendered = render(source, "markdown")
    assert render(rendered, "html") == rendered


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("en", "the word *着重* here", '<em class="han">着重</em>'),
        ("de", "*“着重”*", '<em class="han">“着重”</em>'),
        ("en", "*the word 着重*", "<em>the word 着重</em>"),
        ("en", "*stress*", "<em>stress</em>"),
        ("zh-Hans", "读*着重*", "<em>着重</em>"),
        ("ja", "*強調*", "<em>強調</em>"),
    ],
)
def test_a_stress_on_han_letters_is_told_apart_where_others_slant(language, source, expected):
    assert expected in render(source, "markdown", language)
