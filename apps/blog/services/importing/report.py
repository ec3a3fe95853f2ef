"""What came of an import: one result for each file, counted in a report."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.errors import Unprocessable
from core.i18n import Message

#: Files that a group of warnings is shown with.
FILES_NAMED: Final = 3


class SourceRefused(Unprocessable):
    """A file can't become a post; the message says why."""


class LeftOut(SourceRefused):
    """A file isn't meant to be a post, and nothing is wrong with it."""


class Outcome(StrEnum):
    """What became of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    #: It changed there and here; what was written here stands.
    EDITED = "edited here"
    #: Its post was deleted here, and stays so.
    DELETED = "deleted here"
    SKIPPED = "skipped"
    LEFT_OUT = "left out"


class Kind(StrEnum):
    """What a warning is about."""

    TAG = "tag"
    VARIABLE = "variable"
    FILTER = "filter"
    LINK = "link"
    EMBED = "embed"
    DATE = "date"
    LANGUAGE = "language"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a file that isn't in the post as it was there; `line` counts from 1, 0 means the whole file."""

    kind: Kind
    line: int
    message: Message


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    path: str
    outcome: Outcome
    notices: tuple[Notice, ...] = ()
    #: Why it was skipped or left alone.
    reason: Message | None = None
    #: Pictures that still point to the old site.
    old_pictures: int = 0


@dataclass(slots=True)
class Group:
    """Warnings that say the same, be it of different things."""

    #: The first of them, for all.
    example: Notice
    count: int = 0
    #: The first files it was said of.
    files: list[str] = field(default_factory=list)
    has_more_files: bool = False

    def add(self, path: str) -> None:
        """Count one warning about a file."""
        self.count += 1
        if path in self.files:
            return
        if len(self.files) < FILES_NAMED:
            self.files.append(path)
        else:
            self.has_more_files = True


@dataclass(slots=True)
class Report:
    """The sums of an import; it holds no results, so it stays small."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    warnings: Counter[Kind] = field(default_factory=Counter)
    #: By the sentence without what is filled in, of which there are few, however many files there are.
    groups: dict[tuple[Kind, str], Group] = field(default_factory=dict)
    old_pictures: int = 0
    posts_with_old_pictures: int = 0

    def add(self, result: Result) -> None:
        """Count a result."""
        self.outcomes[result.outcome] += 1
        self.warnings.update(notice.kind for notice in result.notices)
        for notice in result.notices:
            self.groups.setdefault((notice.kind, notice.message.text), Group(notice)).add(result.path)
        self.old_pictures += result.old_pictures
        self.posts_with_old_pictures += result.old_pictures > 0

    @property
    def files(self) -> int:
        """Return how many files were looked at."""
        return self.outcomes.total()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing could be read at all."""
        return self.files == self.outcomes[Outcome.SKIPPED] + self.outcomes[Outcome.LEFT_OUT]
