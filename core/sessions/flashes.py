"""Flash messages as they lie in a session: sentences that wait for the next page, untranslated."""

from typing import Any, Final

from core.i18n import Message
from core.sessions.protocol import Data

#: Each flash has a key of its own, so that two requests that add one at once don't lose the other's.
PREFIX: Final = "flash:"
#: Characters of a parameter that are kept; a longer title is cut, not refused.
_LONGEST: Final = 200
_NESTED: Final = "message"


def pack(kind: str, message: Message) -> list[Any]:
    """Return the flash as JSON holds it."""
    return [kind, *_pack(message)]


def unpack(flash: Any) -> tuple[str, Message] | None:
    """Return kind and sentence, None for what is no flash of ours; what was marked safe is plain text again."""
    try:
        kind, text, params = flash
        message = _unpack(text, params)
        _ = message.text % message.params
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    return str(kind), message


def keys_of(data: Data) -> list[str]:
    """Return the keys of the flashes, the oldest first."""
    return [key for key in data if key.startswith(PREFIX)]


def _pack(message: Message) -> tuple[str, dict[str, Any]]:
    return message.text, {name: _pack_value(value) for name, value in message.params.items()}


def _pack_value(value: object) -> object:
    if isinstance(value, Message):
        return {_NESTED: _pack(value)}
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[: _LONGEST - 1]}…"
    return value


def _unpack(text: str, params: dict[str, Any]) -> Message:
    return Message(text, {name: _unpack_value(value) for name, value in params.items()})


def _unpack_value(value: Any) -> object:
    return _unpack(*value[_NESTED]) if isinstance(value, dict) else value
