"""Frames become links."""

import pytest

from apps.blog.services.importing.frames import without_frames
from apps.blog.services.importing.report import Kind


@pytest.mark.parametrize(
    ("markup", "link"),
    [
        (
            '<iframe title="A talk" src="//example.com/1?a=b&amp;c=d" width="9"></iframe>',
            '<a href="https://example.com/1?a=b&amp;c=d">A talk</a>',
        ),
        ("<iframe\n src='https://example.com/1'>", '<a href="https://example.com/1">https://example.com/1</a>'),
        (
            '<script src="https://gist.github.com/ada/1a2b.js?file=x"></script>',
            '<a href="https://gist.github.com/ada/1a2b">https://gist.github.com/ada/1a2b</a>',
        ),
    ],
)
def test_a_frame_becomes_a_link(markup, link):
    frameless = without_frames(f"a\n\n{markup} b", first_line=5)
    assert frameless.text == f"a\n\n{link} b"
    assert [(notice.kind, notice.line) for notice in frameless.notices] == [(Kind.EMBED, 7)]


@pytest.mark.parametrize(
    "text",
    [
        '`<iframe src="https://example.com/">`',
        '<script src="https://example.com/x.js"></script>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<iframe></iframe>",
        "no frame",
    ],
)
def test_the_rest_stays_for_the_cleaner(text):
    assert without_frames(text).text == text
    assert not without_frames(text).notices
