"""The cleaner: what it keeps, what it takes away, and where it gives up."""

import pytest

from core.text import html as cleaner
from core.text.elements import ALLOWED, DROPPED, UNWRAPPED
from core.text.html import CLASSES, clean_html, printable


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>a</h2><p>b <em>c</em> <strong>d</strong> <del>e</del> <mark>f</mark> <kbd>g</kbd><br>h<sup>2</sup></p>",
        '<ol start="3" reversed="" type="a"><li value="2">x</li></ol><dl><dt>a</dt><dd>b</dd></dl>',
        "<blockquote><p>x</p></blockquote><hr>",
        '<a href="https://a.example/?a=1&amp;b=2" title="t" hreflang="en" rel="noopener">x</a>',
        '<a href="/relative#x" rel="noopener">x</a><a href="mailto:a@b.example" rel="noopener">y</a>',
        '<figure class="wide"><img src="/a.png" alt="x" width="3" loading="lazy"><figcaption>c</figcaption></figure>',
        '<table><caption>c</caption><tbody><tr><th scope="row">a</th><td colspan="2">1</td></tr></tbody></table>',
        '<p lang="ja"><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
        '<p><time datetime="2026-03-12">12 March</time> <abbr title="x">y</abbr> <bdo dir="rtl">z</bdo></p>',
        '<details open=""><summary>s</summary><p>x</p></details>',
        '<video src="/a.mp4" controls="" poster="/a.png"></video><audio src="/a.ogg" controls=""></audio>',
        '<aside class="callout note"><p class="callout-title">Note</p><p>x</p></aside>',
        "<p>1 &lt; 2 &amp;&amp; 3 &gt; 2, a&nbsp;b \" '</p>",
    ],
)
def test_what_an_article_needs_stays_as_it_is(markup):
    assert clean_html(markup) == markup


def test_forbidden_elements_leave_their_text_but_active_ones_take_it_along():
    assert clean_html("<center>a<font>b</font></center><script>c</script><iframe>d</iframe>e") == "abe"


def test_ids_get_a_prefix_once():
    assert clean_html('<p id="a">x</p><p id="s-b">y</p>') == '<p id="s-a">x</p><p id="s-b">y</p>'


def test_only_classes_of_the_style_sheet_are_left():
    assert clean_html('<div class="code evil">x</div><p class="evil">y</p>') == '<div class="code">x</div><p>y</p>'


def test_words_that_look_like_an_empty_class_stay():
    assert clean_html('<p class="x">write class="" here</p>') == '<p>write class="" here</p>'


def test_an_input_can_only_be_a_box():
    assert clean_html('<input type="password" name="p" value="v">') == '<input type="checkbox">'


def test_characters_that_are_none_go():
    assert printable("a\x00b\x0bc\ud800d\ufffee\tf\ng\u200d") == "abcde\tf\ng\u200d"


def test_lines_at_the_start_of_a_listing_go():
    assert clean_html("<pre>\n\n\nx</pre>") == "<pre>x</pre>"


@pytest.mark.parametrize("part", ["<div>", "<ul><li>", "<b><i><p>", "<blink>", "<custom>"])
def test_nesting_without_end_is_shown_as_text(part):
    assert clean_html(part * 20_000).startswith("&lt;")


def test_elements_that_open_again_in_each_block_are_no_amplifier():
    markup = "<p>" + "".join(f"<b id={number}>" for number in range(100)) + "</p>" + "<p>x</p>" * 1000
    assert clean_html(markup).startswith("&lt;p&gt;&lt;b id=0&gt;")


def test_many_elements_side_by_side_are_no_nesting():
    markup = "<p><a name=x><b>x</b><br><br></p>" * 1000 + "<ul>" + "<li>x" * 1000 + "</ul>"
    assert clean_html(markup).count("<li>") == 1000


def test_closing_what_was_never_opened_hides_no_depth():
    assert clean_html("</i><b>" * 300).startswith("&lt;")


def test_what_never_comes_to_rest_is_shown_as_text(monkeypatch):
    monkeypatch.setattr(cleaner, "_MAX_PASSES", 0)
    assert clean_html("<p>a\xa0&amp;</p>") == "&lt;p&gt;a&nbsp;&amp;amp;&lt;/p&gt;"


def test_no_element_is_sorted_twice():
    assert not ALLOWED & DROPPED
    assert not (ALLOWED | DROPPED) & UNWRAPPED
    assert set(CLASSES) <= ALLOWED
