"""What `manage.py check` asks about people."""

from collections.abc import Iterator

from apps.auth.services.accounts import AccountService
from core.checking.check import Fault, warning
from core.checking.site import SiteUnderCheck


@warning("administrator-none", real_only=True)
def nobody_administers(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site that waits for its first administrator."""
    if not site.database.ask_of_its_tables(lambda db: AccountService(db).administrators_exist()):
        sentence = "Nobody administers this site yet: whoever opens a setup link from its log does."
        yield Fault(sentence, "Open the link that `python manage.py user setup-link` prints; it ends all others.")
