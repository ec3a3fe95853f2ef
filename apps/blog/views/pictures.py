"""Pictures as machines read of them: what stands for a page where it is linked."""

from dataclasses import dataclass
from typing import Any

from apps.auth.services.portraits import SIDE
from apps.blog.views.addresses import FullAddresses
from core.web.request import AnonymousRequest


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its full address; its size is 0 where nobody knows it."""

    url: str
    width: int
    height: int
    alt: str


def own_cover(request: AnonymousRequest, text: Any) -> Picture | None:
    """Return the cover that the author of a post or page gave it; None without one."""
    if not text.cover_url:
        return None
    return Picture(FullAddresses(request).full(text.cover_url), text.cover_width, text.cover_height, text.cover_alt)


def portrait_of(request: AnonymousRequest, person: Any) -> Picture | None:
    """Return the portrait of somebody who writes; None without one."""
    url = FullAddresses(request).portrait(person)
    return Picture(url, SIDE, SIDE, person.display_name) if url else None


def site_icon(request: AnonymousRequest) -> Picture | None:
    """Return the icon that the owner gave the site; None without one."""
    icon = request.settings.icon
    if icon is None:
        return None
    return Picture(FullAddresses(request).full(request.site.media.url(icon.name)), icon.width, icon.height, "")
