"""Lets Lighthouse judge the pages that readers see: behind `make audit`. Fails where it finds less than all."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.support.browser import FLAGS, find_chromium
from tests.support.databases import MigratedDatabases
from tests.support.gallery import Gallery
from tests.support.sights import READERS_SIGHTS

ROOT: Final = Path(__file__).resolve().parent.parent
CATEGORIES: Final = ("accessibility", "best-practices", "seo")
ALL: Final = 100
#: Pages that say themselves that search engines shall leave them alone.
NOT_FOR_SEARCH: Final = {"missing", "search", "search_empty", "empty_home", "for_members", "locked", "preview_link"}
#: Pages whose status is an error, which Chromium notes in the console.
REFUSING: Final = {"missing", "for_members", "locked"}


def main(*names: str) -> int:
    """Print a line for each page, and return how many are not perfect."""
    with sync_playwright() as playwright:
        browser = find_chromium(playwright)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Gallery.opened(folder / "gallery", MigratedDatabases(folder, "audit", lambda: None)) as gallery:
            found = {each: _audited(gallery, each, str(browser)) for each in names or READERS_SIGHTS}
    for each, (scores, faults) in found.items():
        print(f"{each:16}", *(f"{category} {score:3}" for category, score in scores.items()), *faults, sep="  ")
    return sum(bool(faults) for _, faults in found.values())


def _audited(gallery: Gallery, name: str, browser: str) -> tuple[dict[str, int], list[str]]:
    """Return a page's scores, and what keeps it from having all."""
    path = gallery.sights[name].path
    told = _lighthouse(path if path.startswith("http") else gallery.url + path, browser)
    wanted = [category for category in CATEGORIES if category != "seo" or name not in NOT_FOR_SEARCH]
    scores = {category: round(told["categories"][category]["score"] * ALL) for category in wanted}
    short = [fault for category in scores for fault in _faults(told, category)]
    return scores, [fault for fault in short if name not in REFUSING or "console" not in fault]


def _lighthouse(url: str, browser: str) -> dict[str, Any]:
    program = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
    flags = " ".join(("--headless=new", "--no-sandbox", *(flag for flag in FLAGS if " " not in flag)))
    command = ["node", program, url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    environ = {**os.environ, "CHROME_PATH": browser}
    # A page that is missing is one of ours too.
    options = [f"--chrome-flags={flags}", "--no-enable-error-reporting", "--ignore-status-code"]
    told = subprocess.run([*command, *options], capture_output=True, text=True, check=True, env=environ)
    report: dict[str, Any] = json.loads(told.stdout)
    return report


def _faults(told: dict[str, Any], category: str) -> list[str]:
    audits = [told["audits"][each["id"]] for each in told["categories"][category]["auditRefs"] if each["weight"]]
    return [f"{category}: {audit['title']}" for audit in audits if audit["score"] is not None and audit["score"] < 1]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)
