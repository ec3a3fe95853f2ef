"""Files at the root that hold what the owner decided: the style, the icons, what search engines asked for."""

import json
from typing import Final

from core.errors import NotFound
from core.site_settings import SiteSettings
from core.storage import TYPES, version_of
from core.web.response import Response
from core.web.route import route
from core.web.style import own_style, own_style_address
from core.web.view import View

#: Sides of the icon in pixels: for telephones' home screens, and what others may pick from.
_TOUCH: Final = 180
_SMALL, _WHOLE = 192, 512
_AN_HOUR: Final = ("Cache-Control", "public, max-age=3600")
_FOR_EVER: Final = ("Cache-Control", "public, max-age=31536000, immutable")
#: What others asked to find here is shown as it is, and runs nothing.
_SANDBOX: Final = ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
_KINDS: Final = {"html": "text/html", "txt": "text/plain", "xml": "application/xml", "json": "application/json"}


class OwnFileViews(View):
    """Answer with what is the owner's."""

    @route.get("/style.<digest>.css", name="own_style", public=())
    def style(self, digest: str) -> Response:  # noqa: ARG002 - the address as a whole is compared
        """Return the site's own style; a page that is older than the style is led on to the present one."""
        address = own_style_address(self.request)
        if not address:
            raise NotFound
        if self.request.path != address:
            return self.redirect(address, status=302)
        style = own_style(self.request.settings)
        return Response(style, headers=[_FOR_EVER], content_type="text/css; charset=utf-8")

    @route.get("/favicon.ico", name="favicon", public=())
    def favicon(self) -> Response:
        """Return the icon for whoever asks without having read a page; ours where the site has none."""
        if self.request.settings.icon is None:
            return self.redirect(self.request.site.static.url("images/favicon.svg"), status=302)
        return self._icon(suffix="ico")

    @route.get("/apple-touch-icon.png", name="touch_icon", public=())
    @route.get("/apple-touch-icon-precomposed.png", name="old_touch_icon", public=())
    def touch_icon(self) -> Response:
        """Return the icon for home screens; 404 where the site has none."""
        return self._icon(_TOUCH)

    @route.get("/site.webmanifest", name="manifest", public=())
    def manifest(self) -> Response:
        """Tell devices what the site is called on a home screen, and which icon stands there."""
        settings, request = self.request.settings, self.request
        icons = []
        if settings.icon is not None:
            names = {_SMALL: version_of(settings.icon.name, _SMALL), _WHOLE: settings.icon.name}
            icons = [
                {"src": request.site.media.url(name), "sizes": f"{side}x{side}", "type": TYPES["png"]}
                for side, name in names.items()
            ]
        about = {"name": settings.title, "lang": settings.html_lang, "start_url": request.url_for("blog.home")}
        body = json.dumps({**about, "display": "browser", "icons": icons}, ensure_ascii=False)
        return Response(body, headers=[_AN_HOUR], content_type="application/manifest+json; charset=utf-8")

    def _icon(self, side: int | None = None, suffix: str = "png") -> Response:
        icon = self.request.settings.icon
        if icon is None:
            raise NotFound
        content = self.request.site.storage.read(version_of(icon.name, side, suffix))
        return Response(content, headers=[_AN_HOUR, _SANDBOX], content_type=TYPES[suffix])


def owners_file(settings: SiteSettings, name: str) -> Response | None:
    """Return a file at the root that somebody asked the owner for; None where there is none of that name."""
    key = settings.indexnow_key
    # Whoever is told of an address by IndexNow asks for the key, as a proof that it was this site that told.
    content = key if key and name == f"{key}.txt" else settings.root_files.get(name)
    if content is None:
        return None
    kind = _KINDS[name.rpartition(".")[2].lower()]
    return Response(content, headers=[_AN_HOUR, _SANDBOX], content_type=f"{kind}; charset=utf-8")
