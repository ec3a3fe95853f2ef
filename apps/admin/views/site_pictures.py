"""Logo and icon of the site: uploaded, replaced, taken away."""

from collections.abc import Callable

from apps.admin.services.site_pictures import SitePictures
from apps.admin.views.sections import LOOK, SectionView
from core.i18n import N_, Message
from core.limits import UPLOAD, WRITE
from core.pictures import PictureRefused
from core.site_settings import StoredPicture
from core.web.response import Response
from core.web.route import route
from core.web.uploads import FORM_WITH_PICTURE, PictureForm, look_again, sent_picture


class SitePictureViews(SectionView):
    """Take the pictures that stand on every page."""

    @route.post("/settings/logo", name="logo_update", can="settings.edit", limit=UPLOAD, body_limit=FORM_WITH_PICTURE)
    def update_logo(self) -> Response:
        """Show the upload beside or in place of the site's name."""
        return self._update("logo", SitePictures(self.request.site.storage).logo)

    @route.post("/settings/logo/remove", name="logo_remove", can="settings.edit", limit=WRITE)
    def remove_logo(self) -> Response:
        """Show the site's name alone."""
        return self._decide("logo", None)

    @route.post("/settings/icon", name="icon_update", can="settings.edit", limit=UPLOAD, body_limit=FORM_WITH_PICTURE)
    def update_icon(self) -> Response:
        """Let browsers and telephones show the upload for the site."""
        return self._update("icon", SitePictures(self.request.site.storage).icon)

    @route.post("/settings/icon/remove", name="icon_remove", can="settings.edit", limit=WRITE)
    def remove_icon(self) -> Response:
        """Let them show ours again."""
        return self._decide("icon", None)

    def _update(self, name: str, keep: Callable[[bytes], StoredPicture]) -> Response:
        try:
            content = sent_picture(self.request, self._form(name))
            # Decoding takes a second, and a disk may take longer: nobody else's change waits for it.
            with self.request.outside_transaction():
                picture = keep(content)
            look_again(self.request, picture.name)
        except PictureRefused as error:
            return self._refuse(name, error.message)
        return self._decide(name, picture)

    def _decide(self, name: str, picture: StoredPicture | None) -> Response:
        self.decisions.decide({name: picture}, self.request.actor)
        return self.redirect_to(f"admin.{LOOK.route}", flash=N_("The settings are saved."))

    def _refuse(self, name: str, message: Message) -> Response:
        form = self._form(name)
        form.refuse("file", message)
        return self.page(LOOK, self.stored(LOOK), status=422, **{name: form})

    def _form(self, name: str) -> PictureForm:
        return PictureForm(prefix=name, meta={"locale": self.request.locale})
