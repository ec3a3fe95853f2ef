"""The forms of the account pages: signing in, setting up, passwords, profile."""

from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length

from core.i18n import LANGUAGES, N_, Message
from core.site_settings import TIME_ZONES
from core.web.fields import AtMost, line, text, trimmed
from core.web.forms import Form

_MISSING = N_("Please fill this in.")
#: More than any password has: what is wrong with one is the service's to say.
_LONGEST_PASSWORD = 1024
#: Characters of what somebody says of themselves.
BIO_LENGTH = 1000


def _text(label: Message, longest: int, field: type[StringField] = StringField) -> Any:
    return field(label, filters=[line], validators=[DataRequired(_MISSING), Length(max=longest)])


def _password(label: Message) -> Any:
    return PasswordField(label, validators=[InputRequired(_MISSING), Length(max=_LONGEST_PASSWORD)])


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


def _language_or_none(form: Form, field: Any) -> list[SelectChoice]:  # noqa: ARG001 - WTForms' signature
    return [SelectChoice("", field.gettext(_AS_ASKED)), *_languages()]


#: What no choice of a language means.
_AS_ASKED = N_("As my browser asks for")


class LoginForm(Form):
    """Who signs in, and with what."""

    login = _text(N_("User name or e-mail"), 254)
    password = _password(N_("Password"))
    remember = BooleanField(N_("Keep me signed in on this device"))
    #: The page that asked for a sign-in.
    next = HiddenField()


class SetupForm(Form):
    """What the first administrator says of the site and of themselves."""

    title = _text(N_("Title of the site"), 100)
    language = SelectField(N_("Language"), choices=_languages())
    timezone = SelectField(N_("Time zone"), choices=[SelectChoice(zone, zone.replace("_", " ")) for zone in TIME_ZONES])
    display_name = _text(N_("Your name"), 120)
    email = _text(N_("E-mail"), 254, EmailField)
    password = _password(N_("Password"))


class ChoosePasswordForm(Form):
    """A password, by a link."""

    password = _password(N_("New password"))


class ChangePasswordForm(Form):
    """A new password, by the old one."""

    old = _password(N_("Present password"))
    password = _password(N_("New password"))


class ProfileForm(Form):
    """What a person says of themselves."""

    display_name = _text(N_("Your name"), 120)
    bio = TextAreaField(
        N_("About you"),
        description=N_("A few lines, shown on your author page and below your posts."),
        filters=[text, trimmed],
        validators=[AtMost(BIO_LENGTH)],
    )
    language = SelectField(
        N_("Language of these pages"),
        choices=_language_or_none,
    )
