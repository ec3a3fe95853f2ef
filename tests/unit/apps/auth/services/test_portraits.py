"""Portraits are kept as squares in the sizes that pages show."""

import io

import pytest
from PIL import Image

from apps.auth.services.portraits import Portraits
from core.pictures import PictureRefused
from core.storage import FileStorage, version_of


@pytest.fixture
def storage(tmp_path):
    """Return an empty storage."""
    return FileStorage(tmp_path)


def picture(width, height, kind="PNG", *, mode="RGB"):
    """Return the bytes of a picture that is green at both ends, and red in its middle."""
    drawn = Image.new(mode, (width, height), "green")
    side = min(width, height)
    drawn.paste("red", ((width - side) // 2, (height - side) // 2, (width + side) // 2, (height + side) // 2))
    buffer = io.BytesIO()
    drawn.save(buffer, kind)
    return buffer.getvalue()


def stored(storage, name):
    return Image.open(io.BytesIO(storage.read(name)))


@pytest.mark.parametrize("size", [(600, 200), (200, 600), (256, 256), (64, 64), (3000, 2000)])
def test_the_middle_is_kept_in_every_size(storage, size):
    name = Portraits(storage).keep(picture(*size))
    for side in (256, 128, 64):
        kept = stored(storage, name if side == 256 else version_of(name, side))
        assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (side, side))
        for place in ((2, 2), (side - 3, side - 3), (side // 2, side // 2)):
            red, green, _ = kept.getpixel(place)
            assert red > 2 * green + 150


def test_what_is_transparent_is_white(storage):
    buffer = io.BytesIO()
    Image.new("RGBA", (90, 90), (0, 0, 0, 0)).save(buffer, "WEBP")
    assert stored(storage, Portraits(storage).keep(buffer.getvalue())).getpixel((0, 0)) == (255, 255, 255)


def test_the_same_picture_has_the_same_name(storage):
    portraits = Portraits(storage)
    assert portraits.keep(picture(90, 90)) == portraits.keep(picture(90, 90))
    assert portraits.keep(picture(90, 90)) != portraits.keep(picture(90, 90, mode="L", kind="JPEG"))


@pytest.mark.parametrize("sent", [picture(63, 300), picture(300, 63), b"<svg/>"])
def test_what_would_be_a_blur_or_is_no_picture_is_refused(storage, sent):
    with pytest.raises(PictureRefused):
        Portraits(storage).keep(sent)
    assert not list(storage.folder.iterdir())
