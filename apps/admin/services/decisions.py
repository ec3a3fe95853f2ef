"""Decisions about the site: saved, and noted in the audit log."""

import secrets
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from core.audit import Actor, AuditService
from core.site_settings import PICTURES, SiteSettingsService, differences
from core.unused_uploads import UploadService

_KEY_BYTES: Final = 16


class DecisionService:
    """Change settings so that the audit log tells what was different before."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._settings = SiteSettingsService(db)
        self._audit = AuditService(db)
        self._uploads = UploadService(db)

    def decide(self, changes: Mapping[str, object], actor: Actor) -> None:
        """Save settings; what is as it was leaves no trace."""
        before = self._settings.get()
        wanted = dict(changes)
        if wanted.get("indexnow") and not before.indexnow_key:
            # Shown at the root of the site: see apps.blog.views.own_files.
            wanted["indexnow_key"] = secrets.token_hex(_KEY_BYTES)
        new = {name: value for name, value in wanted.items() if getattr(before, name) != value}
        if new:
            for picture in (getattr(before, name) for name in PICTURES if name in new):
                self._uploads.let_go(picture and picture.name)
            detail = differences(before, self._settings.update(new))
            self._audit.note("settings.update", actor, about=("site", "settings"), detail=detail)
