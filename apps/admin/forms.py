"""What is filled in at the desk: posts, and the site's settings."""

import wtforms

from core.i18n import LANGUAGES, N_, TAGS
from core.site_settings import TIME_ZONES
from core.web.fields import AtMost, MomentField, NamesField, Needed, NumberField, line, text
from core.web.forms import CreatingForm, Form

#: What the columns hold; the slug grows by a number where it is taken.
TITLE_LENGTH, SUMMARY_LENGTH, SLUG_LENGTH, NAME_LENGTH = 255, 1000, 100, 100
#: A long novel; what a form may hold in bytes ends sooner for most writing systems.
SOURCE_LENGTH = 300_000
#: Languages a post can be written in, by BCP 47 tag.
POST_LANGUAGES = {TAGS[code]: name for code, name in LANGUAGES.items()}


def _trimmed(typed: str | None) -> str | None:
    return None if typed is None else typed.strip()


class PostForm(CreatingForm):
    """A post or a page as its author edits it."""

    #: The version that was on the screen; 0 fits no saved post, so it leads to the page with both texts.
    version = NumberField()
    title = wtforms.StringField(N_("Title"), filters=[line], validators=[AtMost(TITLE_LENGTH)])
    source = wtforms.TextAreaField(N_("Text"), filters=[text], validators=[AtMost(SOURCE_LENGTH)])
    slug = wtforms.StringField(
        N_("Address"),
        description=N_("The last part of the link. Left empty, it is made from the title."),
        filters=[line],
        validators=[AtMost(SLUG_LENGTH)],
    )
    published_at = MomentField(N_("Publish at"), description=N_("Left empty, readers see it as soon as you publish."))
    tags = NamesField(N_("Tags"), description=N_("With commas between them."), most=30, length=NAME_LENGTH)
    categories = NamesField(
        N_("Categories"),
        description=N_("With commas between them, the main one first."),
        most=10,
        length=NAME_LENGTH,
    )
    summary = wtforms.TextAreaField(
        N_("Summary"),
        description=N_("The line under the title, also shown by search engines."),
        filters=[line],
        validators=[AtMost(SUMMARY_LENGTH)],
    )
    language = wtforms.SelectField(N_("Language"), choices=POST_LANGUAGES)

    correction = wtforms.BooleanField(N_("Tell readers that this corrects what they have read"))

    def offer_language(self, tag: str) -> None:
        """Let the post keep a language that it came with from elsewhere."""
        if tag not in POST_LANGUAGES:
            self.language.choices = {**POST_LANGUAGES, tag: tag}

    @property
    def is_empty(self) -> bool:
        """Tell whether there is neither title nor text."""
        return not self.title.data and not (self.source.data or "").strip()


class SettingsForm(Form):
    """What the owner decides about the site."""

    title = wtforms.StringField(
        N_("Title"), filters=[line], validators=[Needed(N_("A site needs a title.")), AtMost(100)]
    )
    description = wtforms.StringField(N_("Description"), filters=[line], validators=[AtMost(300)])
    language = wtforms.SelectField(N_("Language"), choices=dict(LANGUAGES))
    timezone = wtforms.SelectField(N_("Time zone"), choices={zone: zone.replace("_", " ") for zone in TIME_ZONES})
    footer = wtforms.TextAreaField(N_("Footer"), filters=[text, _trimmed], validators=[AtMost(1000)])
