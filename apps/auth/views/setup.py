"""The first start: the page behind the one-time link that makes the first administrator."""

from apps.auth.forms import SetupForm
from apps.auth.services.accounts import EmailRefused, checked_email
from apps.auth.services.links import SETUP, LinkGone
from apps.auth.services.passwords import PasswordTooWeak, check_strength, hash_password
from apps.auth.services.setup import Answers, SetupService
from apps.auth.views.signing_in import SigningIn
from core.errors import NotFound, Unprocessable
from core.limits import SETUP as SETUP_LIMIT
from core.web.forms import Form
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

#: Where the readers of a language mostly are.
_ZONES = {"zh_CN": "Asia/Shanghai"}


class SetupViews(SigningIn):
    """Set the site up, once."""

    form_class = SetupForm
    setups = uses(SetupService)

    @route.get("/setup/<token>", name="setup", public=(), cacheable=False, secret=True)
    def new(self, token: str) -> Response:  # noqa: ARG002 - page() reads it from the path
        """Ask for what a site needs to begin, in the visitor's language."""
        language = self.request.locale.code
        given = {"language": language, "timezone": _ZONES.get(language, "UTC")}
        return self.page(self.form(SetupForm, data=given))

    @route.post("/setup/<token>", name="set_up", public=(), cacheable=False, secret=True, limit=SETUP_LIMIT)
    def create(self, token: str) -> Response:
        """Make the first administrator, sign them in and take them to the desk."""
        if not self.setups.is_open(token):
            return self._gone()
        form = self.form(SetupForm)
        if not self._is_good(form):
            return self.page(form, Unprocessable.status)
        request, password = self.request, str(form.password.data)
        with request.outside_transaction():
            password_hash = hash_password(password)
        try:
            user = self.setups.complete(token, _answers(form, password_hash), ip=request.ip, request_id=request.id)
        except LinkGone:
            return self._gone()
        for act in request.site.on_setup:
            act(request.db, user, str(user.language))
        self.open_device(user)
        return self.redirect_to("admin.home")

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the set-up page, or the one for a link that no longer works."""
        token = self.request.args["token"]
        if not self.setups.is_open(token):
            return self._gone()
        return self.render("auth/setup.html", status=status, form=form, token=token)

    def _is_good(self, form: SetupForm) -> bool:
        """Tell whether the answers will do; what is wrong stands beside each."""
        if not form.validate():
            return False
        try:
            checked_email(str(form.email.data))
        except EmailRefused as error:
            form.refuse("email", error.message)
        known = (str(form.title.data), str(form.display_name.data))
        try:
            check_strength(str(form.password.data), email=str(form.email.data), known=known)
        except PasswordTooWeak as error:
            form.refuse("password", error.message)
        return not form.errors

    def _gone(self) -> Response:
        return self.render("auth/token_gone.html", status=NotFound.status, purpose=SETUP)


def _answers(form: SetupForm, password_hash: str) -> Answers:
    return Answers(
        title=str(form.title.data),
        language=str(form.language.data),
        timezone=str(form.timezone.data),
        display_name=str(form.display_name.data),
        email=str(form.email.data),
        password_hash=password_hash,
    )
