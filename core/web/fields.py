"""Form fields that WTForms lacks: lists of names, local moments, and text freed from what nobody typed."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import wtforms
from wtforms.widgets import DateTimeLocalInput, HiddenInput, NumberInput

from core.i18n import N_, Message
from core.text.html import printable
from core.text.slugs import slug_key

#: Between two names: the comma of any keyboard, and line breaks.
_BETWEEN_NAMES: Final = re.compile(r"[,，、﹐﹑\r\n]+")
#: How browsers write the value of <input type="datetime-local">, and how people who see a plain field do.
_MOMENT: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?")
#: Below the range of DATETIME and of datetime itself by a few years, so that no zone leads out of it.
_YEARS: Final = range(1000, 9990)
#: The largest number that both engines' INTEGER holds.
_LARGEST: Final = 2**31 - 1


def text(typed: str | None) -> str | None:
    """Return text with the line breaks we store and without control characters; a filter for fields."""
    if typed is None:
        return None
    return printable(typed.replace("\r\n", "\n").replace("\r", "\n"))


def line(typed: str | None) -> str | None:
    """Return text on one line, with single spaces; a filter for fields."""
    return None if typed is None else " ".join((text(typed) or "").split())


def trimmed(typed: str | None) -> str | None:
    """Return text without white space around it; a filter for fields."""
    return None if typed is None else typed.strip()


class AtMost:
    """Refuses text of more characters than there is room for."""

    def __init__(self, most: int) -> None:
        """Allow `most` characters, and tell the browser."""
        self._most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise for what is longer."""
        count = len(field.data or "")
        if count > self._most:
            raise wtforms.ValidationError(_too_long(self._most, count))  # type: ignore[arg-type]  # a Message, translated by the page


class Needed:
    """Refuses a field without text."""

    field_flags: Final = {"required": True}

    def __init__(self, message: Message) -> None:
        """Say `message` where there is nothing."""
        self._message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise for an empty field, and look no further."""
        if not field.data:
            raise wtforms.validators.StopValidation(self._message)  # type: ignore[arg-type]  # as above


class NamesField(wtforms.Field):
    """Names with commas between them, Chinese ones too; its data is a tuple, each name once."""

    widget = wtforms.widgets.TextInput()

    def __init__(self, label: Any = None, *, most: int, length: int, **options: Any) -> None:
        """Allow `most` names of at most `length` characters."""
        super().__init__(label, **options)
        self._most = most
        self._length = length

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Split what was typed; nothing typed is no names."""
        if valuelist:
            self.data = _names(_BETWEEN_NAMES.split(str(valuelist[0])))

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise for too many names and for one that is too long."""
        names = self.data or ()
        if len(names) > self._most:
            message = N_("At most %(most)s names; these are %(count)s.", most=self._most, count=len(names))
            raise wtforms.validators.StopValidation(message)  # type: ignore[arg-type]  # as above
        for name in names:
            if len(name) > self._length:
                message = N_("“%(name)s…” is too long: at most %(most)s characters.", name=name[:20], most=self._length)
                raise wtforms.validators.StopValidation(message)  # type: ignore[arg-type]  # as above


class MomentField(wtforms.Field):
    """A moment by the clocks of the site's time zone; its data is in UTC, None where nothing was typed.

    A time that comes twice, when clocks are put back, means the first of the two. One that never comes, when they are
    put forward, is refused.
    """

    widget = DateTimeLocalInput()

    @property
    def zone(self) -> tzinfo:
        """Return the zone whose clocks are meant."""
        locale = self.meta.locale
        return UTC if locale is None else locale.zone

    def shows(self, moment: datetime | None) -> bool:
        """Tell whether what was typed is how this moment is shown: then nobody changed it."""
        typed = str(self.raw_data[0]).strip() if self.raw_data else ""
        return typed.replace(" ", "T")[:16] == _shown(moment, self.zone)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else _shown(self.data, self.zone)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand what was typed; raise ValueError with a sentence for what is no moment."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = self._moment(typed) if typed else None

    def _moment(self, typed: str) -> datetime:
        found = _MOMENT.fullmatch(typed)
        if found is None or int(found[1]) not in _YEARS:
            raise ValueError(_NOT_A_MOMENT)
        try:
            year, month, day, hour, minute = map(int, found.groups())
            local = datetime(year, month, day, hour, minute, tzinfo=self.zone)
        except ValueError as error:
            raise ValueError(_NOT_A_MOMENT) from error
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise ValueError(_NO_SUCH_TIME)
        return moment


class NumberField(wtforms.Field):
    """A hidden whole number; 0 for anything that is none, since nobody typed it."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        digits = str(valuelist[0]) if valuelist else ""
        known = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))
        self.data = int(digits) if known and int(digits) <= _LARGEST else 0


class CountField(wtforms.Field):
    """A whole number that somebody types; its data is 0 where nothing was typed."""

    def __init__(self, label: Any = None, *, most: int, **options: Any) -> None:
        """Allow numbers up to `most`."""
        self.widget = NumberInput(min=0, max=most)
        super().__init__(label, **options)
        self._most = most

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; raise ValueError with a sentence for anything else."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = 0
        if not typed:
            return
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(_LARGEST))
        if not is_number or int(typed) > self._most:
            raise ValueError(N_("A whole number up to %(most)s, please.", most=self._most))
        self.data = int(typed)


_NOT_A_MOMENT: Final = N_("Please write the date and time like this: 2026-03-12 09:00.")
_NO_SUCH_TIME: Final = N_("This time doesn't come: the clocks are put forward over it that day.")


def _too_long(most: int, count: int) -> Message:
    return N_("At most %(most)s characters; these are %(count)s.", most=most, count=count)


def _names(typed: Iterable[str]) -> tuple[str, ...]:
    once: dict[str, str] = {}
    for name in filter(None, map(line, typed)):
        once.setdefault(slug_key(name), name)
    return tuple(once.values())


def _shown(moment: datetime | None, zone: tzinfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
