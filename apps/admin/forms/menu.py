"""What stands at the head and at the foot of every page: menu, licence, filings, other addresses."""

import re
from collections.abc import Mapping
from typing import Any, Final

import wtforms

from apps.admin.forms.sections import SectionForm
from core.i18n import N_
from core.web.fields import AtMost, line, text, trimmed
from core.web.setting_fields import FullAddress, LinksField

#: "沪ICP备2021000001号-1", "京ICP证030173号"; and 14 digits of the police, with the province before them.
_ICP: Final = re.compile(r"\w{0,4}ICP[备证]\s?[0-9]{5,12}号(?:-[0-9]{1,4})?[A-Z]?", re.IGNORECASE)
_POLICE: Final = re.compile(r"\w{0,4}公网安备\s?[0-9]{11,16}号?")
#: Licences that people name without their address.
LICENCES: Final[Mapping[str, str]] = {
    **{
        f"CC {kind.upper()} 4.0": f"https://creativecommons.org/licenses/{kind.lower()}/4.0/"
        for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    },
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


class MenuForm(SectionForm):
    """What stands at the head and at the foot of every page."""

    menu = LinksField(
        N_("Menu"),
        description=N_(
            "One link a line: the words, a bar, the address, as in “About | /blog/pages/about”. Five fit beside the "
            "site's name. Left empty, it names the tags and the pages that say they belong there."
        ),
        most=10,
    )
    social = LinksField(
        N_("Elsewhere"),
        description=N_("Your other addresses, in the same way: “Mastodon | https://example.social/@me”."),
        most=12,
        paths=False,
    )
    footer = wtforms.TextAreaField(
        N_("Footer"),
        description=N_("Plain text at the foot of each page."),
        filters=[text, trimmed],
        validators=[AtMost(1000)],
    )
    licence = wtforms.StringField(
        N_("Licence"),
        description=N_("What others may do with the texts, such as “CC BY-SA 4.0” or “All rights reserved”."),
        filters=[line],
        validators=[AtMost(200)],
    )
    licence_url = wtforms.StringField(
        N_("Address of the licence"),
        description=N_("Left empty, we fill it in for a Creative Commons licence."),
        filters=[line],
        validators=[AtMost(500), FullAddress("http")],
    )
    icp = wtforms.StringField(
        N_("ICP filing number"), description=N_("As in 沪ICP备00000000号-1."), filters=[line], validators=[AtMost(60)]
    )
    police = wtforms.StringField(
        N_("Police filing number"),
        description=N_("As in 沪公网安备31010102000000号."),
        filters=[line],
        validators=[AtMost(60)],
    )

    def validate_icp(self, field: wtforms.Field) -> None:
        """Refuse what is no filing of the ministry."""
        if field.data and not _ICP.fullmatch(field.data):
            raise wtforms.ValidationError(N_("This doesn't look like an ICP filing: 沪ICP备00000000号-1."))

    def validate_police(self, field: wtforms.Field) -> None:
        """Refuse what is no filing of the police."""
        if field.data and not _POLICE.fullmatch(field.data):
            raise wtforms.ValidationError(N_("This doesn't look like a police filing: 沪公网安备31010102000000号."))

    def changes(self) -> dict[str, Any]:
        """Return what the section decides, with the address of a licence that everybody knows."""
        licence = (self.licence.data or "").upper()
        return {**self.data, "licence_url": self.licence_url.data or LICENCES.get(licence, "")}
