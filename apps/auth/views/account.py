"""The own account: what it is, and what its owner may change."""

from apps.auth.forms import ProfileForm
from apps.auth.services.accounts import AccountService
from apps.auth.services.devices import DeviceService
from apps.auth.views.one_form import OneForm
from apps.auth.views.this_device import this_device
from core.errors import Unprocessable
from core.i18n import N_
from core.limits import WRITE
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class AccountViews(OneForm):
    """Show the own account and change its profile."""

    form_class = ProfileForm
    accounts = uses(AccountService)
    devices = uses(DeviceService)

    @route.get("/", name="account", can="account.own")
    def show(self) -> Response:
        """Show the account with its profile to edit."""
        person = self.request.user
        profile = {"display_name": person.display_name, "language": person.language or ""}
        return self.page(self.form(ProfileForm, data=profile))

    @route.post("/", name="account_update", can="account.own", limit=WRITE)
    def update(self) -> Response:
        """Save name and language; the sentence that says so is in the language just chosen."""
        form = self.form(ProfileForm)
        if not form.validate():
            return self.page(form, Unprocessable.status)
        self.accounts.update_profile(
            self.request.user, display_name=str(form.display_name.data), language=form.language.data or None
        )
        return self.redirect_to("auth.account", flash=N_("Saved."))

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the account's page."""
        person = this_device(self.request).user
        devices = len(self.devices.list_for(person.id))
        return self.render("auth/account.html", status=status, form=form, person=person, devices=devices)
