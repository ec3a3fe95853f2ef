"""Fields mean the same in all the forms in which people write them."""

import pytest

from apps.blog.services.importing.fields import Fields, language_tag


@pytest.mark.parametrize(
    ("values", "spaced", "names"),
    [
        ({"tags": ["a b", "c", "a b"]}, True, ("a b", "c")),
        ({"tags": "a b"}, True, ("a", "b")),
        ({"tags": "a b"}, False, ("a b",)),
        ({"tags": "a b, c，d、e"}, True, ("a b", "c", "d", "e")),
        ({"tags": "a", "tag": "b c"}, True, ("a", "b c")),
        ({"tag": ["b c", "d"]}, True, ("b c", "d")),
        ({"tags": ["", "null", "x"]}, True, ("x",)),
        ({"tags": {"a": "b"}}, True, ()),
        ({}, True, ()),
    ],
)
def test_names_are_a_list_or_a_line(values, spaced, names):
    assert Fields(values).names("tags", "tag", spaced=spaced) == names


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({"author": "Ada  Lovelace"}, ("Ada Lovelace",)),
        ({"author": {"name": "Ada", "email": "ada@example.org"}}, ("Ada",)),
        ({"authors": ["Ada", {"name": "Grace"}, "Ada", ["nested"]]}, ("Ada", "Grace")),
        ({"authors": ["Ada"], "author": "Grace"}, ("Ada", "Grace")),
        ({"author": "~"}, ()),
    ],
)
def test_people_are_named_in_many_ways(values, people):
    assert Fields(values).people("authors", "author") == people


def test_a_title_loses_the_html_of_a_template_only():
    assert Fields({"title": "<em>A</em> &amp; the <title>  element"}).title() == "A & the <title> element"


@pytest.mark.parametrize("said", ["true", "Yes", "on", "1"])
def test_yes_is_said_in_many_ways(said):
    assert Fields({"draft": said}).is_yes("draft")
    assert not Fields({"draft": said}).is_no("draft")


@pytest.mark.parametrize("said", ["false", "No", "off", "0"])
def test_no_is_said_in_many_ways(said):
    assert Fields({"published": said}).is_no("published")


def test_what_is_not_there_is_neither():
    assert not Fields({}).is_no("published")
    assert not Fields({}).is_yes("published")


@pytest.mark.parametrize(
    ("text", "tag"),
    [("zh_CN.UTF-8", "zh-Hans"), ("es-PR", "es-PR"), ("en", "en"), ("chinese", ""), ("<b>", ""), ("", "")],
)
def test_a_language_is_brought_into_form(text, tag):
    assert language_tag(text) == tag
