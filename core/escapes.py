"""What others say, made fit for a line: nothing in it ends the line, moves the cursor or turns the text around."""

from typing import Final

# Line ends and cursor movements forge lines; directional overrides make a line read as another one;
# lone surrogates can't be written at all.
_FORGING: Final = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_ESCAPES: Final = {code: ascii(chr(code))[1:-1] for code in (*_FORGING, *range(0xD800, 0xE000))}


def escaped(text: str) -> str:
    """Return the text with everything that would forge a line written as in Python's source."""
    return text.translate(_ESCAPES)
