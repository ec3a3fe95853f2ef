"""What a source hands over: its entries, and the post that each turns into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from apps.blog.services.importing.report import Notice
from apps.blog.services.importing.standing import Standing
from core.i18n import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPost:
    """A post as another program kept it, in our Markdown."""

    title: str
    body: str
    #: What its address was to be called, chosen by its author.
    slug: str = ""
    #: What it may be called where nobody chose: the file's name.
    name: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = "en"
    standing: Standing = field(default_factory=Standing)
    is_draft: bool = False
    #: None: a draft without a date.
    published_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    old_address: str = ""
    #: What feed readers know it by; empty: nothing that we know of.
    feed_id: str = ""
    #: Where its pictures may still be: the old site's host, without www.
    old_host: str = ""
    notices: tuple[Notice, ...] = ()


#: Gives the address of another entry of the same source: of its id, and what gives its wanted slugs, the best first.
FindAddress = Callable[[str, Callable[[], tuple[str, ...]]], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source has to know of this site."""

    zone: tzinfo
    #: BCP 47, for texts that tell nothing about theirs.
    language: str
    find_address: FindAddress


class Entry(Protocol):
    """One future post of a source, known by an id that stays; nothing is parsed before it is read."""

    @property
    def source_id(self) -> str:
        """Return the entry's id in its source, which people recognise it by."""

    @property
    def content_hash(self) -> str:
        """Return the sha256 of its content."""

    @property
    def size(self) -> int:
        """Return about how many characters it holds."""

    def read(self, reading: Reading) -> ImportedPost:
        """Return the post; raise SourceRefused for what is broken."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that couldn't even be opened."""

    source_id: str
    reason: Message


class Source(Protocol):
    """Where posts are imported from."""

    @property
    def system(self) -> str:
        """Return the name that origins are kept under: jekyll, markdown."""

    def __len__(self) -> int:
        """Return how many entries there are."""

    def entries(self) -> Iterator[Entry | Refused]:
        """Yield the entries in their order, one in memory at a time."""
