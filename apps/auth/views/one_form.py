"""A page around one form: what was typed stays when the request is refused."""

from http import HTTPStatus
from typing import ClassVar

from core.errors import AppError
from core.i18n import N_
from core.web.csrf import FormExpired
from core.web.forms import Form
from core.web.response import Response
from core.web.view import View

_EXPIRED = N_("This page was open for too long. Please send it again.")


class OneForm(View):
    """A view around one form."""

    form_class: ClassVar[type[Form]]

    def page(self, form: Form, status: int = 200) -> Response:
        """Return the page with the form on it."""
        raise NotImplementedError

    def again(self) -> Form:
        """Return the form with what was typed into it."""
        return self.form(self.form_class)

    def refused(self, error: AppError) -> Response | None:
        """Show the form again with the reason above it; passwords are the only thing to type once more."""
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        form = self.again()
        message = _EXPIRED if isinstance(error, FormExpired) else error.message
        form.form_errors = [self.request.locale.translate(message)]
        return self.page(form, error.status)
