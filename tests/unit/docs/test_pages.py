"""What the pages for people name exists, and the Chinese ones have the parts of the English ones."""

import re
from dataclasses import fields

import click
import pytest

from core.settings import Settings
from manage import manage
from tests.support.documents import (
    CHECKS,
    CHINESE,
    OPERATING,
    anchors_of,
    blocks_of,
    code_of,
    headings_of,
    links_of,
    text_of,
)
from tests.support.source import ROOT

on_every_page = pytest.mark.parametrize("page", [*CHINESE, *CHINESE.values()])


@on_every_page
def test_links_lead_somewhere(page):
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target.relative_to(ROOT)), link


@pytest.mark.parametrize(("page", "translation"), CHINESE.items())
def test_both_languages_have_the_same_parts(page, translation):
    assert [depth for depth, _ in headings_of(page)] == [depth for depth, _ in headings_of(translation)]


@pytest.mark.parametrize("page", [OPERATING, CHECKS])
def test_both_languages_have_the_same_commands_and_files(page):
    assert blocks_of(page) == blocks_of(CHINESE[page])


@pytest.mark.parametrize("page", CHINESE)
def test_a_reader_of_chinese_is_led_to_pages_in_chinese(page):
    translation = CHINESE[page]
    linked = {(ROOT / translation).parent.joinpath(link.partition("#")[0]).resolve() for link in links_of(translation)}
    # But for the one link to the same page in English.
    assert linked & {ROOT / each for each in CHINESE if each != page} == set()


@on_every_page
def test_what_make_is_asked_for_is_a_target(page):
    targets = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
    assert {word for line in code_of(page) for word in re.findall(r"\bmake ([a-z]+)", line)} <= targets


@on_every_page
def test_commands_of_the_site_exist(page):
    for line in code_of(page):
        for typed in re.findall(r"manage\.py ([a-z][^|;&#]*)", line):
            assert_is_command(typed.split())


def assert_is_command(words):
    command, rest = manage, list(words)
    while isinstance(command, click.Group) and rest:
        assert rest[0] in command.commands, words
        command = command.commands[rest.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= options, words


@on_every_page
def test_what_is_set_is_a_setting(page):
    named = {found[1] for line in code_of(page) if (found := re.match(r"([A-Z][A-Z_]+)=", line))}
    assert named - {"NAME"} <= {field.name.upper() for field in fields(Settings)}
