"""Kramdown's leftovers: attribute lists, tables of contents and options of which nothing is drawn here."""

import re

from apps.blog.services.importing.regions import Regions

# Sizes of pictures and numbers of lines are read by our Markdown as they stand.
_OURS = r"(?!\{:[^{}\n]*(?:\b(?:width|height|w|h)=|line-?num|linenos))"
# `* TOC` with `{:toc}` below it: the list is only there to be replaced.
_CONTENTS = re.compile(r"^[ \t]*(?:[*+-]|\d+\.)[ \t][^\n]*\n[ \t]*\{:\s*toc\b[^}\n]*\}[ \t]*$\n?", re.MULTILINE)
_LINE_AT_END = re.compile(
    rf"^[ \t>]*{_OURS}" + r"\{::?[^}\n]*\}[ \t]*(?:\n(?=[ \t>]*(?:\n|\Z|[*+-][ \t]|\d+\.[ \t]))|\Z)", re.MULTILINE
)
# Between two blocks an empty line takes its place, or they would become one.
_LINE = re.compile(rf"^[ \t>]*{_OURS}\{{::?[^}}\n]*\}}[ \t]*$", re.MULTILINE)
# A brace within ends the search, which would else go on to the end of the line from each of them.
_SPAN = re.compile(_OURS + r"\{:(?=[\s.#a-zA-Z])[^{}\n]*\}")
_EXTENSION = re.compile(r"\{:[:/][^{}\n]*\}")
_COMMENT = re.compile(r"\{::comment\}.{0,5000}?\{:/(?:comment)?\}", re.DOTALL)


def without_attributes(text: str) -> str:
    """Return a text without them; code stays as it is."""
    if "{:" not in text:
        return text
    regions = Regions(text)
    if "{:/" in text:
        text = _outside_code(_COMMENT, "", text, regions)
    for pattern, replacement in (
        (_CONTENTS, ""),
        (_LINE_AT_END, ""),
        (_LINE, ""),
        (_SPAN, ""),
        (_EXTENSION, ""),
    ):
        if "{" in text:
            text = _outside_code(pattern, replacement, text, Regions(text))
    return text


def _outside_code(pattern: re.Pattern[str], replacement: str, text: str, regions: Regions) -> str:
    def replace(found: re.Match[str]) -> str:
        return found[0] if regions.is_code(found.start() + found[0].index("{")) else found.expand(replacement)

    return pattern.sub(replace, text)
