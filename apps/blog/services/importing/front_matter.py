"""Front matter: the YAML between two lines of dashes at the top of a file, read without trusting it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from apps.blog.services.importing.report import SourceRefused
from core.i18n import N_

LONGEST: Final = 64_000
_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_LOOKS_LIKE_FIELDS = re.compile(r"\s*(?:#[^\n]*\n\s*)*[\w-]+[ \t]*:(?:\s|\Z)")
_TABS_AFTER_MARK = re.compile(r"^([ ]*(?:- +)*(?:[\w-]+:|-))[ \t]*\t[ \t]*", re.MULTILINE)
_DEEPEST = 200
#: A file that repeats itself by reference this often is no description of a post.
_MOST_ALIASES = 100
# All values as text: `2014-03-12`, `no` and `0123` mean to each reader of a field what that field is about. The loader
# makes nothing but strings, lists and mappings. The C one is 10 times as fast where libyaml is there.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's fields and what follows them."""

    fields: Mapping[str, Any]
    body: str
    #: The file's line on which the body begins.
    line: int


def split(text: str) -> Document:
    """Return a file's fields, by their names in lower case, and its body; raise SourceRefused for broken YAML."""
    opening = _OPENING.match(text)
    if opening is None:
        return Document({}, text, 1)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        if _LOOKS_LIKE_FIELDS.match(text, opening.end()):
            raise SourceRefused(N_("The front matter has no end: a line of three dashes is missing."))
        return Document({}, text, 1)
    fields = load(text[opening.end() : closing.start()], first_line=2)
    return Document(fields, text[closing.end() :], text.count("\n", 0, closing.end()) + 1)


def load(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """Return a YAML mapping with all its values as text, lists and mappings; raise SourceRefused for anything else."""
    if len(text) > LONGEST:
        raise SourceRefused(N_("The YAML is longer than %(limit)s characters.", limit=LONGEST))
    # Jekyll takes a tab after a value, of which YAML knows nothing.
    lines = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    tidy = _TABS_AFTER_MARK.sub(r"\1 ", lines)
    try:
        _refuse_bomb(tidy)
        value = yaml.load(tidy, Loader=_Loader)  # noqa: S506 - the base loader makes no objects at all
    except yaml.YAMLError as error:
        raise _broken(error, first_line) from error
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise SourceRefused(N_("The YAML is no list of names and values."))
    return {str(name).strip().lower(): content for name, content in value.items()}


def _refuse_bomb(text: str) -> None:
    """Refuse what is small to read and huge to build, or deeper than the stack."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST or aliases > _MOST_ALIASES:
            raise SourceRefused(N_("The YAML refers to itself too often or is nested too deeply."))


def _broken(error: yaml.YAMLError, first_line: int) -> SourceRefused:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it isn't YAML"
    line = first_line + (mark.line if mark else 0)
    return SourceRefused(N_("The YAML can't be read, line %(line)s: %(problem)s.", line=line, problem=problem))
