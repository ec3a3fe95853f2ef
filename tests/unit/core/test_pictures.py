"""Uploaded pictures are judged by what they hold, and only their pixels are kept."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core import pictures
from core.errors import Unavailable
from core.pictures import (
    MOST_BYTES,
    MOST_PIXELS,
    PictureRefused,
    as_icon,
    as_jpeg,
    as_png,
    fitted,
    middle_of,
    on_paper,
    read_picture,
    square,
)
from core.turns import Turns


def saved(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(kind, content):
    """Return a piece of a PNG."""
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png_head(width, height):
    """Return a PNG that promises so many pixels and holds none."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


RED = Image.new("RGB", (40, 20), "red")
GOOD = {kind: saved(RED, kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")}
HOSTILE = {
    "nothing": b"",
    "a text": b"<html><script>alert(1)</script>",
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "a TIFF": saved(RED, "TIFF"),
    "a BMP": saved(RED, "BMP"),
    "half a picture": GOOD["PNG"][: len(GOOD["PNG"]) // 2],
    "a head alone": GOOD["JPEG"][:30],
    "a script behind a head": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "too many bytes": GOOD["PNG"] + bytes(MOST_BYTES),
    "too many pixels": png_head(4001, MOST_PIXELS // 4000),
    "pixels beyond all bounds": png_head(2**31 - 1, 2**31 - 1),
    "a long strip": png_head(13_000, 1),
    "no pixels": png_head(0, 0),
    "a JPEG of many passes": GOOD["JPEG"] + b"\xff\xda" * 64,
    "a JPEG with many remarks": GOOD["JPEG"][:2] + b"\xff\xfe\x00\x02" * 1001 + GOOD["JPEG"][2:],
    "a PNG of many pieces": GOOD["PNG"][:33] + chunk(b"tEXt", b"a\0") * 20_000 + GOOD["PNG"][33:],
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_kinds_that_people_have_are_read(kind):
    picture = read_picture(GOOD[kind])
    assert (picture.mode, picture.size) == ("RGBA", (40, 20))


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_picture_of_ours_is_refused(kind):
    with pytest.raises(PictureRefused):
        read_picture(HOSTILE[kind])


def test_a_photograph_that_comes_in_passes_is_read():
    assert read_picture(saved(RED, "JPEG", progressive=True, comment=b"The shore")).size == (40, 20)


def test_when_many_come_at_once_some_come_again(monkeypatch):
    monkeypatch.setattr(pictures, "_decoding", Turns(1))
    with pictures._decoding, pytest.raises(Unavailable):
        read_picture(GOOD["PNG"])
    assert read_picture(GOOD["PNG"])


def test_nothing_but_the_pixels_is_kept():
    info = PngInfo()
    info.add_text("Author", "Mei Lin")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Mei Lin"
    sent = saved(RED, "PNG", pnginfo=info, exif=exif, icc_profile=b"profile of Mei Lin", dpi=(300, 300))
    assert Image.open(io.BytesIO(sent)).info.keys() >= {"Author", "exif", "icc_profile", "dpi"}
    assert Image.open(io.BytesIO(as_png(read_picture(sent)))).info == {}


def test_a_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_picture(saved(RED, "JPEG", exif=exif)).size == (20, 40)


def test_the_first_moment_of_what_moves_is_kept():
    moving = saved(RED, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")])
    red, _, blue, _ = read_picture(moving).getpixel((0, 0))
    assert red > blue


def test_sizes_are_made_without_distortion():
    picture = read_picture(GOOD["PNG"])
    assert fitted(picture, (10, 10)).size == (10, 5)
    assert fitted(picture, (400, 400)).size == (40, 20)
    whole = square(picture, 8)
    assert whole.size == (8, 8)
    assert whole.getpixel((4, 0))[3] == 0
    assert whole.getpixel((4, 4)) == (255, 0, 0, 255)
    assert on_paper(whole).getpixel((4, 0)) == (255, 255, 255)


def test_the_middle_of_a_picture_fills_a_square():
    middle = middle_of(read_picture(GOOD["PNG"]), 8)
    assert (middle.size, middle.getpixel((0, 0))) == ((8, 8), (255, 0, 0, 255))
    assert Image.open(io.BytesIO(as_jpeg(on_paper(middle)))).format == "JPEG"


def test_an_icon_holds_all_its_sizes():
    icon = as_icon(square(read_picture(GOOD["PNG"]), 64), (16, 32, 48))
    assert Image.open(io.BytesIO(icon)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
