"""What people type about posts and terms: the one form it is brought into, and the refusal that names its field."""

from core.errors import Unprocessable
from core.i18n import Message
from core.text.html import printable
from core.text.normal import normal


class DraftRefused(Unprocessable):
    """Something in a draft can't be kept; `field` names it, so that a form can say so beside it."""

    def __init__(self, field: str, message: Message) -> None:
        """Keep which field is meant."""
        super().__init__(message)
        self.field = field


def line_of(text: str) -> str:
    """Return a text on one line, composed, with single spaces."""
    return " ".join(normal("NFC", printable(text)).split())


def text_of(text: str) -> str:
    """Return a text with one kind of line end: browsers send two characters for each."""
    return normal("NFC", printable(text.replace("\r\n", "\n").replace("\r", "\n")))


def names_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names on one line each, each once, without the empty ones."""
    return tuple(dict.fromkeys(line for name in names if (line := line_of(name))))
