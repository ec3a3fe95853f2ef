"""What the owner decides about the site: the base of all sections, the general one, and what readers find."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from wtforms.widgets import CheckboxInput, ListWidget

from core.i18n import LANGUAGES, N_
from core.site_settings import TIME_ZONES, SiteSettings
from core.web.fields import AtMost, Needed, line
from core.web.forms import Form
from core.web.setting_fields import Between, ChoiceField


class SectionForm(Form):
    """One section; its fields bear the names of the settings."""

    @classmethod
    def shown(cls, settings: SiteSettings) -> dict[str, Any]:
        """Return what the fields show of the settings, by their names."""
        return {each.name: getattr(settings, each.name) for each in dataclasses.fields(settings)}

    def changes(self) -> dict[str, Any]:
        """Return what the section decides, by the names of the settings."""
        return dict(self.data)

    def lacks_any_of(self, sent: Mapping[str, Any]) -> bool:
        """Tell whether a field is missing that every browser sends: what is missing would be emptied."""
        silent = (wtforms.BooleanField, wtforms.SelectMultipleField, wtforms.FieldList)
        return any(field.name not in sent for field in self if not isinstance(field, silent))


class GeneralForm(SectionForm):
    """What the site is called, and how it speaks."""

    title = wtforms.StringField(
        N_("Title"), filters=[line], validators=[Needed(N_("A site needs a title.")), AtMost(100)]
    )
    description = wtforms.StringField(
        N_("Description"),
        description=N_("One line, above the newest posts and in search engines."),
        filters=[line],
        validators=[AtMost(300)],
    )
    language = ChoiceField(
        N_("Language"), description=N_("Of the site itself; each post has its own."), offered=dict(LANGUAGES)
    )
    languages = wtforms.SelectMultipleField(
        N_("Languages that readers can choose"),
        description=N_(
            "Menus, dates and buttons then follow what a reader chose, or what the browser asks for. Tick none, and "
            "all readers get the site's language."
        ),
        choices=dict(LANGUAGES),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    timezone = ChoiceField(
        N_("Time zone"),
        description=N_("In which dates are shown."),
        offered={zone: zone.replace("_", " ") for zone in TIME_ZONES},
    )

    def changes(self) -> dict[str, Any]:
        """Return what the section decides; one language alone is no choice."""
        offered = tuple(code for code in LANGUAGES if code in {*(self.languages.data or ()), self.language.data})
        return {**self.data, "languages": offered if len(offered) > 1 else ()}


class ReadingForm(SectionForm):
    """What readers find on lists and in feeds, and what addresses are made of."""

    home_page = ChoiceField(N_("Home page"), description=N_("The newest posts, or one of the site's pages."))
    list_text = ChoiceField(
        N_("Lists show"), offered={"excerpt": N_("the beginning of each post"), "full": N_("all of each post")}
    )
    posts_per_page = wtforms.IntegerField(N_("Posts on a page"), validators=[Between(1, 50)])
    feed_size = wtforms.IntegerField(N_("Posts in a feed"), validators=[Between(1, 100)])
    slug_style = ChoiceField(
        N_("Addresses of new posts"),
        description=N_("How an address is made from a title. Those of published posts stay as they are."),
        offered={
            "unicode": N_("as the title is written: /网络安全"),
            "pinyin": N_("Chinese in pinyin: /wang-luo-an-quan"),
            "id": N_("a few letters and digits: /k7m2xq9t"),
        },
    )

    def offer_pages(self, pages: Iterable[tuple[str, str]], present: str) -> None:
        """Let the home page be one of these, by slug and title; the present one stays, whatever became of it."""
        offered: dict[str, Any] = {"": N_("the newest posts"), **dict(pages)}
        self.home_page.offer(offered if present in offered else {**offered, present: present})
