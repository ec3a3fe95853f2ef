"""Which of our languages somebody is spoken to in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from core.i18n import LANGUAGES, TAGS, negotiate
from core.languages import language
from core.site_settings import SiteSettings

if TYPE_CHECKING:
    from core.web.request import AnonymousRequest

#: A BCP 47 tag is no longer than that.
_LONGEST: Final = 35
_ARGUMENTS: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that a page can be had in."""

    code: str
    #: BCP 47.
    tag: str
    #: Its own word for itself.
    name: str


def code_for_readers(request: "AnonymousRequest") -> str:
    """Return the site's language; where its owner offers several, what the reader asks for, once, always, or at all.

    That is `?lang=`, then the choice in the cookie, then the account's language, then the browser's.
    """
    settings = request.settings
    offered = settings.offered
    if not offered:
        return settings.language
    wishes = (_asked(request), chosen(request), getattr(request.user, "language", None) or "")
    said = (code for wish in wishes if (code := negotiate(wish[:_LONGEST], "", offered)))
    return next(said, "") or negotiate(request.header("Accept-Language"), settings.language, offered)


def code_for_people(request: "AnonymousRequest") -> str:
    """Return the language for accounts and the desk: the account's, else what the browser was told or says."""
    own = getattr(request.user, "language", None) or chosen(request)
    return own or negotiate(request.header("Accept-Language"), request.settings.language)


def chosen(request: "AnonymousRequest") -> str:
    """Return the code of the language that was chosen on this browser; empty if none of ours was."""
    values = request.site.language_cookie.values(request.header("Cookie"))
    return next((value for value in values if value in LANGUAGES), "")


def other_choices(request: "AnonymousRequest") -> tuple[Choice, ...]:
    """Return the languages that a reader can change to from the present one; none where the owner offers none."""
    others = (code for code in request.settings.offered if code != request.locale.code)
    return tuple(Choice(code, TAGS[code], language(TAGS[code]).short) for code in others)


def in_each_language(settings: SiteSettings, address: str) -> Mapping[str, str]:
    """Return where a list stands in each language it can be had in, by BCP 47 tag; empty where there is but one.

    The bare address is that of the site's own language, for which it stands to robots, who ask for none; and of
    x-default, for it follows its reader.
    """
    tags = [TAGS[code] for code in settings.offered]
    if not tags:
        return {}
    own, sign = settings.html_lang, "&" if "?" in address else "?"
    return {**{tag: address if tag == own else f"{address}{sign}lang={tag}" for tag in tags}, "x-default": address}


def _asked(request: "AnonymousRequest") -> str:
    try:
        query = parse_qs(request.environ.get("QUERY_STRING", ""), errors="replace", max_num_fields=_ARGUMENTS)
    except ValueError:
        return ""
    return str(query.get("lang", [""])[0])
