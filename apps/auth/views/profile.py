"""The own profile: what readers are told and shown of somebody, and the language of their pages."""

from apps.auth.forms import ProfileForm
from apps.auth.models import User
from apps.auth.services.accounts import AccountService
from apps.auth.services.portraits import Portraits
from apps.auth.views.one_form import OneForm
from apps.auth.views.this_device import this_device
from core.errors import AppError, Unprocessable
from core.i18n import N_
from core.limits import UPLOAD, WRITE
from core.permissions import can
from core.pictures import PictureRefused
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.uploads import FORM_WITH_PICTURE, PictureForm, look_again, sent_picture
from core.web.view import uses

_SAVED = N_("Saved.")
_PREFIX = "portrait"


class ProfilePage(OneForm):
    """The page of the profile, whatever of it was sent."""

    form_class = ProfileForm
    accounts = uses(AccountService)

    def page(self, form: Form, status: int = 200, *, portrait: Form | None = None) -> Response:
        """Return the page; `portrait` says what was wrong with a picture."""
        person = this_device(self.request).user
        return self.render(
            "auth/profile.html",
            status=status,
            form=form,
            portrait_form=portrait or self._picture_form(),
            person=person,
            writes=can(person, "desk.view"),
        )

    def _picture_form(self) -> PictureForm:
        return PictureForm(prefix=_PREFIX, meta={"locale": self.request.locale})

    def _stored(self) -> ProfileForm:
        person = this_device(self.request).user
        profile = {"display_name": person.display_name, "bio": person.bio, "language": person.language or ""}
        return ProfileForm(data=profile, meta={"locale": self.request.locale})


class ProfileViews(ProfilePage):
    """Show and change what somebody says of themselves."""

    @route.get("/profile", name="profile", can="account.own")
    def edit(self) -> Response:
        """Show the profile."""
        return self.page(self._stored())

    @route.post("/profile", name="profile_update", can="account.own", limit=WRITE)
    def update(self) -> Response:
        """Save it; the sentence that says so is in the language just chosen."""
        form = self.form(ProfileForm)
        if not form.validate():
            return self.page(form, Unprocessable.status)
        self.accounts.update_profile(
            self.request.user,
            display_name=str(form.display_name.data),
            language=form.language.data or None,
            bio=form.bio.data,  # None where the page doesn't ask for it
        )
        return self.redirect_to("auth.profile", flash=_SAVED)


class PortraitViews(ProfilePage):
    """Take the picture that stands beside somebody's name, and take it away again."""

    @route.post(
        "/profile/portrait", name="portrait_update", can="desk.view", limit=UPLOAD, body_limit=FORM_WITH_PICTURE
    )
    def update(self) -> Response:
        """Show the upload beside what somebody writes; only those who may write have pages that show it."""
        content = sent_picture(self.request, self._picture_form())
        # Decoding takes a second, and a disk may take longer: nobody else's change waits for it.
        with self.request.outside_transaction():
            name = Portraits(self.request.site.storage).keep(content)
        look_again(self.request, name)
        return self._show(name)

    @route.post("/profile/portrait/remove", name="portrait_remove", can="account.own", limit=WRITE)
    def remove(self) -> Response:
        """Show their name alone."""
        return self._show(None)

    def again(self) -> Form:
        """Return the profile as it is: nothing of it was sent."""
        return self._stored()

    def refused(self, error: AppError) -> Response | None:
        """Say beside the field what is wrong with a picture, and above the profile whatever else is."""
        if not isinstance(error, PictureRefused):
            return super().refused(error)
        form = self._picture_form()
        form.refuse("file", error.message)
        return self.page(self._stored(), error.status, portrait=form)

    def _show(self, name: str | None) -> Response:
        person: User = self.accounts.get(this_device(self.request).user.id)
        self.accounts.set_portrait(person, name)
        return self.redirect_to("auth.profile", flash=_SAVED)
