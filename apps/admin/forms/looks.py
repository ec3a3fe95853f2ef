"""How the site looks: colours, logo and icon, its own CSS."""

from typing import Any

import wtforms
from wtforms.widgets import ColorInput

from apps.admin.forms.sections import SectionForm
from core.i18n import N_
from core.site_settings import SiteSettings
from core.web.accent import COLOUR, LIGHT_ACCENT
from core.web.fields import AtMost, text, trimmed
from core.web.own_css import MOST as MOST_CSS, find_fault
from core.web.setting_fields import ChoiceField


class LookForm(SectionForm):
    """Colours and paragraphs."""

    color_scheme = ChoiceField(
        N_("Light or dark"),
        offered={"system": N_("as each reader's device asks"), "light": N_("always light"), "dark": N_("always dark")},
    )
    accent = wtforms.StringField(
        N_("Accent"),
        description=N_("The colour of links and buttons. It is made as dark or as light as reading needs."),
        widget=ColorInput(),
        filters=[trimmed],
    )
    theme_accent = wtforms.BooleanField(N_("Use the theme's own accent again"))
    indent_paragraphs = wtforms.BooleanField(
        N_("Begin paragraphs of Chinese texts two characters in, without a gap between them")
    )

    @classmethod
    def shown(cls, settings: SiteSettings) -> dict[str, Any]:
        """Return what the fields show: our colour where there is none, which browsers would show black."""
        return {**super().shown(settings), "accent": settings.accent or LIGHT_ACCENT}

    def validate_accent(self, field: wtforms.Field) -> None:
        """Refuse what is no colour."""
        if not self.theme_accent.data and not COLOUR.fullmatch(field.data or ""):
            raise wtforms.ValidationError(N_("A colour looks like #0a6560."))

    def changes(self) -> dict[str, Any]:
        """Return what the section decides; the theme's own accent is none."""
        changes = {name: value for name, value in self.data.items() if name != "theme_accent"}
        accent = "" if self.theme_accent.data else (self.accent.data or "").lower()
        return {**changes, "accent": "" if accent == LIGHT_ACCENT else accent}


class CSSForm(SectionForm):
    """The site's own CSS."""

    own_css = wtforms.TextAreaField(
        N_("Own CSS"),
        description=N_(
            "It comes after the theme's, on readers' pages only. 20,000 characters; nothing from elsewhere."
        ),
        filters=[text],
        validators=[AtMost(MOST_CSS)],
    )

    def validate_own_css(self, field: wtforms.Field) -> None:
        """Refuse what would load anything from another site."""
        fault = find_fault(field.data or "")
        if fault is not None:
            raise wtforms.ValidationError(fault)
