"""CommonMark's own examples: all hold before our extensions, and these change only what they mean to."""

import re

import pytest
from markdown_it import MarkdownIt

from core.text.cjk import cjk_plugin
from core.text.markdown import parser
from tests.support.source import ROOT

SPECIFICATION = ROOT / "node_modules/commonmark-spec/spec.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)

#: What no element of HTML is called shows as it is typed.
UNKNOWN_TAGS = {150, 163, 173, 201, 491, 524, 536, 613, 614, 615, 617, 623}
#: A picture alone in its paragraph has its title as a caption.
FIGURES = {572, 573, 576, 577, 584, 585, 586, 588, 589, 591}
#: An address is a link without brackets around it.
BARE_ADDRESSES = {602, 608, 611}


@pytest.fixture(scope="module")
def examples():
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    return dict(enumerate(EXAMPLE.findall(text), start=1))


def _same(made, expected):
    # Between two elements a line's end says nothing.
    return re.sub(r">\s+<", "><", made) == re.sub(r">\s+<", "><", expected)


def test_all_examples_hold_before_our_extensions(examples):
    plain = MarkdownIt("commonmark").use(cjk_plugin).disable("linkify")
    assert len(examples) == 652
    assert [number for number, (source, html) in examples.items() if not _same(plain.render(source), html)] == []


def test_our_extensions_change_what_they_mean_to(examples):
    ours = {number: parser().render(source, {"language": "en"}) for number, (source, _) in examples.items()}
    empty_elements = re.compile(r"<(br|hr|img)((?:[^<>\"]|\"[^\"]*\")*?) ?/?>")
    changed = {
        number
        for number, (_, html) in examples.items()
        if not _same(*(empty_elements.sub(r"<\1\2>", made) for made in (ours[number], html)))
    }
    assert changed == UNKNOWN_TAGS | FIGURES | BARE_ADDRESSES
