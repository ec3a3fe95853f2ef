"""What other sites would show in a frame: readers get a card that links to it, and no third party learns of them."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.text.labels import Label, label

_LONGEST = 2_000
_SHOWN = 60
_PLAYER = re.compile(
    r"^https?://(?:player|embed)\.|^https?://[^/]+/(?:[\w./-]*/)?(?:embed|player|outchain)\b", re.IGNORECASE
)
_SCHEME = re.compile("https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Site:
    """A site of things that people embed: its name, what they are, and whether an address is one of them."""

    name: str
    kind: Label
    hosts: tuple[str, ...]
    path: re.Pattern[str]
    #: What to link to instead of a frame's address, made of the path's groups; empty for the address itself.
    link: str = ""


def _site(name: str, kind: Label, hosts: str, path: str, link: str = "") -> _Site:
    return _Site(name, kind, tuple(hosts.split()), re.compile(path), link)


# The path is matched together with the query.
_SITES = (
    _site(
        "YouTube",
        "video",
        "youtube.com youtube-nocookie.com",
        r"/(?:embed|shorts|live)/videoseries\?.*?\blist=([\w-]+)",
        "https://www.youtube.com/playlist?list={0}",
    ),
    _site(
        "YouTube",
        "video",
        "youtube.com youtube-nocookie.com",
        r"/(?:embed|v)/([\w-]{6,})",
        "https://www.youtube.com/watch?v={0}",
    ),
    _site("YouTube", "video", "youtube.com", r"/(?:watch\?|shorts/|live/|playlist\?)"),
    _site("YouTube", "video", "youtu.be", r"/[\w-]{6,}"),
    _site("bilibili", "video", "player.bilibili.com", r"/.*?\bbvid=(BV\w+)", "https://www.bilibili.com/video/{0}/"),
    _site("bilibili", "video", "player.bilibili.com", r"/.*?\baid=(\d+)", "https://www.bilibili.com/video/av{0}/"),
    _site("bilibili", "video", "bilibili.com", r"/(?:video|bangumi/play)/\w+"),
    _site("bilibili", "video", "b23.tv", r"/\w+"),
    _site("Vimeo", "video", "player.vimeo.com", r"/video/(\d+)", "https://vimeo.com/{0}"),
    _site("Vimeo", "video", "vimeo.com", r"/(?:channels/[\w-]+/)?\d+"),
    _site("优酷 Youku", "video", "player.youku.com", r"/embed/([\w=]+)", "https://v.youku.com/v_show/id_{0}.html"),
    _site("优酷 Youku", "video", "v.youku.com", r"/v_show/"),
    _site(
        "腾讯视频 Tencent Video",
        "video",
        "v.qq.com",
        r"/(?:txp/)?iframe/(?:txp/)?player\.html\?.*?\bvid=(\w+)",
        "https://v.qq.com/x/page/{0}.html",
    ),
    _site("腾讯视频 Tencent Video", "video", "v.qq.com", r"/x/"),
    _site("Dailymotion", "video", "dailymotion.com", r"/embed/video/(\w+)", "https://www.dailymotion.com/video/{0}"),
    _site("Dailymotion", "video", "dailymotion.com", r"/video/\w+"),
    _site("TED", "video", "embed.ted.com", r"/talks/([\w/]+)", "https://www.ted.com/talks/{0}"),
    _site("TED", "video", "ted.com", r"/talks/\w+"),
    _site("抖音 Douyin", "video", "douyin.com", r"/video/\d+"),
    _site("TikTok", "video", "tiktok.com", r"/@[\w.]+/video/\d+"),
    _site(
        "网易云音乐 NetEase",
        "audio",
        "music.163.com",
        r"/outchain/player\?(?=.*\btype=2\b).*?\bid=(\d+)",
        "https://music.163.com/song?id={0}",
    ),
    _site("网易云音乐 NetEase", "audio", "music.163.com", r"/(?:#/)?(?:song|playlist|album|outchain)"),
    _site("Spotify", "audio", "open.spotify.com", r"/embed/(\w+/\w+)", "https://open.spotify.com/{0}"),
    _site("Spotify", "audio", "open.spotify.com", r"/(?:track|album|playlist|episode|show)/\w+"),
    _site("SoundCloud", "audio", "w.soundcloud.com", r"/player/"),
    _site("SoundCloud", "audio", "soundcloud.com", r"/[\w-]+/[\w-]+"),
    _site("Speaker Deck", "slides", "speakerdeck.com", r"/(?:player/\w+|[\w-]+/[\w-]+)"),
    _site("SlideShare", "slides", "slideshare.net", r"/(?:slideshow/embed_code/|[\w-]+/[\w-]+)"),
    _site("GitHub Gist", "code", "gist.github.com", r"/[\w-]+/\w+"),
    _site("CodePen", "code", "codepen.io", r"/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{0}/pen/{1}"),
    _site("CodePen", "code", "codepen.io", r"/[\w-]+/pen/\w+"),
    _site("X", "post", "twitter.com x.com", r"/\w+/status/\d+"),
    _site("微博 Weibo", "post", "weibo.com", r"/\d+/\w+"),
    _site("Bluesky", "post", "bsky.app", r"/profile/[\w.:-]+/post/\w+"),
    _site("Instagram", "post", "instagram.com", r"/(?:p|reel)/[\w-]+"),
)


def card(address: str, title: str, language: str) -> str:
    """Return a paragraph that links to what a frame would have shown; empty if the address leads nowhere."""
    address = _absolute(address)
    if not address:
        return ""
    site, link = _recognise(address)
    shown = html.escape(title.strip() or label(site.kind if site else "frame", language))
    below = html.escape(" · ".join(([site.name] if site else []) + [_short(link)]))
    return f'<p class="embed"><a href="{html.escape(link)}"><b>{shown}</b> <small>{below}</small></a></p>'


def is_embeddable(address: str) -> bool:
    """Tell whether an address alone in a paragraph is meant as what it leads to, such as a video."""
    return _recognise(_absolute(address))[0] is not None


def is_player(address: str) -> bool:
    """Tell whether an address is one that only frames use."""
    return bool(_PLAYER.search(_absolute(address)))


def _absolute(address: str) -> str:
    address = "".join(address.split())
    if address.startswith("//"):
        address = f"https:{address}"
    return address if len(address) <= _LONGEST and _SCHEME.match(address) else ""


def _recognise(address: str) -> tuple[_Site | None, str]:
    """Return the site of an address, and where to find the same without a frame."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None, address
    place = (
        f"{parts.path}?{parts.query}" if parts.query else parts.path + (f"#{parts.fragment}" if parts.fragment else "")
    )
    for site in _SITES:
        if any(host == name or host.endswith(f".{name}") for name in site.hosts) and (found := site.path.match(place)):
            return site, site.link.format(*found.groups()) if site.link else address
    return None, address


def _short(address: str) -> str:
    """Return an address as people read it aloud."""
    text = _SCHEME.sub("", address).removeprefix("www.").rstrip("/")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
