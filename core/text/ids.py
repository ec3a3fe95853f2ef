"""Ids in cleaned HTML, made unique where several texts stand on one page."""

import re
from typing import Final

_TAG: Final = re.compile('<[a-z](?:[^">]|"[^"]*")*>')
_ATTRIBUTE: Final = re.compile(' ([a-z-]+)="([^"]*)"')
#: What names the ids of other elements.
_REFERENCES: Final = frozenset({"aria-labelledby", "aria-describedby"})


def with_prefix(markup: str, prefix: str) -> str:
    """Return cleaned HTML with `prefix` before all its ids and whatever points to them; code shown in it stays."""
    attributes = (found for tag in _TAG.finditer(markup) for found in _ATTRIBUTE.finditer(tag[0]))
    ids = {found[2] for found in attributes if found[1] == "id"}
    if not ids:
        return markup

    def change(found: re.Match[str]) -> str:
        name, value = found[1], found[2]
        if name == "id":
            value = prefix + value
        elif name == "href" and value[:1] == "#" and value[1:] in ids:
            value = f"#{prefix}{value[1:]}"
        elif name in _REFERENCES:
            value = " ".join(f"{prefix}{each}" if each in ids else each for each in value.split())
        return f' {name}="{value}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(change, tag[0]), markup)
