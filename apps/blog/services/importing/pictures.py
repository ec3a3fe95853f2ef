"""Pictures in the tags of a site's own: {% image "path" "alt" %}, {% include figure.html src=… caption=… %}."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_PICTURE = re.compile("image|img|figure|picture|photo", re.IGNORECASE)
_NAMED = re.compile(r"""([A-Za-z_][\w-]*)\s*[:=]\s*("[^"]*"|'[^']*'|[^\s,"']+)""")
_QUOTED = re.compile(r"""^\s*(["'])(?P<path>[^"']*)\1[\s,]*(?P<rest>.*)$""", re.DOTALL)
_BARE = re.compile(r"^\s*(?P<path>[^\s\"']+)(?P<rest>.*)$", re.DOTALL)
_BETWEEN = re.compile(r"""["'][\s,]+["']""")
_FILE = re.compile(r"[^<>\n]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)(?:[?#]\S*)?", re.IGNORECASE)
_PATHS: Final = ("src", "url", "path", "image", "image_path", "file", "image_url", "filename", "name")
_ALTS: Final = ("alt", "image_alt", "description", "title")
_CAPTIONS: Final = ("caption", "figcaption", "image_caption")
_FULL = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's tag says: where the file is, the words instead of it, the words below it."""

    path: str
    alt: str
    caption: str = ""

    def as_html(self) -> str:
        """Return the picture as HTML: a figure where it has a caption."""
        image = f'<img src="{html.escape(self.path)}" alt="{html.escape(self.alt)}">'
        return (
            f"<figure>{image}<figcaption>{html.escape(self.caption)}</figcaption></figure>" if self.caption else image
        )

    def as_markdown(self) -> str:
        """Return the picture as Markdown; a caption stands below it, in italics."""
        alt = re.sub(r"([\\\[\]])", r"\\\1", " ".join(self.alt.split()))
        path = f"<{self.path}>" if re.search(r"[\s()]", self.path) else self.path
        return f"![{alt}]({path})" + (f"\n\n*{' '.join(self.caption.split())}*" if self.caption else "")


def find_picture(tag: str, arguments: str, base: str, fill: Callable[[str], str]) -> Picture | None:
    """Return the picture that a tag plainly shows, None if it shows something else.

    A path without an address's beginning is one of the old site, whose files stand below `base`; `fill` resolves the
    variables in a value.
    """
    if tag == "include":
        named = _QUOTED.match(arguments) or _BARE.match(arguments)
        if named is None or not _PICTURE.search(named["path"]):
            return None
        arguments = named["rest"]
    elif not _PICTURE.search(tag):
        return None
    found = _by_name(arguments) or _by_place(arguments)
    if found is None:
        return None
    path = fill(found.path).strip()
    if not path or path == "/":
        return None
    path = path if _FULL.match(path) else f"{base}/{path.removeprefix('./')}"
    return Picture(path, fill(found.alt), fill(found.caption))


def _by_name(arguments: str) -> Picture | None:
    values = {name.lower(): value.strip("\"'") for name, value in _NAMED.findall(arguments)}
    path = _first(values, _PATHS)
    if not path:
        return None
    caption = _first(values, _CAPTIONS)
    return Picture(path, _first(values, _ALTS) or caption, caption)


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _by_place(arguments: str) -> Picture | None:
    """Read a path, perhaps a class or two, and the words at the end, which may hold quotation marks themselves."""
    found = _QUOTED.match(arguments) or _BARE.match(arguments)
    if found is None or not _FILE.fullmatch(found["path"]):
        return None
    rest = found["rest"].strip()
    quoted = len(rest) > 1 and rest[0] in "\"'" and rest[-1] == rest[0]
    alt = _BETWEEN.split(rest[1:-1])[-1] if quoted else ""
    return Picture(found["path"], alt.strip().strip('"'))
