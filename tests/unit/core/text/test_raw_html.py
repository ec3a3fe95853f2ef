"""HTML and angle brackets inside Markdown."""

import pytest

from core.text.markdown import render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <kbd>b</kbd> c", "a <kbd>b</kbd> c"),
        ("List<String> names", "List&lt;String&gt; names"),
        ("a </String>", "a &lt;/String&gt;"),
        ("use <title> and <script> here", "use &lt;title&gt; and &lt;script&gt; here"),
        ("a <script>b</script> c", "a  c"),
        ("a <font>b</font> c", "a b c"),
        ("a <!-- b --> c", "a  c"),
        ("**<T>** x", "<strong>&lt;T&gt;</strong> x"),
    ],
)
def test_elements_stay_and_other_text_shows(source, expected):
    assert render(source, "markdown") == f"<p>{expected}</p>\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div align=center>\n\n*a*\n\n</div>", '<div class="align-center">\n<p><em>a</em></p>\n</div>'),
        ("<title>\n\nkept", "&lt;title&gt;\n<p>kept</p>\n"),
        (
            "<configuration>\n<a>b</a>\n</configuration>",
            '&lt;configuration&gt;\n<a rel="noopener">b</a>\n&lt;/configuration&gt;',
        ),
        ("<script>\nalert(1)\n</script>\n\nkept", "\n<p>kept</p>\n"),
    ],
)
def test_blocks_of_html_stay_and_swallow_nothing(source, expected):
    assert render(source, "markdown") == expected
