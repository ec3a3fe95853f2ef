"""Footnotes in Markdown."""

from core.text.markdown import render


def test_a_note_stands_at_the_end_and_leads_back():
    assert render("Text[^a].\n\n[^a]: The *note*.\n\nMore.", "markdown") == (
        '<p>Text<sup class="footnote-ref"><a href="#s-fn1" id="s-fnref1" rel="noopener">[1]</a></sup>.</p>\n'
        "<p>More.</p>\n"
        '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n'
        '<li id="s-fn1"><p>The <em>note</em>. <a href="#s-fnref1" class="footnote-backref" '
        'aria-label="Back to the text" rel="noopener">\u21a9\ufe0e</a></p>\n</li>\n</ol>\n</section>\n'
    )


def test_a_note_used_twice_leads_back_to_both_places():
    rendered = render("a[^1] b[^1]\n\n[^1]: note", "markdown", "zh-Hans")
    for anchor in ("s-fnref1", "s-fnref1:1"):
        assert f'id="{anchor}"' in rendered
        assert f'href="#{anchor}" class="footnote-backref" aria-label="回到正文"' in rendered


def test_a_note_that_is_missing_stays_text():
    assert render("a[^1]", "markdown") == "<p>a[^1]</p>\n"
