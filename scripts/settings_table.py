"""Write the tables of settings in docs/operating.* from the code: `make docs`."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

from core.i18n import Locale, Message, Translations
from core.settings import Settings
from core.settings_reference import REFERENCE, Reference

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = {"en": "docs/operating.md", "zh_CN": "docs/operating.zh-CN.md"}
BEGIN: Final = "<!-- settings, written by `make docs` -->\n"
END: Final = "<!-- end of settings -->\n"
_HEADS: Final = {"en": ("name", "default", "what it is", "example"), "zh_CN": ("名称", "默认值", "含义", "示例")}


def table(locale: Locale) -> str:
    """Return the table of all settings in one language."""
    rows = [_HEADS[locale.code], ("---",) * 4, *_rows(locale)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def with_table(page: str, made: str) -> str:
    """Return a page with the table in place of the one between its two marks; raise ValueError without the marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page lacks the marks between which the settings stand")
    return f"{before}{begin}\n{made}\n{end}{after}"


def pages(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each page under `root` with the text it should have."""
    translations = Translations(ROOT / "locales")
    for code, name in PAGES.items():
        path = root / name
        yield path, with_table(path.read_text(encoding="utf-8"), table(translations.get(code)))


def _rows(locale: Locale) -> Iterator[tuple[str, ...]]:
    defaults = {field.name: field.default for field in fields(Settings)}
    for name, reference in REFERENCE.items():
        said = locale.translate(_default(reference, defaults[name]))
        yield f"`{name.upper()}`", said, locale.translate(reference.says), f"`{reference.example}`"


def _default(reference: Reference, value: object) -> Message:
    return reference.default or Message(f"`{value}`")


def main() -> None:
    """Bring both pages up to date."""
    for path, text in pages(ROOT):
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
