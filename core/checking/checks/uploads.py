"""Uploads and what the owner let in: whether pictures can be kept and are there, and who else sees the readers."""

import os
from collections.abc import Iterator

from core.checking.check import Fault, error, warning
from core.checking.checks.disk import nearest_folder
from core.checking.site import SiteUnderCheck
from core.site_settings import SiteSettings, SiteSettingsService
from core.storage import FileStorage


@error("storage-unwritable")
def unwritable(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a place for uploads where none can be kept."""
    folder = site.settings.storage_folder
    if folder.exists() and not folder.is_dir():
        yield Fault(f"STORAGE_URL names {folder}, which is no folder.", "Name a folder that the site may write.")
    elif not os.access(nearest_folder(folder), os.W_OK | os.X_OK):
        sentence = f"The site can't write {folder}, where uploads are kept: each of them is refused."
        yield Fault(sentence, "Let the user of the site write there, or set STORAGE_URL to another folder.")


@warning("storage-lost")
def lost(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find pictures that the settings name and the storage hasn't got."""
    storage, settings = FileStorage(site.settings.storage_folder), _settings(site)
    pictures = {"logo": settings.logo, "icon": settings.icon}
    missing = [name for name, picture in pictures.items() if picture and not storage.exists(picture.name)]
    if missing:
        sentence = f"The site's {' and '.join(missing)} can't be found in {storage.folder}: readers see a gap."
        yield Fault(sentence, "Bring the folder back from the backup, or upload the pictures again.")


@warning("visits-counted")
def visits_counted(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find the script of another host that readers' pages run, and say what that costs them."""
    source = _settings(site).analytics_src
    if source:
        sentence = (
            f"Readers' pages run {source}: its makers see who reads what, and from where; a page is no longer without "
            "scripts, and what that host answers can change what readers see."
        )
        yield Fault(sentence, "If you don't need the figures, empty the field under Settings, Search engines.")


def _settings(site: SiteUnderCheck) -> SiteSettings:
    return site.database.ask_of_its_tables(lambda db: SiteSettingsService(db).get())
