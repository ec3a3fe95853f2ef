"""Signing in with a password."""

import math

from apps.auth.forms import LoginForm
from apps.auth.models import User
from apps.auth.services.accounts import AccountService
from apps.auth.services.credentials import CredentialService
from apps.auth.services.known_devices import sign_in_subjects
from apps.auth.services.passwords import hash_password, is_outdated, verify_password
from apps.auth.views.landing import landing
from apps.auth.views.signing_in import SigningIn
from core.audit import Actor, AuditService
from core.errors import TooManyRequests, Unprocessable
from core.i18n import N_
from core.limits import SIGN_IN, LimitService
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

_WRONG = N_("User name and password don't fit together.")


class LoginViews(SigningIn):
    """Let people in."""

    form_class = LoginForm
    accounts = uses(AccountService)
    credentials = uses(CredentialService)
    limits = uses(LimitService)

    @route.get("/login", name="login", public=("next",), cacheable=False)
    def new(self) -> Response:
        """Show the form; whoever is signed in already goes on."""
        wanted = self.request.query.get("next", "")
        if self.request.user is not None:
            return self.redirect(landing(self.request, self.request.user, wanted))
        return self.page(self.form(LoginForm, data={"next": wanted}))

    @route.post("/login", name="sign_in", public=(), cacheable=False)
    def create(self) -> Response:
        """Sign somebody in; the answer to a wrong name and to a wrong password is the same, and as slow."""
        form = self.form(LoginForm)
        if not form.validate():
            return self.page(form, Unprocessable.status)
        login, password = str(form.login.data), str(form.password.data)
        found = self.accounts.find_by_name_or_email(login)
        subjects = sign_in_subjects(login, self.request.ip, device=self.known_device(found))
        self._count(subjects)
        user = self._checked(found, password)
        if user is None:
            self._note_failure(found)
            raise Unprocessable(_WRONG)
        for subject in subjects:
            if not subject.startswith("network:"):
                self.limits.forgive(SIGN_IN, subject)
        self.open_device(user, remember=form.remember.data)
        return self.redirect(landing(self.request, user, str(form.next.data or "")))

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the sign-in page."""
        return self.render("auth/login.html", status=status, form=form)

    def _count(self, subjects: list[str]) -> None:
        """Count a try before any hashing; raise TooManyRequests that says how long to wait."""
        try:
            for subject in subjects:
                self.request.limit(SIGN_IN, subject)
        except TooManyRequests as error:
            wait = math.ceil(error.retry_after / 60)
            message = N_("Too many tries. Please wait %(minutes)s min, then try again.", minutes=wait)
            raise TooManyRequests(message, retry_after=error.retry_after) from error

    def _checked(self, found: User | None, password: str) -> User | None:
        """Return the account if the password is its own, as it is once the hashing is done."""
        stored = found.password_hash if found is not None and found.is_active else None
        with self.request.outside_transaction():
            fits = verify_password(stored, password)
            renewed = hash_password(password) if fits and stored and is_outdated(stored) else None
        if not fits or found is None:
            return None
        user = self.credentials.confirm(found.id, stored)
        if user is not None and renewed is not None:
            user.password_hash = renewed
        return user

    def _note_failure(self, found: User | None) -> None:
        """Note a failed try. The name stands there only if it is one: people type passwords into the wrong field."""
        request = self.request
        actor = Actor(None, found.name if found else "", request.ip, request.id)
        about = ("user", found.id) if found else None
        request.record(lambda db: AuditService(db).note("auth.sign_in_failed", actor, about=about))
