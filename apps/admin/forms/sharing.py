"""What search engines and counters of visits need."""

import re
from collections.abc import Mapping
from typing import Any, Final

import wtforms

from apps.admin.forms.sections import SectionForm
from core.i18n import N_
from core.site_settings import SiteSettings
from core.web.fields import AtMost, line, text, trimmed
from core.web.setting_fields import FullAddress, TagsField

MOST_FILES: Final = 12
#: Characters of a file at the root; the longest are lists of advertisers.
FILE_LENGTH: Final = 60_000
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}\.(?:html|txt|xml|json)", re.ASCII)
#: Files at the root that the site makes itself.
_OURS: Final = frozenset({"index.html", "robots.txt", "sitemap.xml"})


class RootFileForm(wtforms.Form):
    """A file at the root of the site."""

    name = wtforms.StringField(N_("Name of the file"), filters=[trimmed], validators=[AtMost(100)])
    content = wtforms.TextAreaField(N_("What it holds"), filters=[text], validators=[AtMost(FILE_LENGTH)])

    def validate_name(self, field: wtforms.Field) -> None:
        """Refuse what could be anything but a text of somebody else's."""
        name = field.data or ""
        if not name and (self.content.data or "").strip():
            raise wtforms.ValidationError(N_("The file needs a name."))
        if name.lower() in _OURS:
            raise wtforms.ValidationError(N_("The site makes %(name)s itself.", name=name))
        if name and not _FILE_NAME.fullmatch(name):
            raise wtforms.ValidationError(N_("A name looks like google1234.html or ads.txt."))


class SharingForm(SectionForm):
    """What search engines and counters of visits need."""

    verification = TagsField(
        N_("Verification tags"),
        description=N_("The <meta …> tags that search engines gave you, one a line. They stand on the home page."),
        most=12,
    )
    root_files = wtforms.FieldList(wtforms.FormField(RootFileForm), N_("Verification files"), max_entries=MOST_FILES)
    indexnow = wtforms.BooleanField(
        N_("Tell search engines at once when something is published or changed"),
        description=N_("Through IndexNow, which Bing, Yandex and others read. It tells them addresses, nothing else."),
    )
    analytics_src = wtforms.StringField(
        N_("Script that counts visits"),
        description=N_(
            "Its address, https://…. Readers' pages have no script otherwise: this one sees who reads what, and "
            "readers who block such scripts aren't counted. It doesn't run where somebody is signed in."
        ),
        filters=[line],
        validators=[AtMost(300), FullAddress()],
    )
    analytics_site = wtforms.StringField(
        N_("Your site's name or number there"),
        description=N_("Handed on as data-domain and data-website-id; leave it empty if the address says it all."),
        filters=[line],
        validators=[AtMost(100)],
    )

    @classmethod
    def shown(cls, settings: SiteSettings) -> dict[str, Any]:
        """Return what the fields show: a row for each file."""
        files = [{"name": name, "content": content} for name, content in settings.root_files.items()]
        return {**super().shown(settings), "root_files": files}

    def validate_root_files(self, field: wtforms.Field) -> None:
        """Refuse two files of one name."""
        names = [name.lower() for row in field.data if (name := row["name"])]
        if len(names) != len(set(names)):
            raise wtforms.ValidationError(N_("Two files have the same name."))

    def add_row(self) -> None:
        """Leave room for one more file."""
        if len(self.root_files) < MOST_FILES and (not len(self.root_files) or self.root_files[-1].data["name"]):
            self.root_files.append_entry()

    def lacks_any_of(self, sent: Mapping[str, Any]) -> bool:
        """Tell whether a field is missing, the first file's name among them: our page always has one."""
        return super().lacks_any_of(sent) or "root_files-0-name" not in sent

    def changes(self) -> dict[str, Any]:
        """Return what the section decides; a file without a name is none."""
        files = {row["name"]: row["content"] for row in self.root_files.data if row["name"]}
        return {**self.data, "root_files": files}
