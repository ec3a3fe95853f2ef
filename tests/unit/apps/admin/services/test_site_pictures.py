"""Logo and icon are kept in the sizes that pages and devices ask for."""

import io

import pytest
from PIL import Image

from apps.admin.services.site_pictures import SitePictures
from core.pictures import PictureRefused
from core.storage import FileStorage, version_of


@pytest.fixture
def storage(tmp_path):
    """Return an empty storage."""
    return FileStorage(tmp_path)


def png(width, height):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def stored(storage, name):
    return Image.open(io.BytesIO(storage.read(name)))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [((600, 200), (288, 96)), ((3000, 100), (960, 32)), ((40, 20), (40, 20)), ((100, 4000), (2, 96))],
)
def test_a_logo_keeps_its_proportions(storage, sent, kept):
    logo = SitePictures(storage).logo(png(*sent))
    assert (logo.width, logo.height) == kept == stored(storage, logo.name).size


def test_an_icon_is_square_in_every_size(storage):
    icon = SitePictures(storage).icon(png(300, 200))
    assert (icon.width, icon.height) == (512, 512)
    for size in (32, 180, 192):
        assert stored(storage, version_of(icon.name, size)).size == (size, size)
    assert stored(storage, version_of(icon.name, suffix="ico")).format == "ICO"
    assert stored(storage, version_of(icon.name, 180)).mode == "RGB"


def test_the_same_picture_has_the_same_name(storage):
    pictures = SitePictures(storage)
    assert pictures.icon(png(300, 300)) == pictures.icon(png(300, 300)) != pictures.icon(png(300, 301))


def test_what_would_be_a_blur_is_no_icon(storage):
    with pytest.raises(PictureRefused):
        SitePictures(storage).icon(png(95, 95))
