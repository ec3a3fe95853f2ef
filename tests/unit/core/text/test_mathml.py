"""From TeX to MathML: what is drawn, what is refused, and that nothing is too much."""

import re

import pytest

from core.text.excerpts import excerpt, plain_text
from core.text.html import clean_html
from core.text.markdown import render
from core.text.mathml import to_mathml


def test_a_formula_keeps_its_tex():
    (made,) = to_mathml([("x<y", False)])
    assert made == (
        "<math><semantics><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow>"
        '<annotation encoding="application/x-tex">x&lt;y</annotation></semantics></math>'
    )


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{-b\pm\sqrt{b^2-4ac}}{2a}",
        r"\sum_{i=1}^n \int_0^\infty \lim_{x\to0} \prod_k",
        r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
        r"f(x)=\begin{cases}1&x>0\\0&\text{otherwise}\end{cases}",
        r"\begin{array}{|c|c|}\hline a&b\\\hline\end{array}",
        r"\begin{align}a&=b\\c&=d\end{align}",
        r"a\\b",
        r"a&=1\\b&=2",
        r"x\tag{1}",
        r"\begin{equation}\begin{split}a&=b\end{split}\end{equation}",
        r"\begin{alignat}{2}a&=b\end{alignat} \mbox{if} \require{cancel}",
        r"\mathbf{x}\in\mathbb{R}^n, \mathcal{L}, \vec{a}\cdot\hat b, \widetilde{ab}, \operatorname{sin}x",
        r"\left(\frac12\right] \bigl( x \bigr) \overbrace{a+b}^{n} \underset{x}{y} \binom nk",
        r"\color{red}{x} \quad \bra{x}",
    ],
)
def test_what_people_write_is_drawn_and_passes_the_cleaner(tex):
    (made,) = to_mathml([(tex, True)])
    assert made.startswith('<math display="block">')
    assert " style=" not in made
    cleaned = clean_html(made)
    assert cleaned.count("<") == made.count("<") + made.count("/>")
    assert cleaned.count(" class=") == made.count(" class=")


def test_columns_are_aligned_by_class():
    (made,) = to_mathml([(r"a&=1\\b&=2", True)])
    assert made.count('<mtd class="align-right tight">') == made.count('<mtd class="align-left tight">') == 2


def test_equations_are_counted_through_the_text():
    made = to_mathml([(r"\begin{align}x\end{align}", True), (r"\begin{align}y\end{align}", True)])
    assert ["(1)" in made[0], "(2)" in made[1]] == [True, True]


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\foo",
        "{",
        "x^",
        r"\newcommand{\a}{x}\a",
        r"\def\a{\a\a}\a",
        r"\let\a\b",
        "x" * 4001,
        "^{" * 500 + "}" * 500,
    ],
)
def test_what_is_no_formula_is_refused_alone(tex):
    refused, drawn = to_mathml([(tex, False), ("x", False)])
    assert refused == ""
    assert drawn


def test_where_all_are_refused_nothing_is_converted():
    assert to_mathml([("", True), ("x" * 4001, False)]) == ["", ""]


def test_gaps_that_push_a_page_apart_go():
    (made,) = to_mathml([(r"\hspace{99em}x\quad", False)])
    assert "<mspace/><mi>x</mi>" in made
    assert 'width="1em"' in made


DEEP = {
    "braces": "{" * 3900,
    "roots": r"\sqrt " * 650 + "x",
    "fractions": r"\frac1" * 640 + "x",
    "parentheses": "(" * 3900,
    "large ones": r"\bigl(" * 640,
    "functions": r"\sin(" * 640,
    "brackets": "[a," * 1200,
    "left": r"\left(" * 600,
    "matrices": r"\begin{matrix}" * 250,
    "primes": "x" + "'" * 3900,
    "bold": r"\mathbf{" * 480,
    "colours": r"{\color{red}" * 300,
    "texts": r"\text{" * 640,
    "columns": r"\begin{array}{" + "c|" * 1900 + r"}\end{array}",
    "nots": r"\not" * 950,
    "powers": "x^{" * 900 + "}" * 900,
}


# A converter that is compiled ends the process where Python would raise an error, and none of its loops can be stopped.
@pytest.mark.parametrize("name", DEEP)
def test_no_formula_is_too_much(name):
    rendered = render(f"$$\n{DEEP[name]}\n$$\n\nend", "markdown")
    assert rendered.endswith("<p>end</p>\n")
    assert "&lt;p&gt;" not in rendered


def test_formulas_past_all_measure_are_shown_as_they_are_typed():
    rendered = render("$x$ " * 20_000, "markdown")
    assert rendered.startswith("<p><math>")
    assert rendered.endswith("<code>$x$</code></p>\n")
    assert len(rendered) < 2_000_000


def test_large_formulas_past_all_measure_too():
    rendered = render(("$x" + "'" * 3000 + "$\n\n") * 25, "markdown")
    assert "<math" in rendered
    assert "<code>$x'" in rendered


def test_a_broken_formula_shows_its_tex():
    rendered = render("$\\foo$\n\n$$\n\\foo\n$$", "markdown")
    assert "<p><code>$\\foo$</code></p>" in rendered
    assert 'data-lang="tex"' in rendered
    assert "foo" in rendered.partition("<pre")[2]


def test_formulas_on_lines_of_their_own_have_a_name_and_scroll():
    rendered = render("$$x$$\n\n$$y$$", "markdown", "zh-Hans")
    assert re.findall('<div class="math" tabindex="0" role="group" aria-label="([^"]*)">', rendered) == [
        "公式",
        "公式 2",
    ]


def test_mathml_of_the_author_is_kept_without_what_could_run():
    assert (
        render('<math><mi href="javascript:x">x</mi><mglyph src=x></mglyph></math>', "html")
        == "<math><mi>x</mi></math>"
    )
    assert render("a <math><mi>x</mi></math> b", "markdown") == "<p>a <math><mi>x</mi></math> b</p>\n"
    assert render("List<mi> and <math>", "markdown") == "<p>List&lt;mi&gt; and &lt;math&gt;</p>\n"


def test_the_plain_text_has_a_formula_once_and_an_excerpt_begins_with_prose():
    rendered = render("$$x^2$$\n\nEnergy is $E=mc^2$.", "markdown")
    assert plain_text(rendered) == "x2\nEnergy is E=mc2."
    assert excerpt(rendered) == "Energy is E=mc2."
