"""What `manage.py check` asks about people."""

from collections.abc import Iterator, Sequence
from typing import Final

from apps.auth.services.accounts import AccountService
from core.checking.check import Fault, warning
from core.checking.site import SiteUnderCheck
from core.storage import FileStorage

#: How many people a sentence names.
_NAMED: Final = 5


@warning("administrator-none", real_only=True)
def nobody_administers(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site that waits for its first administrator."""
    if not site.database.ask_of_its_tables(lambda db: AccountService(db).administrators_exist()):
        sentence = "Nobody administers this site yet: whoever opens a setup link from its log does."
        yield Fault(sentence, "Open the link that `python manage.py user setup-link` prints; it ends all others.")


@warning("portraits-lost")
def portraits_are_lost(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find people whose portrait the storage hasn't got."""
    storage = FileStorage(site.settings.storage_folder)
    portraits = site.database.ask_of_its_tables(lambda db: AccountService(db).list_portraits())
    missing = [name for name, portrait in portraits.items() if not storage.exists(portrait)]
    if missing:
        whose = f"portrait of {missing[0]}" if len(missing) == 1 else f"portraits of {_some_of(missing)}"
        sentence = f"The {whose} can't be found in {storage.folder}: readers see a gap."
        yield Fault(sentence, "Bring the folder back from the backup, or have them upload their portraits again.")


def _some_of(names: Sequence[str]) -> str:
    """Return the first of some names, and how many others there are."""
    *most, last = (*names[:_NAMED], f"{len(names) - _NAMED} others") if len(names) > _NAMED + 1 else names
    return f"{', '.join(most)} and {last}"
