"""What readers fill in."""

import wtforms

from core.i18n import N_
from core.web.fields import AtMost, Needed
from core.web.forms import Form


class UnlockForm(Form):
    """The password of one text."""

    password = wtforms.PasswordField(N_("Password"), validators=[Needed(N_("Please type the password.")), AtMost(128)])
