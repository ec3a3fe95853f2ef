"""The pictures that stand for posts without one of their own."""

from typing import Final

from PIL.Image import Image

from apps.blog.models.post import POST
from apps.blog.services.reach.cover_drawing import Look, draw_cover
from apps.blog.services.reach.covers import CoverService, CoverText, cover_tag
from apps.blog.services.reach.old_addresses import OldAddressService
from core.errors import NotFound
from core.limits import COVER
from core.pictures import read_picture
from core.turns import Turns
from core.web.accent import LIGHT, LIGHT_ACCENT, shades
from core.web.conditional import known_tag
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses

#: Seconds for which a picture is kept: by us, and by others under an address that may mean another one tomorrow.
KEPT: Final = 30 * 24 * 3600
_BRIEFLY: Final = 3600
#: One is drawn at a time in a process, for it takes a core for a tenth of a second; one more may wait for its turn,
#: and whoever comes then comes again: all threads together must never wait for pictures.
_drawing: Final = Turns(2)


class CoverViews(View):
    """Show the pictures, drawn when they are first asked for."""

    covers = uses(CoverService)
    old = uses(OldAddressService)

    @route.get("/posts/<slug>/cover.png", name="cover", public=("v",))
    def show(self, slug: str) -> Response:
        """Return the cover of a post that everybody may read, or 304 to whom has it."""
        try:
            text = self.covers.get(slug)
        except NotFound:
            return self._moved(slug)
        tag = cover_tag(text.title, text.language, self.request.settings)
        is_named = self.request.query.get("v") == tag
        lasting = f"max-age={KEPT}, immutable" if is_named else f"max-age={_BRIEFLY}"
        # Previews of links stand on other sites, which show what they fetched, or let browsers fetch it.
        shown_by_others = ("Cross-Origin-Resource-Policy", "cross-origin")
        headers = [("ETag", f'"{tag}"'), ("Cache-Control", f"public, {lasting}"), shown_by_others]
        if known_tag(self.request, f'"{tag}"'):
            return Response(status=304, headers=headers)
        return Response(self._picture(tag, text), headers=headers, content_type="image/png")

    def _moved(self, slug: str) -> Response:
        present = self.old.find_text(POST, slug)
        # What stands behind a door has its address, but no picture.
        if present is None or present == slug:
            raise NotFound
        return self.redirect(self.request.url_for("blog.cover", slug=present), status=301)

    def _picture(self, tag: str, text: CoverText) -> bytes:
        cache, key = self.request.site.cache, f"cover:{tag}"
        if known := cache.get(key):
            return bytes(known)
        # Whoever asks for all of them at once gets them a few at a time, and readers their pages meanwhile.
        self.request.limit(COVER, self.request.counted_as)
        settings = self.request.settings
        with self.request.outside_transaction(), _drawing:
            # Whoever was before us in the queue may have drawn the same.
            drawn = cache.get(key)
            if drawn is None:
                accent = shades(settings.accent or LIGHT_ACCENT, LIGHT).accent
                drawn = draw_cover(text, Look(settings.title, accent, self._icon()))
                cache.set(key, drawn, KEPT)
        return bytes(drawn)

    def _icon(self) -> Image | None:
        icon = self.request.settings.icon
        if icon is None:
            return None
        try:
            return read_picture(self.request.site.storage.read(icon.name))
        except NotFound:  # the folder of uploads didn't come along
            return None
