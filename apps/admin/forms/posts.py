"""What is filled in at the desk for a post or a page."""

from collections.abc import Container, Iterable
from typing import Any, Final

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from core.i18n import N_, Message
from core.languages import LANGUAGES, language
from core.web.fields import AtMost, CountField, MomentField, NamesField, NumberField, line, text
from core.web.forms import CreatingForm, Form

#: What the columns hold; the slug grows by a number where it is taken.
TITLE_LENGTH, SUMMARY_LENGTH, SLUG_LENGTH, NAME_LENGTH, ADDRESS_LENGTH, ALT_LENGTH = 255, 1000, 100, 100, 1000, 300
#: A long novel; what a form may hold in bytes ends sooner for most writing systems.
SOURCE_LENGTH = 300_000
PASSWORD_LENGTH = 128
#: Sides of a picture in pixels; parts of a series and places in a menu.
MOST_PIXELS, MOST_PLACES = 20_000, 9999
#: Languages a post can be written in, by BCP 47 tag.
POST_LANGUAGES = {tag: language.name for tag, language in LANGUAGES.items()}
#: Who can read a text, from all to few.
_READERS: Final[dict[str, Message]] = {
    "public": N_("Everybody"),
    "unlisted": N_("Who knows the address (no list names it)"),
    "members": N_("Members: who is signed in"),
    "password": N_("Who knows its password"),
    "private": N_("Its authors and the editors"),
}
#: What only one of the two kinds has.
_OF_POSTS: Final = ("pinned", "series", "series_part")
_OF_PAGES: Final = ("in_menu", "position")
#: What only editors decide.
_OF_EDITORS: Final = ("pinned", "authors")


def _readers(form: Any, field: Any) -> list[SelectChoice]:  # noqa: ARG001 - WTForms' signature
    return [SelectChoice(value, field.gettext(label)) for value, label in _READERS.items()]


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
    translation_of = wtforms.StringField(
        N_("Translation of"),
        description=N_("The address of the same text in another language; you must be able to edit that too."),
        filters=[line],
        validators=[AtMost(ADDRESS_LENGTH)],
    )
    unpublished_at = MomentField(N_("Take back at"), description=N_("Left empty, it stays."))
    series = wtforms.StringField(
        N_("Series"),
        description=N_("What several posts have as their common name, to be read one after the other."),
        filters=[line],
        validators=[AtMost(NAME_LENGTH)],
    )
    series_part = CountField(
        N_("Part"), description=N_("Left empty, the parts follow each other by date."), most=MOST_PLACES
    )
    cover_url = wtforms.StringField(
        N_("Cover picture"),
        description=N_("Its address; it needs its size too, so that nothing jumps when it comes."),
        filters=[line],
        validators=[AtMost(ADDRESS_LENGTH)],
    )
    cover_width = CountField(N_("Width in pixels"), most=MOST_PIXELS)
    cover_height = CountField(N_("Height in pixels"), most=MOST_PIXELS)
    cover_alt = wtforms.StringField(
        N_("What the picture shows"),
        description=N_("For those who don't see it."),
        filters=[line],
        validators=[AtMost(ALT_LENGTH)],
    )
    visibility = wtforms.SelectField(N_("Who can read it"), choices=_readers, default="public")
    password = wtforms.StringField(
        N_("Password"),
        description=N_("Only for a text with a password. Left empty, the one it has stays."),
        validators=[AtMost(PASSWORD_LENGTH)],
    )
    pinned = wtforms.BooleanField(N_("Keep it on top of the home page"))
    in_menu = wtforms.BooleanField(N_("Name it in the menu"), default=True)
    position = CountField(
        N_("Place in the menu"), description=N_("Pages with smaller numbers come first."), most=MOST_PLACES
    )
    authors = NamesField(
        N_("Authors"),
        description=N_("Their user names with commas between them, in the order in which they sign."),
        most=20,
        length=NAME_LENGTH,
    )

    correction = wtforms.BooleanField(N_("Tell readers that this corrects what they have read"))

    def offer_language(self, tag: str) -> None:
        """Let the post keep a language that it came with from elsewhere."""
        if tag not in POST_LANGUAGES:
            self.language.choices = {**POST_LANGUAGES, tag: language(tag).name}

    def suit(self, *, is_page: bool, arranges: bool) -> None:
        """Leave out what this kind of text hasn't got, and what this person doesn't decide."""
        for name in (*(_OF_POSTS if is_page else _OF_PAGES), *(() if arranges else _OF_EDITORS)):
            if name in self:
                del self[name]

    def typed(self, names: Iterable[str], sent: Container[str]) -> dict[str, Any]:
        """Return what was typed into those of the fields that the page had: one of an older release has fewer.

        A box that isn't ticked isn't sent; the choice of readers stands beside all of them, and is.
        """
        has_boxes = self.visibility.name in sent

        def was_there(field: wtforms.Field) -> bool:
            return has_boxes if isinstance(field, wtforms.BooleanField) else field.name in sent

        return {name: self[name].data for name in names if name in self and was_there(self[name])}

    @property
    def is_empty(self) -> bool:
        """Tell whether there is neither title nor text."""
        return not self.title.data and not (self.source.data or "").strip()


class PreviewLinkForm(Form):
    """Which preview link is meant."""

    link = NumberField()
