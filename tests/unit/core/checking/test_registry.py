"""Every check is known by one id, has a test of its own and its place in the manuals."""

import re

import pytest

from tests.support.checking import ALL_CHECKS, BY_ID
from tests.support.source import ROOT

MANUALS = {
    "docs/checks.md": ("**What it means.**", "**Why it matters.**", "**How to mend it.**"),
    "docs/checks.zh-CN.md": ("**含义。**", "**为什么重要。**", "**怎么办。**"),
}
TESTS = [*(ROOT / "tests/unit/core/checking/checks").glob("*.py"), ROOT / "tests/unit/apps/auth/test_checks.py"]


def test_an_id_has_one_check():
    assert len(BY_ID) == len(ALL_CHECKS)


@pytest.mark.parametrize("manual", MANUALS)
def test_the_manual_explains_each_check_and_no_other(manual):
    text = (ROOT / manual).read_text(encoding="utf-8")
    sections = dict(part.split("\n", 1) for part in text.split("\n### ")[1:])
    assert sorted(sections) == sorted(BY_ID)
    assert [id for id, section in sections.items() if not all(word in section for word in MANUALS[manual])] == []


@pytest.mark.parametrize("manual", MANUALS)
def test_the_manual_says_how_bad_each_is(manual):
    text = (ROOT / manual).read_text(encoding="utf-8")
    words = {"error": ("error", "错误"), "warning": ("warning", "警告")}
    for id, check in BY_ID.items():
        line = text.partition(f"\n### {id}\n\n")[2].partition("\n")[0]
        assert line.strip("*").startswith(words[check.level]), id
        assert ("real sites" in line or "正式站点" in line) == check.real_only, id


def test_each_check_has_a_test_of_its_own():
    names = {name for path in TESTS for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)}
    assert [id for id in BY_ID if f"test_{id.replace('-', '_')}" not in names] == []
