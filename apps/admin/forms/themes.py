"""Forms about the look of the readers' pages."""

from wtforms import SelectField

from core.web.forms import Form


class ThemeForm(Form):
    """Which theme; empty for our own look."""

    theme = SelectField(choices=[])
