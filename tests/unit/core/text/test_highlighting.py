"""Languages of code blocks and their colours."""

import html
import re

import pytest
from hypothesis import given, strategies as st

from core.text.highlighting import full_name, highlight, language_name, weight


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("python", "python"),
        ("Py", "python"),
        ("c++", "cpp"),
        ("JS", "javascript"),
        ("vue3", "vue3"),
        ("text", ""),
        ("", ""),
        ('"><script>', ""),
        ("a" * 31, ""),
    ],
)
def test_a_block_shows_the_short_name_of_its_language(word, name):
    assert language_name(word) == name


@pytest.mark.parametrize(("language", "name"), [("cpp", "C++"), ("python", "Python"), ("vue3", "vue3")])
def test_a_block_is_named_after_its_language(language, name):
    assert full_name(language) == name


def test_words_get_short_classes():
    assert highlight("return 1  # one\n", "python") == (
        '<span class="k">return</span> <span class="mi">1</span>  <span class="c1"># one</span>\n'
    )


@pytest.mark.parametrize("language", ["", "vue3"])
def test_an_unknown_language_stays_plain(language):
    assert highlight('if (a < b && "c") {}', language) == 'if (a &lt; b &amp;&amp; "c") {}'


@pytest.mark.parametrize(
    "code",
    ["x = 1\n" * 4000, f"x = '{'a' * 1000}'", "x = 1" + "\n" * 400, "x = 1\n" + "a\n" * 200],
    ids=["long block", "long line", "gap", "words"],
)
def test_data_stays_plain(code):
    assert "<span" not in highlight(code, "python")


def test_long_lines_weigh_more():
    assert weight("a" * 40 + "\n" + "b" * 20, "python") == 60
    assert weight("a" * 400, "python") == 4000


def test_what_takes_the_square_of_a_block_weighs_that():
    assert weight("a\n" * 2500, "delphi") == 25_000
    assert weight("a\n" * 100, "delphi") == 100


def test_a_language_that_is_never_read_to_the_end_stays_plain():
    assert "<span" not in highlight('{"a": 1}', "mcschema")
    assert "<span" in highlight('{"a": 1}', "json")


@pytest.mark.parametrize("language", ["python", "html", "php", "bash", "sql", "yaml", "diff"])
@given(code=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_colours_change_no_character(language, code):
    coloured = highlight(code, language)
    assert html.unescape(re.sub("<[^>]*>", "", coloured)).rstrip("\n") == code.rstrip("\n")
