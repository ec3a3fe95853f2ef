"""Guessing the language of a text that doesn't name it, as an import needs it."""

import re

from core.text.scripts import HAN, KANA

_HAN_LETTER = re.compile(f"[{HAN}]")
_KANA_LETTER = re.compile(f"[{KANA}]")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")

# Japanese has kana between its Han letters; a Chinese text shows one at most as a decoration (の).
_LEAST_KANA = 0.15
# A Chinese text on programming is full of Latin names, while an English one quotes a few Han letters at most.
_LEAST_HAN = 0.25
_NOT_LATIN = ("zh", "ja", "ko", "ru", "uk", "ar", "he", "el", "hi", "th")


def detect_language(text: str, default: str) -> str:
    """Return "zh-Hans", "ja", "en" or the default for a plain text, as a BCP 47 tag.

    Counted are Han letters, kana and Latin words, a word weighing as much as a Han letter. Latin words can't tell
    English from French: if the default is a language in Latin script it stays, else the answer is "en". A text without
    any of the three gets the default, and so does a Chinese one where the default is Chinese of another kind.
    """
    han = len(_HAN_LETTER.findall(text))
    kana = len(_KANA_LETTER.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if not han + kana + latin:
        return default
    if han + kana >= _LEAST_HAN * (han + kana + latin):
        if kana >= _LEAST_KANA * (han + kana):
            return "ja"
        return default if default.startswith("zh") else "zh-Hans"
    return "en" if default.startswith(_NOT_LATIN) else default
