"""Drawing a cover: the title on paper where a font has it, else the site's icon on its accent."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from apps.blog.services.reach.covers import COVER_SIZE, CoverText
from core.fonts import Face, find_face
from core.text.html import printable

PAPER, INK, SOFT, ACCENT = "#fdfcf9", "#1e2226", "#5a6066", "#0a6560"
_WIDTH, _HEIGHT = COVER_SIZE
_EDGE: Final = 96
_BAR: Final = (_EDGE, _EDGE, _EDGE + 96, _EDGE + 10)
_TITLE_TOP: Final = 146
_FOOT: Final = 492
_SIZES: Final = (84, 76, 68, 60, 54, 48)
_LEADING: Final = 1.3
_NAME_SIZE: Final = 34
_SMALL_ICON, _LARGE_ICON = 56, 280
_HAN: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
#: A word, or a character of Han, which a line may end behind; what may not begin a line stays with it.
_PIECE: Final = re.compile(rf"(?:[{_HAN}]|[^\s{_HAN}]+)[，。！？、；：）》〉」』】”’…]*\s*")


@dataclass(frozen=True, slots=True)
class Look:
    """How a site looks on its covers."""

    name: str
    #: #rrggbb, dark enough for paper to be read on it.
    accent: str = ACCENT
    icon: Image.Image | None = None


def draw_cover(text: CoverText, look: Look) -> bytes:
    """Return the PNG of a cover. It takes some time: nothing of a request may wait for it in a transaction."""
    title = " ".join(unicodedata.normalize("NFC", printable(text.title)).split())
    face = find_face(title, text.language)
    picture = _plain(look) if face is None else _titled(CoverText(title, text.language), face, look)
    buffer = io.BytesIO()
    # Few colours, so that a picture of letters takes a third.
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _titled(text: CoverText, face: Face, look: Look) -> Image.Image:
    picture = Image.new("RGB", COVER_SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle(_BAR, fill=look.accent)
    font, lines = _fitting(text.title, face)
    for number, line in enumerate(lines):
        drawing.text((_EDGE, _TITLE_TOP + number * font.size * _LEADING), line, font=font, fill=INK)
    left = _EDGE
    if look.icon is not None:
        picture.paste(*_pasted(look.icon, _SMALL_ICON, (left, _FOOT)))
        left += _SMALL_ICON + 20
    name = find_face(look.name, text.language)
    if name is not None:
        small = name.at(_NAME_SIZE)
        line = _cut(look.name, small, _WIDTH - _EDGE - left)
        drawing.text((left, _FOOT + _SMALL_ICON / 2), line, font=small, fill=SOFT, anchor="lm")
    return picture


def _plain(look: Look) -> Image.Image:
    picture = Image.new("RGB", COVER_SIZE, look.accent)
    if look.icon is not None:
        at = ((_WIDTH - _LARGE_ICON) // 2, (_HEIGHT - _LARGE_ICON) // 2)
        picture.paste(*_pasted(look.icon, _LARGE_ICON, at))
    else:
        _draw_bottle(ImageDraw.Draw(picture), look.accent)
    return picture


def _pasted(icon: Image.Image, side: int, at: tuple[int, int]) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    small = icon.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS)
    return small, at, small.getchannel("A")


def _draw_bottle(drawing: ImageDraw.ImageDraw, hole: str) -> None:
    """Draw the mark of a site that has no icon: a bottle with a letter in it."""
    unit, left, top = 13.0, _WIDTH / 2 - 16 * 13.0, _HEIGHT / 2 - 16 * 13.0

    def placed(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(left + x * unit, top + y * unit) for x, y in points]

    drawing.rectangle(placed([(13.5, 5), (18.5, 7)]), fill=PAPER)
    neck = [(14.2, 7), (17.8, 7), (17.8, 11.2), (22, 17.4), (22, 18), (10, 18), (10, 17.4), (14.2, 11.2)]
    drawing.polygon(placed(neck), fill=PAPER)
    drawing.rounded_rectangle(placed([(10, 18), (22, 27)]), radius=2.5 * unit, fill=PAPER)
    drawing.rectangle(placed([(10, 17.4), (22, 23)]), fill=PAPER)
    drawing.rectangle(placed([(12.5, 18), (19.5, 23)]), fill=hole)


def _fitting(title: str, face: Face) -> tuple[ImageFont.FreeTypeFont, Sequence[str]]:
    """Return the largest size at which the title fits, and its lines; what fits at none is cut."""
    room, width = _FOOT - 24 - _TITLE_TOP, _WIDTH - 2 * _EDGE
    pieces = _PIECE.findall(title)
    for size in _SIZES:
        font = face.at(size)
        lines = _broken(pieces, font, width)
        if len(lines) * size * _LEADING <= room and all(font.getlength(line) <= width for line in lines):
            return font, lines
    font = face.at(_SIZES[-1])
    lines = _broken(list(title), font, width)
    most = int(room / (_SIZES[-1] * _LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut("".join(lines[most - 1 :]), font, width)]
    return font, lines


def _broken(pieces: Sequence[str], font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line and font.getlength((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """Return as much of a text as fits on one line."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
