"""Compiles the catalogues, so that no start has to: python -m scripts.catalogues."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write a .mo beside every .po that has none as new as itself."""
    for po in (ROOT / "locales").glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            _compile(po, mo)


def _compile(po: Path, mo: Path) -> None:
    """Write a catalogue; a site that runs meanwhile sees the old one or the new one."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    unfinished = mo.with_suffix(".mo.new")
    with unfinished.open("wb") as target:
        write_mo(target, catalogue)
    unfinished.replace(mo)


if __name__ == "__main__":
    main()
