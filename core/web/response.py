"""The answer of a view, before anything of a server is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Response:
    """Status, headers and body; a str is encoded as UTF-8, an iterable of bytes is streamed."""

    body: str | bytes | Iterable[bytes] = ""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = "text/html; charset=utf-8"

    def header(self, name: str, value: str) -> None:
        """Add a header; a line break in it is refused, since it would begin another one."""
        if "\n" in value or "\r" in value:
            message = f"a line break in the header {name}"
            raise ValueError(message)
        self.headers.append((name, value))
