"""The fonts of this machine, for what is drawn on the server: one that has every glyph of a text, or none."""

import io
import os
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

#: Where systems keep fonts.
FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texmf/fonts/opentype"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
)
#: Files of bold sans faces, the best first. Those of Han hold all characters, but Latin letters of another design.
_LATIN: Final = (
    *("NotoSans-Bold.ttf", "OpenSans-Bold.ttf", "Roboto-Bold.ttf", "Inter-Bold.ttf", "LiberationSans-Bold.ttf"),
    *("arialbd.ttf", "Arial Bold.ttf", "DejaVuSans-Bold.ttf", "FreeSansBold.ttf", "Arial.ttf", "arial.ttf"),
)
_HAN: Final = (
    *("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSans-Bold.ttc"),
    *("SourceHanSansSC-Bold.otf", "NotoSansSC-Bold.otf", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc"),
    *("msyhbd.ttc", "msyh.ttc", "simhei.ttf", "wqy-zenhei.ttc", "wqy-microhei.ttc", "DroidSansFallbackFull.ttf"),
)
#: Languages whose glyphs differ, by the names that collections of faces give to theirs.
_FACES: Final = {"zh-Hant": "TC", "zh-TW": "TC", "zh-HK": "HK", "zh": "SC", "ja": "JP", "ko": "KR"}
_MOST_FACES: Final = 12
#: A code point that no font has anything for.
_NO_CHARACTER: Final = "\U0010fffe"
_PROBE: Final = 32
#: Opening and probing share FreeType's state of a face.
_lock = threading.Lock()


class Face:
    """One face of a font file."""

    def __init__(self, file: Path | bytes, index: int = 0) -> None:
        """Open a file by its path or its content; raise OSError for what is no font."""
        self._file = file
        self._index = index
        self._probe = self.at(_PROBE)
        self._missing = self._drawn(_NO_CHARACTER)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the face at a size in pixels."""
        # Without shaping, so that a text is drawn alike wherever the libraries for it are or aren't.
        file = io.BytesIO(self._file) if isinstance(self._file, bytes) else self._file
        return ImageFont.truetype(file, size, index=self._index, layout_engine=ImageFont.Layout.BASIC)

    def has(self, text: str) -> bool:
        """Tell whether it has a glyph of its own for each character."""
        with _lock:
            return all(character.isspace() or self._drawn(character) != self._missing for character in set(text))

    def _drawn(self, character: str) -> tuple[object, ...]:
        mask, offset = self._probe.getmask2(character)
        return mask.size, offset, bytes(mask), self._probe.getlength(character)


def find_face(text: str, language: str, folders: Iterable[Path] = FOLDERS) -> Face | None:
    """Return a bold face that has all of a text (in NFC, as it has to be drawn).

    None where there is none, or where letters would have to be joined.
    """
    text = unicodedata.normalize("NFC", text)
    if not _stands_alone(text):
        return None
    faces = _faces(_script_of(language), tuple(folders))
    return next((face for face in faces if face.has(text)), None)


def _stands_alone(text: str) -> bool:
    """Tell whether each character is drawn by itself, from left to right: not so Arabic, Thai or Devanagari."""
    return not any(
        unicodedata.category(character)[0] in "MC" or unicodedata.bidirectional(character) in {"R", "AL", "AN"}
        for character in text
    )


def _script_of(language: str) -> str:
    """Return which faces of a collection suit a language best; empty for one that isn't written in Han."""
    return next((face for tag, face in _FACES.items() if (language + "-").startswith(tag + "-")), "")


@cache
def _faces(script: str, folders: tuple[Path, ...]) -> tuple[Face, ...]:
    """Return the faces there are, those first that suit; looked for once, since whoever adds a font starts anew."""
    found = _files(folders)
    names = (*_HAN, *_LATIN) if script else (*_LATIN, *_HAN)
    faces = [face for name in names if name in found for face in _opened(found[name], script or "SC")]
    return (*faces, *_own())


def _own() -> Iterator[Face]:
    """Yield the face that comes with Pillow, of Latin letters, for machines that have no font at all."""
    font = ImageFont.load_default(_PROBE)
    if isinstance(font, ImageFont.FreeTypeFont):
        yield Face(font.font_bytes)


def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    wanted, found = {*_LATIN, *_HAN}, {}
    for folder in folders:
        for base, _, names in os.walk(folder):
            found.update({name: Path(base) / name for name in wanted.intersection(names) if name not in found})
    return found


def _opened(path: Path, script: str) -> Iterator[Face]:
    """Yield the face of a file, of a collection the one for a script."""
    try:
        yield Face(path, _index(path, script) if path.suffix.lower() == ".ttc" else 0)
    except OSError:
        return


def _index(path: Path, script: str) -> int:
    for index in range(_MOST_FACES):
        try:
            name, _ = ImageFont.truetype(path, _PROBE, index=index).getname()
        except OSError:
            break
        if (name or "").endswith(f" {script}"):
            return index
    return 0
