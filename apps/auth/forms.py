"""The forms of the account pages: signing in, setting up, passwords, profile."""

from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.i18n import LANGUAGES, N_
from core.site_settings import TIME_ZONES
from core.web.forms import Form


def _required(longest: int) -> list[Any]:
    return [InputRequired(N_("Please fill this in.")), Length(max=longest)]


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


#: More than any password has: what is wrong with one is the service's to say.
_LONGEST_PASSWORD = 1024


class LoginForm(Form):
    """Who signs in, and with what."""

    login = StringField(N_("User name or e-mail"), filters=[_stripped], validators=_required(254))
    password = PasswordField(N_("Password"), validators=_required(_LONGEST_PASSWORD))
    remember = BooleanField(N_("Keep me signed in on this device"))
    #: The page that asked for a sign-in.
    next = HiddenField()


class SetupForm(Form):
    """What the first administrator says of the site and of themselves."""

    title = StringField(N_("Title of the site"), filters=[_stripped], validators=_required(120))
    language = SelectField(N_("Language"), choices=list(LANGUAGES.items()))
    timezone = SelectField(N_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in TIME_ZONES])
    display_name = StringField(N_("Your name"), filters=[_stripped], validators=_required(120))
    email = EmailField(N_("E-mail"), filters=[_stripped], validators=_required(254))
    password = PasswordField(N_("Password"), validators=_required(_LONGEST_PASSWORD))


class ChoosePasswordForm(Form):
    """A password, by a link."""

    password = PasswordField(N_("New password"), validators=_required(_LONGEST_PASSWORD))


class ChangePasswordForm(Form):
    """A new password, by the old one."""

    old = PasswordField(N_("Present password"), validators=_required(_LONGEST_PASSWORD))
    password = PasswordField(N_("New password"), validators=_required(_LONGEST_PASSWORD))


class ProfileForm(Form):
    """What a person says of themselves."""

    display_name = StringField(N_("Your name"), filters=[_stripped], validators=_required(120))
    language = SelectField(N_("Language of these pages"), choices=[("", ""), *LANGUAGES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in the reader's language what no choice means."""
        super().__init__(*args, **kwargs)
        follow = self.language.gettext(N_("As my browser asks for"))
        self.language.choices = [("", follow), *LANGUAGES.items()]
