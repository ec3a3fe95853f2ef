"""Changing the own password by the old one."""

from apps.auth.forms import ChangePasswordForm
from apps.auth.models import User
from apps.auth.services.credentials import CredentialService
from apps.auth.services.passwords import PasswordTooWeak, check_strength, hash_password, verify_password
from apps.auth.views.signing_in import SigningIn
from apps.auth.views.this_device import this_device
from core.errors import Unprocessable
from core.i18n import N_
from core.limits import SIGN_IN
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

_WRONG = N_("This is not your present password.")
_DONE = N_("Your new password is saved. All other devices are signed out.")


class PasswordViews(SigningIn):
    """Let somebody who knows the old password choose another."""

    form_class = ChangePasswordForm
    credentials = uses(CredentialService)

    @route.get("/password", name="password", can="account.own")
    def edit(self) -> Response:
        """Ask for the old password and the new one."""
        return self.page(self.form(ChangePasswordForm))

    @route.post("/password", name="change_password", can="account.own", limit=SIGN_IN)
    def update(self) -> Response:
        """Save the new password; this device goes on under a new session, all others end."""
        request, form = self.request, self.form(ChangePasswordForm)
        if not form.validate() or not self._is_strong(form):
            return self.page(form, Unprocessable.status)
        remember = this_device(request).cookie_age is not None
        user, password_hash = self._checked(form)
        if user is None or password_hash is None:
            form.refuse("old", _WRONG)
            return self.page(form, Unprocessable.status)
        self.credentials.change(user, password_hash, actor=request.actor)
        self.open_device(user, remember=remember)
        return self.redirect_to("auth.account", flash=_DONE)

    def _checked(self, form: ChangePasswordForm) -> tuple[User | None, str | None]:
        """Return the account as it is after the hashing, and the new hash; None where the old password is wrong."""
        stored = self.request.user.password_hash
        with self.request.outside_transaction():
            fits = verify_password(stored, str(form.old.data))
            password_hash = hash_password(str(form.password.data)) if fits else None
        return (self.credentials.confirm(self.request.user.id, stored), password_hash) if fits else (None, None)

    def _is_strong(self, form: ChangePasswordForm) -> bool:
        user = self.request.user
        known = (user.display_name, self.request.settings.title)
        try:
            check_strength(str(form.password.data), name=user.name, email=user.email or "", known=known)
        except PasswordTooWeak as error:
            form.refuse("password", error.message)
        return not form.errors

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the page that asks for both passwords."""
        return self.render("auth/password.html", status=status, form=form, person=this_device(self.request).user)
