"""Choosing a password by a one-time link."""

from apps.auth.forms import ChoosePasswordForm
from apps.auth.models import User
from apps.auth.services.credentials import CredentialService
from apps.auth.services.links import RESET, LinkGone
from apps.auth.services.passwords import PasswordTooWeak, check_strength, hash_password
from apps.auth.views.landing import landing
from apps.auth.views.signing_in import SigningIn
from core.errors import NotFound, Unprocessable
from core.i18n import N_
from core.limits import RESET as RESET_LIMIT
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

_DONE = N_("Your password is saved. You are signed in on this device only.")


class ResetViews(SigningIn):
    """Let somebody with a link choose a password."""

    form_class = ChoosePasswordForm
    credentials = uses(CredentialService)

    @route.get("/reset/<token>", name="reset", public=(), cacheable=False, secret=True)
    def edit(self, token: str) -> Response:  # noqa: ARG002 - page() reads it from the path
        """Ask for the password; looking uses nothing up, since mail programs look too."""
        return self.page(self.form(ChoosePasswordForm))

    @route.post("/reset/<token>", name="choose_password", public=(), cacheable=False, secret=True, limit=RESET_LIMIT)
    def update(self, token: str) -> Response:
        """Save the password, end every other device and sign in."""
        person = self.credentials.find_by_link(token)
        if person is None:
            return self._gone()
        form = self.form(ChoosePasswordForm)
        if not form.validate() or not self._is_strong(form, person):
            return self.page(form, Unprocessable.status)
        request, password = self.request, str(form.password.data)
        with request.outside_transaction():
            password_hash = hash_password(password)
        try:
            user = self.credentials.choose(token, password_hash, ip=request.ip, request_id=request.id)
        except LinkGone:
            return self._gone()
        self.open_device(user)
        return self.redirect(landing(request, user, ""), flash=_DONE)

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the page that asks for a password, or the one for a link that no longer works."""
        token = self.request.args["token"]
        person = self.credentials.find_by_link(token)
        if person is None:
            return self._gone()
        return self.render("auth/reset.html", status=status, form=form, person=person, token=token)

    def _is_strong(self, form: ChoosePasswordForm, person: User) -> bool:
        known = (person.display_name, self.request.settings.title)
        try:
            check_strength(str(form.password.data), name=person.name, email=person.email or "", known=known)
        except PasswordTooWeak as error:
            form.refuse("password", error.message)
        return not form.errors

    def _gone(self) -> Response:
        return self.render("auth/token_gone.html", status=NotFound.status, purpose=RESET)
