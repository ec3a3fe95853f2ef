"""The base of all forms: WTForms in the reader's language."""

import re
import secrets
from typing import Any, Final

import wtforms
from wtforms.i18n import get_translations

from core.i18n import Locale, Message

_FORM_ID: Final = re.compile(r"[A-Za-z0-9_-]{10,64}")


def _usable_id(sent: str | None) -> str:
    """Return the id that came with the form, a new one for none of ours: nobody could mend it by hand."""
    return sent if sent and _FORM_ID.fullmatch(sent) else secrets.token_urlsafe(18)


class _Translations:
    """WTForms' own sentences and ours, in the reader's language."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._own = get_translations(["zh"] if locale.code == "zh_CN" else ["en"])

    def gettext(self, text: str | Message) -> str:
        """Return our translation, else WTForms'."""
        if isinstance(text, Message):
            return self._locale.translate(text)
        ours = self._locale.gettext(text)
        return str(self._own.gettext(text)) if ours == text else ours

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form that fits the count: our translation, else WTForms'."""
        ours = self._locale.ngettext(one, many, count)
        return str(self._own.ngettext(one, many, count)) if ours in {one, many} else ours


class Form(wtforms.Form):
    """The shape of one input; labels and errors are marked with N_()."""

    class Meta:
        """WTForms' settings; views hand in the reader's locale."""

        locale: Locale | None = None

        def get_translations(self, form: wtforms.Form) -> Any:  # noqa: ARG002 - WTForms' signature
            """Return the sentences for this reader."""
            return _Translations(self.locale) if self.locale else None

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Mark a field with errors for assistive technology, as WTForms renders it."""
            if field.errors:
                render_kw = {"aria-invalid": "true", **render_kw}
            return wtforms.meta.DefaultMeta.render_field(self, field, render_kw)  # type: ignore[arg-type]

    def refuse(self, name: str, message: Message) -> None:
        """Add an error that only the service could find."""
        field = self[name]
        field.errors = [*field.errors, field.gettext(message)]  # type: ignore[arg-type]


class CreatingForm(Form):
    """A form that creates something: sent twice, it makes one row."""

    form_id = wtforms.HiddenField(filters=[_usable_id])
