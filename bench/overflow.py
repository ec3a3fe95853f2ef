"""Whether every post of a folder keeps within a phone's screen. Run: python bench/overflow.py DIR [jekyll|markdown].

It imports the folder into a fresh database, opens each post in Chromium at 360 px and names those that scroll sideways,
with what sticks out. Exits with 1 if there is one.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from sources import source_of
from sqlalchemy import select

from apps.blog.models.post import PAGE, POST, Post
from apps.blog.services.access.visibility import listed
from apps.blog.services.importing.report import Report
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from core.site_settings import SiteSettingsService
from core.web.site import Site
from tests.support.browser import launched_browser
from tests.support.databases import MigratedDatabases
from tests.support.gallery import sample_site
from tests.support.pages import Pages

WIDTH, HEIGHT = 360, 740
#: What is wider than the screen, and doesn't scroll inside something that isn't.
STICKS_OUT = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= innerWidth) return [];
  const all = [...document.body.querySelectorAll("*")].filter((each) => !each.closest("pre, .table, [role=region]"));
  const wide = all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3);
  const name = (each) => `<${each.tagName.toLowerCase()} class="${each.className}"> ${each.textContent.slice(0, 40)}`;
  return [`${root.scrollWidth} px`, ...wide.map(name)];
}"""


@contextmanager
def imported(folder: Path, system: str) -> Iterator[Site]:
    """Yield a served site of what the folder holds."""
    with tempfile.TemporaryDirectory() as name:
        migrated = MigratedDatabases(Path(name), "overflow", lambda: None)
        with sample_site(Path(name) / "site", migrated) as site:
            report = Report()
            options = ImportOptions(post_address="/blog/posts/{}".format)
            for result in import_all(site.database, source_of(folder, system), options):
                report.add(result)
            with site.database.transaction() as db:
                SiteSettingsService(db).update({"title": folder.name, "set_up": True})
            print(f"{folder.name}:", ", ".join(f"{count} {outcome}" for outcome, count in report.outcomes.items()))
            yield site


def look(page: Page, path: str) -> list[str]:
    """Return what is wrong with a post on a phone."""
    answer = page.goto(path)  # until the style sheet and the pictures are there
    if answer is None or not answer.ok:
        return [f"answered {answer.status if answer else 'nothing'}"]
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def main(folder: Path, system: str) -> int:
    """Open every post, print what sticks out and how many were looked at."""
    logging.disable(logging.WARNING)
    faulty = 0
    with imported(folder, system) as site, launched_browser() as browser:
        with site.database.reading() as db:
            shown = [
                (kind, slug) for kind in (POST, PAGE) for slug in db.scalars(select(Post.slug).where(*listed(kind)))
            ]
        pages = Pages(browser, site.settings.site_url)
        page = pages.open(viewport=(WIDTH, HEIGHT), has_touch=True)
        # Pictures come from elsewhere, and elsewhere isn't asked.
        page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
        start = time.perf_counter()
        for kind, slug in shown:
            found = look(page, site.url_for(f"blog.{kind}", slug=slug))
            faulty += bool(found)
            if found:
                print(f"  {slug}:", *found, sep="\n    ")
        seconds = time.perf_counter() - start
        pages.close()
    print(f"  {len(shown)} texts at {WIDTH} px in {seconds:.0f} s: {faulty} scroll sideways")
    return faulty


sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "") > 0)  # noqa: PLR2004 - the script and its two arguments
