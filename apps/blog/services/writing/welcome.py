"""The draft a new site begins with: it shows its author what our Markdown can do."""

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from core.i18n import TAGS

#: A file for each language of the interface; its first line is the title.
_TEXTS: Final = Path(__file__).parents[2] / "welcome"


def make_welcome(db: Session, user: User, language: str) -> None:
    """Give the first administrator a draft in the site's language, in English where we have no other."""
    code = language if language in TAGS else "en"
    title, _, source = (_TEXTS / f"{code}.md").read_text(encoding="utf-8").partition("\n")
    draft = PostDraft(title=title.removeprefix("# "), source=source.lstrip("\n"), language=TAGS[code])
    PublishingService(db).create(draft, author=user)
