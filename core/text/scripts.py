"""The ranges of Unicode that our rules for Chinese and its neighbours ask about, as parts of regular expressions."""

import re

#: Han letters: ideographs of all planes, radicals, and the marks that stand for one (〇, 々).
HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: The two syllabaries of Japanese, wide and narrow.
KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
#: Letters that write Mandarin by sound.
BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
#: Punctuation and signs that fill a full square; the ideographic space is none of them.
FULL_WIDTH_MARKS = (
    "\u3001-\u3004\u3006\u3008-\u3020\u302a-\u3037\u303c-\u303f\u30a0\u30fb\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6"
)
#: What is written without spaces between the words.
UNSPACED = HAN + KANA + BOPOMOFO + FULL_WIDTH_MARKS
#: Marks that Chinese shares with Latin, a square wide in the one and narrow in the other: “ ” ‘ ’ — …
SHARED_MARKS = "\u2014\u2018\u2019\u201c\u201d\u2026"

_UNSPACED = re.compile(f"[{UNSPACED}]")


def joins_without_space(left: str, right: str) -> bool:
    """Tell whether the characters before and after a line's end belong together without a space.

    A shared mark such as “ goes with its neighbour, so at least one of the two has to be of an unspaced script.
    """
    unspaced = [bool(_UNSPACED.match(character)) for character in (left, right)]
    fits = [
        is_unspaced or (character != "" and character in SHARED_MARKS)
        for character, is_unspaced in zip((left, right), unspaced, strict=True)
    ]
    return any(unspaced) and all(fits)
