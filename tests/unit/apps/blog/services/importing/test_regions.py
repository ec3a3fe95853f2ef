"""Code and HTML are told from prose."""

import pytest

from apps.blog.services.importing.regions import Regions


@pytest.mark.parametrize(
    "text",
    [
        "a\n\n```\nHERE\n```\n",
        "a\n\n~~~ java\nHERE\n~~~\n",
        "1. a\n\n    ```\n    HERE\n    ```\n",
        "> ```\n> HERE\n> ```\n",
        "a\n\n    HERE\n",
        "```\nHERE\n",
        "say `HERE` so",
        "say `` ` HERE` ``",
        "say `a\nHERE`",
        "<pre><code>\n\nHERE</code></pre>",
    ],
)
def test_code_is_seen(text):
    assert Regions(text).is_code(text.index("HERE"))


@pytest.mark.parametrize(
    "text",
    ["HERE `x`", "`x` HERE `y`", "` HERE\n\n`", "* a\n\n    HERE\n", "```\nx\n```\nHERE", "<code>HERE", "`HERE``"],
)
def test_what_only_looks_like_code_is_none(text):
    assert not Regions(text).is_code(text.index("HERE"))


def test_html_blocks_are_seen():
    text = "<div>\nHERE\n</div>\n\nTHERE <b>x</b>\n"
    regions = Regions(text)
    assert regions.is_html(text.index("HERE"))
    assert not regions.is_html(text.index("THERE"))


@pytest.mark.parametrize("flood", ["`a``b" * 20_000, "<pre" * 50_000, "`" * 100_000, "<code>" * 30_000])
def test_a_flood_is_read_at_once(flood):
    text = f"a {flood} x"
    assert not Regions(text).is_code(len(text) - 1)
