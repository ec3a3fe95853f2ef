"""Lines per file and function: median, 95th percentile, maximum. Run: python bench/sizes.py."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("core", "apps", "migrations", "manage.py", "index.wsgi")
TESTS = ("tests",)


def sources(names: tuple[str, ...]) -> Iterator[Path]:
    """Yield the Python files below some folders, without the empty ones."""
    for name in names:
        path = ROOT / name
        yield from [path] if path.is_file() else (file for file in sorted(path.rglob("*.py")) if file.stat().st_size)


def function_lengths(path: Path) -> Iterator[int]:
    """Yield the lines of each function, from its `def` to its last line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def row(label: str, numbers: list[int]) -> str:
    """Return one line of the table."""
    ordered = sorted(numbers)
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return f"{label:22} {len(ordered):6} {sum(ordered):8} {median(ordered):8.0f} {p95:6} {ordered[-1]:6}"


print(f"{'':22} {'count':>6} {'lines':>8} {'median':>8} {'p95':>6} {'max':>6}")
for title, folders in (("product", PRODUCT), ("tests", TESTS)):
    files = list(sources(folders))
    print(row(f"{title}: files", [len(path.read_text(encoding="utf-8").splitlines()) for path in files]))
    print(row(f"{title}: functions", [length for path in files for length in function_lengths(path)]))
