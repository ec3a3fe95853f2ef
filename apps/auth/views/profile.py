"""The own profile: what readers are told of somebody, and the language of their pages."""

from apps.auth.forms import ProfileForm
from apps.auth.services.accounts import AccountService
from apps.auth.views.one_form import OneForm
from apps.auth.views.this_device import this_device
from core.errors import Unprocessable
from core.i18n import N_
from core.limits import WRITE
from core.permissions import can
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class ProfileViews(OneForm):
    """Show and change the own profile."""

    form_class = ProfileForm
    accounts = uses(AccountService)

    @route.get("/profile", name="profile", can="account.own")
    def edit(self) -> Response:
        """Show the profile."""
        person = self.request.user
        profile = {"display_name": person.display_name, "bio": person.bio, "language": person.language or ""}
        return self.page(self.form(ProfileForm, data=profile))

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
        return self.redirect_to("auth.profile", flash=N_("Saved."))

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the profile's page."""
        person = this_device(self.request).user
        return self.render(
            "auth/profile.html", status=status, form=form, person=person, writes=can(person, "desk.view")
        )
