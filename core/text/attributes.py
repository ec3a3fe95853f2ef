"""Lists of attributes in braces, as Pandoc, kramdown and Hugo write them: {#id .class key=value flag}."""

import re
from dataclasses import dataclass, field

#: A list in braces, with kramdown's colon or without; longer ones are text.
BRACED = r"\{:?([^{}\n]{1,300})\}"

_ITEM = re.compile(
    r"""(?P<key>[A-Za-z][\w.:-]{0,30}?)[=:](?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s,"']+))(?=[\s,]|$)"""
    r"|\#(?P<id>[^\s,#.{}]+)|\.(?P<class>[\w-]+)|(?P<flag>:?[\w+#-][\w+#./-]*)"
)
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(slots=True)
class Attributes:
    """What a list says: an id, classes, values by key, and words that are none of these."""

    id: str = ""
    classes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


def read_attributes(text: str) -> Attributes | None:
    """Return what stands between the braces of a list; None if the text is none."""
    text = text.strip(" \t")
    if not text:
        return None
    found = Attributes()
    position = 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None:
            return None
        _note(found, item)
        between = _BETWEEN.match(text, item.end())
        position = between.end() if between else item.end()
        if position == item.end() < len(text) and text[position] not in ".#":
            return None
    return found


def _note(found: Attributes, item: re.Match[str]) -> None:
    if item["key"]:
        value = next(value for value in (item["double"], item["single"], item["bare"]) if value is not None)
        found.values[item["key"].lower()] = value
    elif item["id"]:
        found.id = item["id"]
    elif item["class"]:
        found.classes.append(item["class"])
    else:
        found.flags.append(item["flag"])
