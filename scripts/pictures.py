"""Takes the README's pictures into docs/pictures/, of sample posts: .venv/bin/python -m scripts.pictures."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from apps.auth.models import User
from apps.blog.models.post import Post
from core import clock
from core.permissions import Role
from core.site_settings import SiteSettingsService
from core.web.site import Site
from tests.factories import make_draft, make_post, make_user
from tests.support.browser import launched_browser
from tests.support.clock import StoppedClock
from tests.support.databases import MigratedDatabases
from tests.support.desks import sign_in
from tests.support.gallery import SETTINGS, sample_site, vars_of
from tests.support.pages import Pages
from tests.support.samples import SHOWN

FOLDER: Final = Path(__file__).parent.parent / "docs" / "pictures"
#: The clock stands still, so that the same pages give the same pictures.
NOW: Final = datetime(2026, 3, 12, 1, 41, tzinfo=UTC)
#: Days between two posts.
PACE: Final = 6


def main() -> None:
    """Take both pictures."""
    clock.set_source(StoppedClock(NOW))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _filled_site() as (site, author, draft), launched_browser() as browser:
        pages = Pages(browser, site.settings.site_url)
        page = pages.open("/blog/")
        _take(page, "blog.png")
        sign_in(page, site.database, author)
        page.goto(f"/admin/posts/{draft.id}/edit")
        _take(page, "desk.png")
        pages.close()


@contextmanager
def _filled_site() -> Iterator[tuple[Site, User, Post]]:
    """Yield a site with all samples but one published, their author, and the one that is still a draft."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrated = MigratedDatabases(folder, "pictures", lambda: None)
        with sample_site(folder / "site", migrated) as site:
            with site.database.transaction() as db:
                SiteSettingsService(db).update(SETTINGS)
                author = make_user(db, "mei", role=Role.ADMIN, display_name="Mei Lin")
                written, *published = SHOWN
                for number, draft in enumerate(published):
                    make_post(db, author=author, at=NOW - timedelta(days=PACE * number + 1), **vars_of(draft))
                draft = make_draft(db, author=author, **vars_of(written))
            yield site, author, draft


def _take(page: Page, name: str) -> None:
    path = FOLDER / name
    page.screenshot(path=path)
    print(f"{path.relative_to(FOLDER.parent.parent)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
