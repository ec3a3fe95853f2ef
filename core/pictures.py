"""Pictures that people upload: judged by what they hold, bounded before they are decoded, and drawn anew."""

import io
from typing import Final

from PIL import Image, ImageOps

from core.errors import Unprocessable
from core.i18n import N_

#: Bytes of an upload, and pixels of what it unfolds to.
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 16_000_000
_LONGEST: Final = 12_000
#: Pixels a side that are enough for whatever is made of a picture here.
_ENOUGH: Final = 1024
_KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF")


class PictureRefused(Unprocessable):
    """What was sent is no picture that we take."""


_TOO_LARGE: Final = N_("The file is too large: at most %(most)s MB.", most=MOST_BYTES // 2**20)
_TOO_WIDE: Final = N_("The picture has too many pixels: at most %(most)s million.", most=MOST_PIXELS // 10**6)
_UNREADABLE: Final = N_("This is no picture that can be read. PNG, JPEG, WebP and GIF are taken; SVG is not.")


def read_picture(content: bytes) -> Image.Image:
    """Return an upload as upright pixels with transparency and nothing else; raise PictureRefused for what is none.

    Where it was taken, by whom and with what is gone with everything but the pixels. Of what moves, the first moment
    is taken.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(_TOO_LARGE)
    try:
        # Only the head is read here, and only by decoders that we name; nothing goes by the file's name.
        with Image.open(io.BytesIO(content), formats=_KINDS) as opened:
            _refuse_giants(opened.size)
            upright = ImageOps.exif_transpose(_shrunk(opened)).convert("RGBA")
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_TOO_WIDE) from error
    except Exception as error:
        # A decoder that meets a hostile file raises whatever it likes.
        raise PictureRefused(_UNREADABLE) from error
    # What is kept beside the pixels would be written into the next file.
    upright.info = {}
    return upright


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


def on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture on white, for those who would show transparency as black."""
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def as_png(picture: Image.Image) -> bytes:
    """Return the bytes of a PNG."""
    return _saved(picture, "PNG", optimize=True)


def as_icon(picture: Image.Image, sides: tuple[int, ...]) -> bytes:
    """Return the bytes of an ICO with the picture in several sizes."""
    return _saved(picture, "ICO", sizes=[(side, side) for side in sides])


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
