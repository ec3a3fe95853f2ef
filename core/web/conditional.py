"""Conditional GET: by what a client proves that it has a document already (RFC 9110, section 13)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from core.web.request import AnonymousRequest


@dataclass(frozen=True, slots=True)
class Validator:
    """What tells one state of a document from another."""

    etag: str
    #: The moment from which on it has been in this state, to the second.
    since: datetime

    @classmethod
    def of(cls, body: str, since: datetime) -> "Validator":
        """Return the validator of a document that was made at `since`."""
        digest = hashlib.sha256(body.encode()).hexdigest()[:32]
        return cls(f'"{digest}"', since.astimezone(UTC).replace(microsecond=0))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that give it to the client, who asks again before each use."""
        return [
            ("ETag", self.etag),
            ("Last-Modified", format_datetime(self.since, usegmt=True)),
            ("Cache-Control", "no-cache"),
        ]

    def is_known(self, request: AnonymousRequest) -> bool:
        """Tell whether the client has this state: by the ETag if it sent any, else by the date."""
        if request.header("If-None-Match"):
            return known_tag(request, self.etag)
        moment = _moment(request.header("If-Modified-Since"))
        return moment is not None and self.since <= moment


def known_tag(request: AnonymousRequest, etag: str) -> bool:
    """Tell whether the client says that it has what bears this ETag, strong or weak."""
    known = {tag.strip().removeprefix("W/") for tag in request.header("If-None-Match").split(",")}
    return "*" in known or etag in known


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
