"""Logo and icon of the site: drawn anew from what was uploaded, in the sizes that pages and devices ask for."""

from typing import Final

from core.i18n import N_
from core.pictures import PictureRefused, as_icon, as_png, fitted, on_paper, read_picture, square
from core.site_settings import StoredPicture
from core.storage import Storage, name_of, version_of

#: A logo is shown 32 pixels high; three times that is sharp on every screen.
LOGO: Final = (960, 96)
ICON: Final = 512
#: What smaller versions of an icon are for: browsers' tabs and desktops. Apple's has no transparency.
SMALLER: Final = (32, 192)
TOUCH: Final = 180
#: Sizes in favicon.ico, which everything asks for that doesn't read pages.
IN_ONE_FILE: Final = (16, 32, 48)
_LEAST: Final = 96


class SitePictures:
    """Make and keep the site's pictures; slow, so nothing of it belongs into a transaction."""

    def __init__(self, storage: Storage) -> None:
        """Keep them in `storage`."""
        self._storage = storage

    def logo(self, content: bytes) -> StoredPicture:
        """Keep an upload as the logo; raise PictureRefused for what is no picture."""
        return self._kept(as_png(fitted(read_picture(content), LOGO)))

    def icon(self, content: bytes) -> StoredPicture:
        """Keep an upload as the icon, in all its sizes; raise PictureRefused for one that is too small."""
        picture = read_picture(content)
        if max(picture.size) < _LEAST:
            message = N_("The picture is too small for an icon: at least %(least)s pixels, better 512.", least=_LEAST)
            raise PictureRefused(message)
        whole = square(picture, ICON)
        content = as_png(whole)
        name = name_of(content, "png")
        for size in SMALLER:
            self._storage.save(version_of(name, size), as_png(fitted(whole, (size, size))))
        self._storage.save(version_of(name, TOUCH), as_png(on_paper(fitted(whole, (TOUCH, TOUCH)))))
        self._storage.save(version_of(name, suffix="ico"), as_icon(whole, IN_ONE_FILE))
        # Last: where it is, the others are.
        return self._kept(content)

    def _kept(self, content: bytes) -> StoredPicture:
        name = name_of(content, "png")
        self._storage.save(name, content)
        width, height = read_picture(content).size
        return StoredPicture(name, width, height)
