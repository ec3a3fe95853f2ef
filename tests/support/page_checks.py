"""The checkers of pages that npm installs: axe for what assistive technology needs, vnu for valid HTML."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.support.source import ROOT

MODULES = ROOT / "node_modules"
#: Everything axe knows to be wrong, and what it advises.
_RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@cache
def _axe() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page as it stands, one sentence each."""
    page.evaluate(_axe())
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in page.evaluate(_RUN)
        for node in rule["nodes"]
    ]


def invalid(folder: Path, pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what vnu finds wrong with pages, by their names; one run reads them all."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", folder]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = defaultdict(list)
    for message in json.loads(told.stdout)["messages"]:
        if message["type"] != "info":
            said = f"line {message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
            found[Path(message.get("url", "")).stem].append(said)
    return found
