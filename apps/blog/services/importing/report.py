"""What came of an import: one result for each file, counted in a report."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import Unprocessable
from core.i18n import Message


class SourceRefused(Unprocessable):
    """A file can't become a post; the message says why."""


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


class Kind(StrEnum):
    """What a warning is about."""

    TAG = "tag"
    VARIABLE = "variable"
    FILTER = "filter"
    PICTURE = "picture"
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


@dataclass(slots=True)
class Report:
    """The sums of an import; it holds no results, so it stays small."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    warnings: Counter[Kind] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count a result."""
        self.outcomes[result.outcome] += 1
        self.warnings.update(notice.kind for notice in result.notices)

    @property
    def files(self) -> int:
        """Return how many files were looked at."""
        return self.outcomes.total()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing could be read at all."""
        return self.files == self.outcomes[Outcome.SKIPPED]
