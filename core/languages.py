"""The languages texts are written in: what each is called, and how it leads to a text, in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale


@dataclass(frozen=True, slots=True)
class Language:
    """A language as those who read it call it."""

    name: str
    #: What leads to a translation: "Read in English".
    invitation: str
    #: What stands beside an entry of a list that is in this language: "中文" rather than "简体中文".
    word: str = ""

    @property
    def short(self) -> str:
        """Return the shortest name that tells it from others."""
        return self.word or self.name


#: BCP 47 tag → the language; the order is that of choices.
LANGUAGES: Final[Mapping[str, Language]] = {
    "en": Language("English", "Read in English"),
    "zh-Hans": Language("简体中文", "阅读中文版", "中文"),
    "zh-Hant": Language("繁體中文", "閱讀繁體中文版", "繁體中文"),
    "ja": Language("日本語", "日本語で読む"),
    "ko": Language("한국어", "한국어로 읽기"),
    "de": Language("Deutsch", "Auf Deutsch lesen"),
    "es": Language("Español", "Leer en español"),
    "fr": Language("Français", "Lire en français"),
    "it": Language("Italiano", "Leggi in italiano"),
    "nl": Language("Nederlands", "Lees in het Nederlands"),
    "pl": Language("Polski", "Czytaj po polsku"),
    "pt": Language("Português", "Ler em português"),
    "ru": Language("Русский", "Читать по-русски"),
    "uk": Language("Українська", "Читати українською"),
    "sv": Language("Svenska", "Läs på svenska"),
    "tr": Language("Türkçe", "Türkçe oku"),
    "vi": Language("Tiếng Việt", "Đọc bằng tiếng Việt"),
    "id": Language("Bahasa Indonesia", "Baca dalam bahasa Indonesia"),
    "hi": Language("हिन्दी", "हिन्दी में पढ़ें"),
    "th": Language("ไทย", "อ่านภาษาไทย"),
}

_SCRIPTS: Final = frozenset({"Hans", "Hant"})
#: Regions that write Chinese in traditional letters.
_TRADITIONAL: Final = frozenset({"TW", "HK", "MO"})
#: Letters of a region's and of a script's subtag.
_REGION, _SCRIPT = 2, 4


def language(tag: str) -> Language:
    """Return the language of a BCP 47 tag; one we have no words of is called as Unicode calls it, else by its tag."""
    return LANGUAGES.get(tag) or _unlisted(tag)


def canonical(tag: str) -> str:
    """Return a BCP 47 tag as we keep it: in its usual letters, and Chinese by its script (zh-Hans for zh-cn and zh).

    What is no tag comes back as it is, for others to refuse.
    """
    subtags = tag.split("-")
    if not all(subtag.isascii() and subtag.isalnum() for subtag in subtags):
        return tag
    head, rest = subtags[0].lower(), [_usual(subtag) for subtag in subtags[1:]]
    if head == "zh" and not _SCRIPTS.intersection(rest):
        return "zh-Hant" if _TRADITIONAL.intersection(rest) else "zh-Hans"
    return "-".join([head, *rest])


def primary(tag: str) -> str:
    """Return what is the same for all ways of writing a language: zh of zh-Hans and zh-Hant."""
    return tag.partition("-")[0]


def _usual(subtag: str) -> str:
    """Return a subtag in its usual letters: regions are capitals, scripts begin with one (RFC 5646, section 2.1.1)."""
    if len(subtag) == _REGION:
        return subtag.upper()
    return subtag.title() if len(subtag) == _SCRIPT else subtag.lower()


def _unlisted(tag: str) -> Language:
    name = _name(tag) or tag
    return Language(name, f"→ {name}")


def _name(tag: str) -> str | None:
    try:
        # What Unicode lists of a language's regions and scripts isn't complete; the language itself has to do.
        locale = Locale(parse_locale(tag, sep="-")[0])
    except (ValueError, UnknownLocaleError):
        return None
    known = LANGUAGES.get(primary(tag))
    name = known.name if known else locale.get_language_name()
    return f"{name} ({tag})" if name else None
