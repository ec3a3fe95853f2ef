"""Frames and scripts that show another site's page: readers get a link, since no page of ours lets them in."""

import html
import re
from dataclasses import dataclass

from apps.blog.services.importing.regions import Regions
from apps.blog.services.importing.report import Kind, Notice
from core.i18n import N_

_FRAME = re.compile(r"<(iframe|script)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|title)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_GIST = re.compile(r"(https://gist\.github\.com/[\w./-]+?)\.js(?:\?.*)?")


@dataclass(frozen=True, slots=True)
class Frameless:
    """A text without frames, and which there were."""

    text: str
    notices: tuple[Notice, ...]


def without_frames(text: str, *, first_line: int = 1) -> Frameless:
    """Return a text with a link in place of each frame and GitHub gist; code stays as it is."""
    lower = text.lower()
    if "<iframe" not in lower and "<script" not in lower:
        return Frameless(text, ())
    regions = Regions(text)
    parts: list[str] = []
    notices: list[Notice] = []
    done = 0
    for found in _FRAME.finditer(text):
        link = _link(found[1].lower(), found[2])
        if found.start() < done or not link or regions.is_code(found.start()):
            continue
        parts += [text[done : found.start()], link]
        end = lower.find(f"</{found[1].lower()}", found.end())
        closing = text.find(">", end) if end >= 0 else -1
        done = closing + 1 if closing >= 0 else found.end()
        line = first_line + text.count("\n", 0, found.start())
        notices.append(Notice(Kind.EMBED, line, N_("%(tag)s became a link.", tag=f"<{found[1].lower()}>")))
    return Frameless("".join(parts) + text[done:], tuple(notices))


def _link(tag: str, attributes: str) -> str:
    """Return a link to what is shown; empty for a script that only does something."""
    given = {name.lower(): html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(attributes)}
    address = given.get("src", "").strip()
    if tag == "script":
        gist = _GIST.fullmatch(address)
        address = gist[1] if gist else ""
    if address.startswith("//"):
        address = f"https:{address}"
    if not re.match("https?://", address):
        return ""
    words = " ".join(given.get("title", "").split()) or address
    return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'
