"""Cards in place of frames, and of addresses that stand for a video or the like."""

import pytest

from core.text.embeds import card, is_embeddable
from core.text.markdown import render

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
CARD = (
    f'<p class="embed"><a href="{YOUTUBE}" rel="noopener"><b>Video</b> '
    "<small>YouTube · youtube.com/watch?v=dQw4w9WgXcQ</small></a></p>"
)


@pytest.mark.parametrize(
    "source",
    [
        YOUTUBE,
        f"<{YOUTUBE}>",
        '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
        '<iframe width=5 src="//www.youtube-nocookie.com/embed/dQw4w9WgXcQ" onload=x>Frames!</iframe>',
        '<p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></p>',
    ],
)
def test_a_video_becomes_a_card(source):
    assert render(source, "markdown").strip() == CARD


@pytest.mark.parametrize(
    "source",
    [
        f"see {YOUTUBE}",
        f"[a video]({YOUTUBE})",
        "https://example.com/watch?v=1",
        "https://youtube.com.example/watch?v=1",
    ],
)
def test_other_addresses_stay_links(source):
    assert "embed" not in render(source, "markdown")


@pytest.mark.parametrize(
    ("frame", "link"),
    [
        (
            "https://player.bilibili.com/player.html?aid=1&bvid=BV1xx411c7mD",
            "https://www.bilibili.com/video/BV1xx411c7mD/",
        ),
        ("//player.bilibili.com/player.html?aid=17", "https://www.bilibili.com/video/av17/"),
        ("https://player.vimeo.com/video/76979871?h=1", "https://vimeo.com/76979871"),
        ("https://music.163.com/outchain/player?type=2&id=5", "https://music.163.com/song?id=5"),
        ("https://open.spotify.com/embed/track/4uLU6", "https://open.spotify.com/track/4uLU6"),
        ("https://codepen.io/ada/embed/preview/abc", "https://codepen.io/ada/pen/abc"),
        ("https://www.youtube.com/embed/videoseries?list=PL1", "https://www.youtube.com/playlist?list=PL1"),
        ("https://a.example/map?x=1&y=2", "https://a.example/map?x=1&amp;y=2"),
    ],
)
def test_frames_lead_where_people_look(frame, link):
    assert f'href="{link}"' in card(frame, "", "en")


def test_a_card_says_what_it_is_in_the_language_of_the_text():
    assert "<b>视频</b> <small>bilibili · b23.tv/abc</small>" in render("https://b23.tv/abc", "markdown", "zh-Hans")
    assert "<b>Our &lt;talk&gt;</b>" in card("https://a.example/", "Our <talk>", "en")


def test_a_long_address_is_cut():
    assert f"<small>a.example/{'x' * 50}…</small>" in card(f"https://a.example/{'x' * 99}", "", "en")


@pytest.mark.parametrize("address", ["", "/local", "javascript:alert(1)", "data:text/html,x", "https://" + "a" * 2000])
def test_what_leads_nowhere_is_no_card(address):
    assert card(address, "", "en") == ""
    assert not is_embeddable(address)
    assert render(f'<iframe src="{address}"></iframe>', "html") == ""


def test_an_address_that_is_none_is_no_site():
    assert not is_embeddable("https://[::1/watch?v=1")


def test_a_frame_in_a_sentence_ends_it():
    rendered = render('<p>a <iframe src="https://b.example/"></iframe> c</p><p>d</p>', "html")
    assert rendered.startswith('<p>a </p><p class="embed">')
    assert rendered.endswith("</p><p> c</p><p>d</p>")


def test_the_link_an_import_left_of_a_frame_is_a_card():
    rendered = render('<a href="https://www.youtube.com/embed/dQw4w9WgXcQ">Our talk</a>', "markdown")
    assert "<b>Our talk</b> <small>YouTube · youtube.com/watch?v=dQw4w9WgXcQ</small>" in rendered
