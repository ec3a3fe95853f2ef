"""What has to happen when an answer ends, and not before: at the close() of its body."""

from collections.abc import Callable, Iterable, Iterator


class ClosingBody(Iterator[bytes]):
    """A body that calls back when the server closes it, after closing what it wraps."""

    def __init__(self, body: Iterable[bytes], on_close: Callable[[], object]) -> None:
        """Call `on_close` once, also when the body's own close() fails."""
        self._body = body
        self._chunks = iter(body)
        self._on_close: Callable[[], object] | None = on_close

    def __next__(self) -> bytes:
        """Return the next chunk."""
        return next(self._chunks)

    def close(self) -> None:
        """Close the body, then call back."""
        if self._on_close is None:
            return
        on_close, self._on_close = self._on_close, None
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            on_close()
