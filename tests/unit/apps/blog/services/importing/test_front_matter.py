"""Front matter comes apart from the text, broken or hostile as it may be."""

import pytest

from apps.blog.services.importing.front_matter import LONGEST, load, split
from apps.blog.services.importing.report import SourceRefused


def reason(text):
    with pytest.raises(SourceRefused) as caught:
        split(text)
    return caught.value.message.text % caught.value.message.params


def test_fields_and_body_come_apart():
    document = split("---\nTitle: One\ntags: [a, b]\n---\nText\n")
    assert document.fields == {"title": "One", "tags": ["a", "b"]}
    assert (document.body, document.line) == ("Text\n", 5)


def test_every_value_is_text():
    fields = split("---\ndate: 2014-03-12\ndraft: yes\nslug: 0123\ntime: 12:30\nnone:\n---\n").fields
    assert fields == {"date": "2014-03-12", "draft": "yes", "slug": "0123", "time": "12:30", "none": ""}


@pytest.mark.parametrize("ending", ["---", "...", "--- \t"])
def test_the_end_may_be_dashes_or_dots(ending):
    assert split(f"---\ntitle: x\n{ending}\nText").body == "Text"


@pytest.mark.parametrize(
    "text", ["Text\n---\ntitle: x\n---\n", "---\n\nA line and no more.\n", " ---\ntitle: x\n---\n"]
)
def test_what_is_no_front_matter_is_text(text):
    document = split(text)
    assert (document.fields, document.body, document.line) == ({}, text, 1)


@pytest.mark.parametrize("empty", ["---\n---\nText", "---\n# nothing\n---\nText", "---\n\n---\nText"])
def test_front_matter_may_be_empty(empty):
    assert (split(empty).fields, split(empty).body) == ({}, "Text")


def test_tabs_that_jekyll_takes_are_no_fault():
    text = "---\ntitle:\tOne\t\nauthors:\n- ada\t\t\n-\tgrace\n---\nText"
    assert split(text).fields == {"title": "One", "authors": ["ada", "grace"]}


def test_broken_yaml_is_named_with_its_line_in_the_file():
    assert "line 3" in reason("---\ntitle: One\nother: two: three\n---\n")


def test_a_missing_end_is_named():
    assert "no end" in reason("---\ntitle: One\n\nText\n")


@pytest.mark.parametrize("yaml", ["- a\n- b", "just words"])
def test_what_has_no_names_is_refused(yaml):
    assert "names and values" in reason(f"---\n{yaml}\n---\n")


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [x, x]\nb: [" + ", ".join(["*a"] * 101) + "]",
        "a: " + "[" * 300 + "]" * 300,
        "a: &a [*a]",
        "a: " + "x" * LONGEST,
        "? {a: b}\n: c",
    ],
    ids=["aliases", "depth", "circle", "length", "key"],
)
def test_what_would_grow_or_turn_in_a_circle_is_refused(yaml):
    with pytest.raises(SourceRefused):
        load(yaml)


def test_tags_of_yaml_make_no_objects():
    assert load('a: !!python/object/apply:os.system ["true"]\nb: !ruby/object:Date x') == {"a": ["true"], "b": "x"}
