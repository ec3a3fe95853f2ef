"""Pictures that people upload: judged by what they hold, bounded before they are decoded, and drawn anew."""

import io
import re
from typing import Final

from PIL import Image, ImageOps

from core.errors import Unavailable, Unprocessable
from core.i18n import N_
from core.turns import Turns

#: Bytes of an upload, and pixels of what it unfolds to.
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 16_000_000
_LONGEST: Final = 12_000
#: Pixels a side that are enough for whatever is made of a picture here.
_ENOUGH: Final = 1024
_KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF")
#: Marks of what a JPEG is made of: its scans, of which each is a pass over all pixels and cameras make ten, and what is
#: said beside them, which Pillow reads in quadratic time. Between the scans no other byte follows FF like that.
_SCAN: Final = b"\xff\xda"
_BESIDE: Final = re.compile(rb"\xff[\xe0-\xef\xfe]")
_MOST_SCANS, _MOST_BESIDE = 64, 1000
#: Chunks of a PNG, which commonly hold 8 kB each.
_MOST_CHUNKS: Final = 20_000
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
#: Sixteen million pixels take some 300 MB while they are decoded.
_decoding: Final = Turns(2)


class PictureRefused(Unprocessable):
    """What was sent is no picture that we take."""


_TOO_LARGE: Final = N_("The file is too large: at most %(most)s MB.", most=MOST_BYTES // 2**20)
_TOO_WIDE: Final = N_("The picture has too many pixels: at most %(most)s million.", most=MOST_PIXELS // 10**6)
_UNREADABLE: Final = N_("This is no picture that can be read. PNG, JPEG, WebP and GIF are taken; SVG is not.")


def read_picture(content: bytes) -> Image.Image:
    """Return an upload as upright pixels with transparency and nothing else; raise PictureRefused for what is none.

    Where it was taken, by whom and with what is gone with everything but the pixels. Of what moves, the first moment
    is taken. Raises Unavailable while others wait to have theirs read.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(_TOO_LARGE)
    if _is_dear(content):
        raise PictureRefused(_UNREADABLE)
    try:
        # Only the head is read here, and only by decoders that we name; nothing goes by the file's name.
        with _decoding, Image.open(io.BytesIO(content), formats=_KINDS) as opened:
            _refuse_giants(opened.size)
            upright = ImageOps.exif_transpose(_shrunk(opened)).convert("RGBA")
    except (PictureRefused, Unavailable):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_TOO_WIDE) from error
    except Exception as error:
        # A decoder that meets a hostile file raises whatever it likes.
        raise PictureRefused(_UNREADABLE) from error
    # What is kept beside the pixels would be written into the next file.
    upright.info = {}
    return upright


def _is_dear(content: bytes) -> bool:
    """Tell whether a file is made of so many pieces that to read it would take minutes, however few pixels it has."""
    if content.startswith(b"\xff\xd8"):
        return content.count(_SCAN) > _MOST_SCANS or sum(1 for _ in _BESIDE.finditer(content)) > _MOST_BESIDE
    return content.startswith(_PNG_HEAD) and _has_many_chunks(content)


def _has_many_chunks(png: bytes) -> bool:
    at = len(_PNG_HEAD)
    for _ in range(_MOST_CHUNKS):
        if at >= len(png):
            return False
        # The length, the name and the checksum take four bytes each.
        at += int.from_bytes(png[at : at + 4]) + 12
    return True


def _shrunk(opened: Image.Image) -> Image.Image:
    """Return the picture with no more pixels than its versions need: what follows takes a second for millions."""
    # What has a palette can only be shrunk by leaving out pixels.
    picture = opened.convert("RGBA") if opened.mode in {"P", "PA", "1"} else opened
    picture.thumbnail((_ENOUGH, _ENOUGH), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def _refuse_giants(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > _LONGEST:
        raise PictureRefused(_TOO_WIDE)


def fitted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture no larger than `size`, in its own proportions."""
    made = picture.copy()
    made.thumbnail(size, Image.Resampling.LANCZOS)
    return made


def square(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture as a square: whole, in the middle, with nothing around it."""
    return ImageOps.pad(picture, (side, side), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))


def middle_of(picture: Image.Image, side: int) -> Image.Image:
    """Return the middle of the picture as a square that is full, whatever its size was."""
    return ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)


def on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture on white, for those who would show transparency as black."""
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def as_png(picture: Image.Image) -> bytes:
    """Return the bytes of a PNG."""
    return _saved(picture, "PNG", optimize=True)


def as_jpeg(picture: Image.Image) -> bytes:
    """Return the bytes of a JPEG, for photographs on paper; sharp in its colours, for it may be small."""
    return _saved(picture, "JPEG", quality=85, subsampling=0, optimize=True)


def as_icon(picture: Image.Image, sides: tuple[int, ...]) -> bytes:
    """Return the bytes of an ICO with the picture in several sizes."""
    return _saved(picture, "ICO", sizes=[(side, side) for side in sides])


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
