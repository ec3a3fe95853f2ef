"""What a draft may hold, and the one form its words are brought into; what can't be kept is refused by its field."""

import re
from dataclasses import replace
from typing import Final

from apps.blog.models.post import HTML, MARKDOWN, MEMBERS, PASSWORD, PRIVATE, PUBLIC, UNLISTED
from apps.blog.services.typed import DraftRefused, line_of, names_of, text_of
from apps.blog.services.writing.drafts import PostDraft
from core.i18n import N_
from core.languages import canonical
from core.urls import is_full_address, is_own_path

TITLE_LIMIT: Final = 255
SUMMARY_LIMIT: Final = 1000
TEXT_LIMIT: Final = 300_000
#: Tags, categories and authors, of one post.
TERMS_LIMIT: Final = 50
ADDRESS_LIMIT: Final = 1000
ALT_LIMIT: Final = 300
#: Pixels of a picture's side; more are nobody's cover.
PIXELS_LIMIT: Final = 20_000
#: Of a part in a series, and of a page's place in the menu.
NUMBER_LIMIT: Final = 100_000
VISIBILITIES: Final = (PUBLIC, UNLISTED, MEMBERS, PRIVATE, PASSWORD)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")


def checked(typed: PostDraft) -> PostDraft:
    """Return a draft as it will be stored; raise DraftRefused for the first thing in it that can't be."""
    draft = replace(
        typed,
        title=line_of(typed.title),
        slug=typed.slug.strip(),
        source=text_of(typed.source),
        summary=line_of(typed.summary),
        tags=names_of(typed.tags),
        categories=names_of(typed.categories),
        series=line_of(typed.series),
        authors=names_of(typed.authors),
        language=canonical(typed.language.strip()),
        cover_url=typed.cover_url.strip(),
        cover_alt=line_of(typed.cover_alt),
        password_hash=typed.password_hash if typed.visibility == PASSWORD else None,
    )
    _check(draft)
    return draft


def _check(draft: PostDraft) -> None:
    _check_text(draft)
    _check_cover(draft)
    _check_readers(draft)
    for name in ("tags", "categories", "authors"):
        if len(getattr(draft, name)) > TERMS_LIMIT:
            raise DraftRefused(name, N_("At most %(limit)s of them, please.", limit=TERMS_LIMIT))
    for name in ("series_part", "position"):
        if not 0 <= getattr(draft, name) <= NUMBER_LIMIT:
            raise DraftRefused(name, N_("A number from 0 to %(limit)s, please.", limit=NUMBER_LIMIT))


def _check_text(draft: PostDraft) -> None:
    if len(draft.title) > TITLE_LIMIT:
        raise DraftRefused("title", N_("A title has at most %(limit)s characters.", limit=TITLE_LIMIT))
    if len(draft.source) > TEXT_LIMIT:
        raise DraftRefused("source", N_("A text has at most 300,000 characters; this one is longer."))
    if len(draft.summary) > SUMMARY_LIMIT:
        raise DraftRefused("summary", N_("A summary has at most %(limit)s characters.", limit=SUMMARY_LIMIT))
    if not _LANGUAGE.fullmatch(draft.language):
        raise DraftRefused("language", N_("That is no language tag; it looks like en or zh-Hans."))
    if draft.source_format not in {MARKDOWN, HTML}:
        raise DraftRefused("source", N_("A text is written in Markdown or HTML."))


def _check_cover(draft: PostDraft) -> None:
    if len(draft.cover_alt) > ALT_LIMIT:
        raise DraftRefused("cover_alt", N_("A description has at most %(limit)s characters.", limit=ALT_LIMIT))
    if not draft.cover_url:
        return
    address = draft.cover_url
    if len(address) > ADDRESS_LIMIT or not (is_own_path(address) or is_full_address(address)):
        raise DraftRefused("cover_url", N_("An address of a picture begins with https:// or with a slash."))
    for name in ("cover_width", "cover_height"):
        if not 0 < getattr(draft, name) <= PIXELS_LIMIT:
            raise DraftRefused(name, N_("Please say how many pixels the picture has, so that no page jumps."))


def _check_readers(draft: PostDraft) -> None:
    if draft.visibility not in VISIBILITIES:
        raise DraftRefused("visibility", N_("Please choose who can read it."))
    if draft.visibility == PASSWORD and not draft.password_hash:
        raise DraftRefused("password", N_("Please choose the password that opens it."))
    begins, ends = draft.published_at, draft.unpublished_at
    if begins is not None and ends is not None and ends <= begins:
        raise DraftRefused("unpublished_at", N_("It has to end after it begins."))
