"""The slugs that titles give by themselves, and their numbered fellows, without a look at which are free."""

from collections.abc import Iterator
from typing import Final, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.site_settings import Setting
from core.text.slugs import SlugStyle, numbered, slug_words, slugify

#: An untitled text is called by its first words.
_WORDS_OF_TEXT: Final = 60
#: Digits of a number at the end of a slug; longer ones are part of a title.
_DIGITS: Final = 8
_FIRST_BATCH, _LARGEST_BATCH = 8, 500


def automatic_slug(title: str, source: str, style: SlugStyle = "unicode") -> str:
    """Return the slug that title or first words give; empty if there is no letter or digit in them."""
    beginning = slug_words(title) or slug_words(_beginning(source))
    return slugify(beginning, style) if beginning else ""


def slug_style(db: Session) -> SlugStyle:
    """Return the style in which the owner wants addresses made."""
    chosen = db.scalar(select(Setting.value).where(Setting.name == "slug_style"))
    return cast("SlugStyle", chosen) if chosen in get_args(SlugStyle) else "unicode"


def is_numbered(slug: str, base: str) -> bool:
    """Tell whether a slug is `base`, as it is or with a number: what the same title gave another time."""
    number = slug.rpartition("-")[2]
    if slug == base:
        return True
    return number.isascii() and number.isdigit() and len(number) <= _DIGITS and numbered(base, int(number)) == slug


def batches(slug: str) -> Iterator[list[str]]:
    """Yield slug, slug-2, slug-3 … without end, in growing lists: the thousandth "Notes" takes no thousand queries."""
    batch, number, size = [slug], 2, _FIRST_BATCH
    while True:
        yield [*batch, *(numbered(slug, each) for each in range(number, number + size))]
        batch, number, size = [], number + size, min(size * 4, _LARGEST_BATCH)


def _beginning(text: str) -> str:
    head = text[:_WORDS_OF_TEXT]
    whole_words = head.rpartition(" ")[0] if len(text) > len(head) else head
    return whole_words or head
