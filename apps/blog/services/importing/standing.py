"""What a front matter says beside the text: who may read it, its cover, its series, whether it stands on top."""

from dataclasses import dataclass
from typing import Any, Final

from apps.auth.services.passwords import hash_password
from apps.blog.models.post import PASSWORD, PRIVATE, PUBLIC, UNLISTED
from apps.blog.services.importing.fields import Fields
from apps.blog.services.terms.terms import NAME_LIMIT
from apps.blog.services.writing.draft_checks import ALT_LIMIT, PIXELS_LIMIT
from core.urls import is_full_address

_PICTURES: Final = ("cover", "image", "banner", "banner_img", "cover_image", "hero_image", "feature_image", "thumbnail")
_ADDRESSES: Final = ("path", "url", "src", "image", "feature")
_DESCRIPTIONS: Final = ("alt", "caption", "title")
_ON_TOP: Final = ("pinned", "pin", "sticky", "top", "topmost")
_UNLISTED: Final = ("unlisted", "hidden", "hide")


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture that stands for a post, with its size."""

    url: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a post stood among the others there."""

    visibility: str = PUBLIC
    password_hash: str | None = None
    pinned: bool = False
    series: str = ""
    #: Empty without a full address and a size: pages may not jump when it comes.
    cover: Cover = Cover()


def standing_of(fields: Fields) -> Standing:
    """Return what the fields say; hashing a password takes its time."""
    password = fields.line("password")
    visibility = _visibility(fields, has_password=bool(password))
    return Standing(
        visibility=visibility,
        password_hash=hash_password(password) if visibility == PASSWORD else None,
        pinned=any(fields.is_yes(name) or fields.number(name) > 0 for name in _ON_TOP),
        series=next(iter(fields.names("series", "serie", spaced=False)), "")[:NAME_LIMIT].rstrip(),
        cover=_cover(fields),
    )


def _visibility(fields: Fields, *, has_password: bool) -> str:
    if fields.is_yes("private") or fields.line("visibility").lower() == PRIVATE:
        return PRIVATE
    if has_password:
        return PASSWORD
    return UNLISTED if any(map(fields.is_yes, _UNLISTED)) else PUBLIC


def _cover(fields: Fields) -> Cover:
    found = (_described(fields, name) for name in _PICTURES)
    return next((cover for cover in found if cover is not None), Cover())


def _described(fields: Fields, name: str) -> Cover | None:
    """Return the picture of a field, a mapping or an address with its size beside it; None if a part is missing."""
    parts: dict[str, Any] = fields.mapping(name)
    inner = Fields(parts)
    url = inner.line(*_ADDRESSES) if parts else fields.line(name)
    width = inner.number("width") or fields.number(f"{name}_width")
    height = inner.number("height") or fields.number(f"{name}_height")
    if not is_full_address(url) or not 0 < width <= PIXELS_LIMIT or not 0 < height <= PIXELS_LIMIT:
        return None
    alt = inner.line(*_DESCRIPTIONS) or fields.line(f"{name}_alt")
    return Cover(url, alt[:ALT_LIMIT], width, height)
