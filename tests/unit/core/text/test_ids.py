"""Tests of ids that are made unique: all that points to one goes along, and nothing else changes."""

import pytest

from core.text.ids import with_prefix


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>plain</p>", "<p>plain</p>"),
        ('<h2 id="a">A</h2><a href="#a">a</a>', '<h2 id="p-a">A</h2><a href="#p-a">a</a>'),
        ('<h2 id="a">A</h2><a href="#b">b</a>', '<h2 id="p-a">A</h2><a href="#b">b</a>'),
        ('<h2 id="a">A</h2><a href="/x#a">x</a>', '<h2 id="p-a">A</h2><a href="/x#a">x</a>'),
        ('<i id="a" aria-describedby="a b"></i>', '<i id="p-a" aria-describedby="p-a b"></i>'),
        ('<b id="a"></b><code>&lt;b id="a"&gt; id="a"</code>', '<b id="p-a"></b><code>&lt;b id="a"&gt; id="a"</code>'),
        ('<b title=" id=" id="中"></b>', '<b title=" id=" id="p-中"></b>'),
    ],
)
def test_ids_and_what_points_to_them(markup, expected):
    assert with_prefix(markup, "p-") == expected
