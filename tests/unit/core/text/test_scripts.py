"""Lines that join with a space or without."""

import pytest

from core.text.scripts import joins_without_space


@pytest.mark.parametrize(
    ("left", "right", "joins"),
    [
        ("文", "字", True),
        ("，", "文", True),
        ("文", "「", True),
        ("か", "な", True),
        ("𠮷", "野", True),
        ("”", "文", True),
        ("文", "“", True),
        ("—", "—", False),
        ("”", "a", False),
        ("文", "a", False),
        ("a", "文", False),
        ("한", "국", False),
        ("", "文", False),
        ("文", "", False),
        ("", "", False),
    ],
)
def test_only_scripts_without_spaces_join(left, right, joins):
    assert joins_without_space(left, right) is joins
