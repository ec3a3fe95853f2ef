"""Portraits of people: cut to a square and drawn anew from what was uploaded, in the sizes that pages show."""

from typing import Final

from core.i18n import N_
from core.pictures import PictureRefused, as_jpeg, fitted, middle_of, on_paper, read_picture
from core.storage import Storage, name_of, version_of

#: Pixels a side of the whole, which feeds and other machines are told of.
SIDE: Final = 256
#: Sides of what pages load: twice the 32 and the 64 that they show, for screens that are that sharp.
SMALLER: Final = (64, 128)
_LEAST: Final = 64
_TOO_SMALL: Final = N_("The picture is too small: at least %(least)s pixels on each side.", least=_LEAST)


class Portraits:
    """Make and keep portraits; slow, so nothing of it belongs into a transaction."""

    def __init__(self, storage: Storage) -> None:
        """Keep them in `storage`."""
        self._storage = storage

    def keep(self, content: bytes) -> str:
        """Keep an upload in all its sizes and return the name of the whole; raise PictureRefused for what won't do."""
        picture = read_picture(content)
        if min(picture.size) < _LEAST:
            raise PictureRefused(_TOO_SMALL)
        whole = on_paper(middle_of(picture, SIDE))
        made = as_jpeg(whole)
        name = name_of(made, "jpg")
        for side in SMALLER:
            self._storage.save(version_of(name, side), as_jpeg(fitted(whole, (side, side))))
        # Last: where it is, the others are.
        self._storage.save(name, made)
        return name
