"""The project's own source as a test reads it: files, their syntax trees and what they import."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = (
    *("core/**/*.py", "apps/**/*.py", "migrations/**/*.py", "scripts/**/*.py", "deploy/**/*.py"),
    *("manage.py", "index.wsgi"),
)
TESTS = ("tests/**/*.py",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One name that a module imports: `from core.errors import NotFound` gives core.errors.NotFound."""

    line: int
    name: str
    at_top: bool
    for_types: bool

    def reaches(self, *modules: str) -> bool:
        """Tell whether the name is one of these modules or something in them."""
        return any(self.name == module or self.name.startswith(f"{module}.") for module in modules)


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)

    @property
    def module(self) -> str:
        """The name under which others import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def length(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def imports(self) -> list[Import]:
        top = {id(node): False for node in self.tree.body}
        for node in self.tree.body:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                top |= {id(child): True for child in node.body}
        return [
            Import(node.lineno, name, at_top=id(node) in top, for_types=top.get(id(node), False))
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in _names(node)
        ]

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, line: int, fault: str) -> str:
        """Return a fault the way editors and compilers name its place."""
        return f"{self.path}:{line}: {fault}"


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]


def read_sources(patterns: tuple[str, ...]) -> list[Source]:
    """Return the files that match, in the order of their paths."""
    paths = sorted({path for pattern in patterns for path in ROOT.glob(pattern)})
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def read_templates() -> dict[str, str]:
    """Return the text of every template by its path."""
    folders = [ROOT / "templates", *ROOT.glob("themes/*/templates")]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
