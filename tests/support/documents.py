"""The pages that people read beside the code, as a test reads them."""

import re

from tests.support.source import ROOT

OPERATING, CHECKS = "docs/operating.md", "docs/checks.md"
#: Page in English → the same page in Chinese.
CHINESE = {
    "README.md": "README.zh-CN.md",
    OPERATING: "docs/operating.zh-CN.md",
    CHECKS: "docs/checks.zh-CN.md",
    "docs/themes.md": "docs/themes.zh-CN.md",
    "docs/reach.md": "docs/reach.zh-CN.md",
    "docs/languages.md": "docs/languages.zh-CN.md",
    "docs/writing.md": "docs/writing.zh-CN.md",
}
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


def prose_of(page):
    """Return a page without its blocks of code."""
    return _BLOCK.sub("", text_of(page))


def blocks_of(page):
    """Return the blocks of code, in their order."""
    return _BLOCK.findall(text_of(page))


def code_of(page):
    """Return all that is to be typed: the lines of the blocks, and what stands between backquotes."""
    lines = [line for block in blocks_of(page) for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", prose_of(page))


def headings_of(page):
    """Return each heading with its number signs."""
    return re.findall(r"^(#+) +(.+)$", prose_of(page), re.MULTILINE)


def anchors_of(page):
    """Return the anchors that code hosts make of the headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for _, heading in headings_of(page)}


def links_of(page):
    """Return where the page leads to inside of the project."""
    return re.findall(r"\]\((?!https?:)([^)\s]+)\)", prose_of(page))


def first_column(page, after):
    """Return the names in code in the first column of the table that follows some words."""
    rest = text_of(page).partition(after)[2]
    rows = re.search(r"^\|.*?(?=^\n|\Z)", rest, re.MULTILINE | re.DOTALL)[0].splitlines()
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
