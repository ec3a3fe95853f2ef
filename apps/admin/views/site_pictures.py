"""Logo and icon of the site: uploaded, replaced, taken away."""

from collections.abc import Callable
from typing import Final

from apps.admin.forms.looks import PictureForm
from apps.admin.services.site_pictures import SitePictures
from apps.admin.views.sections import LOOK, SectionView
from core.i18n import N_, Message
from core.limits import WRITE
from core.pictures import MOST_BYTES, PictureRefused
from core.site_settings import StoredPicture
from core.web.response import Response
from core.web.route import route

#: Bytes of the whole form: more than a picture may have, so that who sends a camera's photo gets a sentence about it.
_LIMIT: Final = 12 * 1024 * 1024
_NOTHING: Final = N_("Please choose a file first.")


class SitePictureViews(SectionView):
    """Take the pictures that stand on every page."""

    @route.post("/settings/logo", name="logo_update", can="settings.edit", limit=WRITE, body_limit=_LIMIT)
    def update_logo(self) -> Response:
        """Show the upload beside or in place of the site's name."""
        return self._update("logo", SitePictures(self.request.site.storage).logo)

    @route.post("/settings/logo/remove", name="logo_remove", can="settings.edit", limit=WRITE)
    def remove_logo(self) -> Response:
        """Show the site's name alone."""
        return self._decide("logo", None)

    @route.post("/settings/icon", name="icon_update", can="settings.edit", limit=WRITE, body_limit=_LIMIT)
    def update_icon(self) -> Response:
        """Let browsers and telephones show the upload for the site."""
        return self._update("icon", SitePictures(self.request.site.storage).icon)

    @route.post("/settings/icon/remove", name="icon_remove", can="settings.edit", limit=WRITE)
    def remove_icon(self) -> Response:
        """Let them show ours again."""
        return self._decide("icon", None)

    def _update(self, name: str, keep: Callable[[bytes], StoredPicture]) -> Response:
        upload = self.request.files.get(f"{name}-file")
        content = upload.file.read(MOST_BYTES + 1) if upload is not None else b""
        if not content:
            return self._refuse(name, _NOTHING)
        try:
            # Decoding takes a second, and a disk may take longer: nobody else's change waits for it.
            with self.request.outside_transaction():
                picture = keep(content)
        except PictureRefused as error:
            return self._refuse(name, error.message)
        return self._decide(name, picture)

    def _decide(self, name: str, picture: StoredPicture | None) -> Response:
        self.decisions.decide({name: picture}, self.request.actor)
        return self.redirect_to(f"admin.{LOOK.route}", flash=N_("The settings are saved."))

    def _refuse(self, name: str, message: Message) -> Response:
        form = PictureForm(prefix=name, meta={"locale": self.request.locale})
        form.refuse("file", message)
        return self.page(LOOK, self.stored(LOOK), status=422, **{name: form})
