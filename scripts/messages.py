"""Bring the catalogues up to date with the sentences in the source and list what waits: `make messages`."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("core", "apps", "templates", "themes")


def extracted() -> Catalog:
    """Return every sentence that is marked in the source."""
    with (ROOT / "locales" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalogue = Catalog(project="Bottlepost")
    for name, _, message, comments, context in extract_from_dir(
        ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "N_": None}, directory_filter=_is_ours
    ):
        catalogue.add(message, None, [(name, 1)], auto_comments=comments, context=context)
    return catalogue


def _is_ours(folder: str | Path) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return not parts or (parts[0] in FOLDERS and not parts[-1].startswith((".", "_")))


def bring_up_to_date(path: Path, template: Catalog) -> list[str]:
    """Rewrite one catalogue; return the sentences that wait for a translation."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    catalogue.update(template, no_fuzzy_matching=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return [str(message.id) for message in catalogue if message.id and not message.string]


def main() -> int:
    """Do it for every language; return how many sentences wait."""
    template = extracted()
    waiting = 0
    for path in sorted((ROOT / "locales").glob("*/LC_MESSAGES/bottlepost.po")):
        missing = bring_up_to_date(path, template)
        waiting += len(missing)
        print(f"{path.parent.parent.name}: {len(missing)} sentences to translate", *missing, sep="\n  ")
    return waiting


if __name__ == "__main__":
    sys.exit(main() > 0)
