"""Formulas in Markdown: what is one, and what only looks like it."""

import re

import pytest

from core.text.markdown import render


def formulas(source):
    """Return the TeX of a source's formulas, those on their own lines marked."""
    rendered = render(source, "markdown")
    found = re.findall('<math( display="block")?>.*?<annotation[^>]*>(.*?)</annotation>', rendered, re.DOTALL)
    return [("block: " if block else "") + tex for block, tex in found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("$x$", ["x"]),
        ("设$x_1$为 $y^2$。", ["x_1", "y^2"]),
        ("**$x$** [$y$](z)", ["x", "y"]),
        ("$a*b*c$", ["a*b*c"]),
        ("$x\\$y$", ["x\\$y"]),
        ("the $n$th, $k$-means", ["n", "k"]),
        ("$`a*b`$", ["a*b"]),
        ("\\(x\\) and \\(a_b\\)", ["x", "a_b"]),
        ("$\\text{速度}=1$", ["\\text{速度}=1"]),
        ("$$x$$", ["block: x"]),
        ("a $$x$$ b", ["x"]),
        ("a\n$$x$$\nb", ["block: x"]),
        ("$$x$$\n$$y$$", ["block: x", "block: y"]),
        ("text:\n$$\na\n=\nb\n$$\nmore", ["block: a\n=\nb"]),
        ("- a\n  $$\n  x\n  $$\n- $y$", ["block: x", "y"]),
        ("> $$\n> x\n> $$", ["block: x"]),
        ("\\[x = 1\\]", ["block: x = 1"]),
        ("\\[\nx\n= 1\n\\]", ["block: x\n= 1"]),
        ("\\begin{align}\na&=b\n\\end{align}", ["block: \\begin{align}\na&amp;=b\n\\end{align}"]),
        ("```math\nx\n```", ["block: x"]),
        ("| $a$ |\n|-|\n| $b$ |", ["a", "b"]),
        ("## $x$", ["x"]),
    ],
)
def test_formulas_are_found(source, found):
    assert formulas(source) == found


@pytest.mark.parametrize(
    "source",
    [
        "costs $5 and $10, or US$6 and HK$7",
        "from $5/$6 to $200.01 - $500",
        "“$200 and under” to “$300”",
        "between **$249** and **$1,000** bids",
        "[$5](u) and [$6](v)",
        "$100，约￥700，剩$。",
        "$aving$ and $PATH$",
        "$HOME/$USER ${a}.${b} $(A)/b/$(C)",
        "`$x$` and `a`$b`c$",
        "\\$x\\$",
        "$ x $ and $$",
        "a$b$c",
        "$x",
        "$$\nx\n\ny",
        "$$\nx",
        "- $$\nx",
        "\\[citation needed\\]",
        "\\[1\\] and \\[x = 1\\] in a line",
        "\\[see [this](a=b)\\]",
        "\\(see below\\) and \\(x",
        "\\begin{document}\nx\n\\end{document}",
        "\\begin{align}\n\\begin{align}\nx",
        "    $$\n    x\n    $$",
        "```\n$x$\n```",
    ],
)
def test_prices_variables_and_brackets_stay_text(source):
    assert formulas(source) == []


def test_text_around_a_raised_formula_keeps_its_paragraphs():
    rendered = render("*a*\n$$x$$\nb\\\nc", "markdown")
    assert rendered.startswith('<p><em>a</em></p>\n<div class="math"')
    assert rendered.endswith("</div>\n<p>b<br>\nc</p>\n")
