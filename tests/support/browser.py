"""A Chromium for the tests, found on this machine and kept from talking to anybody but them."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

#: scripts/setup/services.sh looks in the same places.
NAMES = ("chromium", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Every name but ours is unknown, so that a third party in a page fails its test instead of waiting for a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium: CHROMIUM's, the machine's or Playwright's own; None if there is none."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    bundled = playwright.chromium.executable_path
    return bundled if Path(bundled).exists() else None


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """Yield a headless Chromium with a profile of its own."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            raise FileNotFoundError("Chromium is not on this machine; `make test` installs it")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    with sync_playwright() as found:
        sys.exit(0 if find_chromium(found) else 1)
