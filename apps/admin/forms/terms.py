"""What is filled in about tags, categories and series."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import wtforms

from core.i18n import N_
from core.web.fields import AtMost, Needed, line
from core.web.forms import Form

NAME_LENGTH, SLUG_LENGTH, DESCRIPTION_LENGTH = 120, 100, 1000
#: Of a part in a series.
_LARGEST: Final = 100_000
#: What a category is moved in by in a list of choices, for each level.
_STEP: Final = "\N{EM SPACE}"
_PART: Final = "part-"
#: Digits of a number that the keys of both engines can have.
_DIGITS: Final = 18

_NO_CATEGORY: Final = N_("There is no such category.")


def _category(value: Any) -> int | None:
    """Return the number of a category; None for the top. What is no number any key has is none of our choices."""
    if not value:
        return None
    if not _is_number(str(value)):
        raise ValueError(_NO_CATEGORY)
    return int(value)


class TermForm(Form):
    """A tag, a category or a series as an editor sees it."""

    name = wtforms.StringField(
        N_("Name"), filters=[line], validators=[Needed(N_("Give it a name.")), AtMost(NAME_LENGTH)]
    )
    slug = wtforms.StringField(
        N_("Address"),
        description=N_("The last part of the link. The old one goes on working."),
        filters=[line],
        validators=[AtMost(SLUG_LENGTH)],
    )
    parent = wtforms.SelectField(N_("Below"), coerce=_category, validate_choice=False)
    description = wtforms.TextAreaField(
        N_("Description"),
        description=N_("Shown above its posts, and by search engines."),
        filters=[line],
        validators=[AtMost(DESCRIPTION_LENGTH)],
    )

    def suit(self, parents: Iterable[Any] | None) -> None:
        """Offer these categories to stand below; None for what has no tree."""
        if parents is None:
            del self.parent
            return
        top = ("", self.parent.gettext(N_("None: at the top")))
        self.parent.choices = [top, *((str(each.id), _STEP * each.depth + each.name) for each in parents)]


class MergeForm(Form):
    """Which one another is merged into."""

    into = wtforms.StringField(
        N_("Merge into"),
        description=N_("By name. All posts go there, and old links too."),
        filters=[line],
        validators=[Needed(N_("Choose another one to merge it into.")), AtMost(NAME_LENGTH)],
    )


def part_numbers(sent: Mapping[str, str]) -> dict[int, int]:
    """Return the numbers that were typed beside the posts of a series, by the posts' ids; others are left out."""
    found = {}
    for name, value in sent.items():
        id = name.removeprefix(_PART)
        if id != name and _is_number(id) and _is_number(value) and int(value) <= _LARGEST:
            found[int(id)] = int(value)
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
