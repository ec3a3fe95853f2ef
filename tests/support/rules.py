"""The rules of the house, each as a function from source to what is wrong with it."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.support.source import Function, Import, Source

#: Sub-apps in the order in which they may know each other.
SUB_APPS = ("auth", "blog", "admin")
#: What each layer never imports; "apps.*.services" stands for the services of any sub-app.
NEVER = {
    "core": ("apps",),
    "models": ("bottle", "wtforms", "jinja2", "core.web"),
    "services": ("bottle", "wtforms", "jinja2", "core.web"),
    "forms": ("bottle", "sqlalchemy"),
    "views": ("bottle", "sqlalchemy", "wtforms", "jinja2"),
    "jobs": ("bottle", "wtforms", "jinja2", "core.web"),
    "commands": ("bottle", "wtforms", "jinja2"),
    "checks": ("bottle", "wtforms", "jinja2", "core.web"),
}
#: What each layer of a sub-app may use of its own sub-app, beside itself.
REACHES = {
    "models": set(),
    "services": {"models"},
    "forms": {"models"},
    "views": {"forms", "services", "models"},
    "jobs": {"services", "models"},
    "commands": {"services", "models"},
    "checks": {"services", "models"},
    "app": {"views", "forms", "services", "models", "jobs", "commands"},
}
#: Core from the ground up: a layer imports itself and what is below.
GROUND = {
    *("addresses", "clock", "database_url", "ending", "errors", "escapes", "i18n", "languages"),
    *("settings", "settings_files"),
    "vendored",
}
#: Groups of the blog's services from the ground up: each imports itself, what is below, and what stands beside them.
BLOG_GROUPS = ("access", "terms", "reading", "finding", "reach", "writing", "importing")
PICKLES = ("pickle", "_pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib")
FILE_LIMIT = 300
FUNCTION_LIMIT = 40


def layer_of(module: str) -> tuple[str, str]:
    """Return the sub-app (or core, or nothing) and the layer that a module belongs to."""
    parts = module.split(".")
    if parts[0] == "core":
        return "", "core"
    if len(parts) > 2 and parts[0] == "apps" and parts[1] in SUB_APPS:
        return parts[1], parts[2]
    return "", ""


def forbidden_imports(source: Source) -> Iterator[str]:
    """Find imports that the module's layer never makes."""
    _, layer = layer_of(source.module)
    for found in source.imports:
        if found.reaches(*NEVER.get(layer, ())):
            yield source.at(found.line, f"{layer} never imports {found.name}")


def imports_up(source: Source) -> Iterator[str]:
    """Find imports from a lower layer of a sub-app to a higher one of the same."""
    app, layer = layer_of(source.module)
    for found in source.imports:
        other, wanted = layer_of(found.name)
        if app and other == app and wanted != layer and wanted not in REACHES.get(layer, set()):
            yield source.at(found.line, f"{layer} of {app} imports its {wanted}: {found.name}")


def imports_across(source: Source) -> Iterator[str]:
    """Find imports between sub-apps against their order, or of anything but models and services."""
    app, layer = layer_of(source.module)
    for found in source.imports:
        other, wanted = layer_of(found.name)
        if not app or not other or other == app:
            continue
        if SUB_APPS.index(other) > SUB_APPS.index(app):
            yield source.at(found.line, f"{app} knows {other}, which stands on it: {found.name}")
        elif wanted not in {"models", "services"}:
            yield source.at(found.line, f"only models and services cross: {found.name}")
        elif layer == "views" and wanted != "services":
            yield source.at(found.line, f"views reach only the services of another sub-app: {found.name}")
        elif layer == "forms" and wanted == "services":
            yield source.at(found.line, f"forms never import services: {found.name}")


def imports_up_in_blog(source: Source) -> Iterator[str]:
    """Find imports between the groups of the blog's services from the ground to what stands on it."""
    if not source.module.startswith("apps.blog.services."):
        return
    for found in source.imports:
        if found.reaches("apps.blog.services") and _blog_height(found.name) > _blog_height(source.module):
            yield source.at(found.line, f"{source.module} stands below {found.name}")


def _blog_height(module: str) -> int:
    """Return the place of a module's group; what is in none stands below all."""
    return next((height for height, group in enumerate(BLOG_GROUPS) if module.split(".")[3:4] == [group]), -1)


def knows_the_whole(source: Source) -> Iterator[str]:
    """Find imports of the site by anything but what starts it."""
    for found in source.imports:
        if found.reaches("apps.site") and source.module not in {"apps.wsgi", "manage"}:
            yield source.at(found.line, "only apps.wsgi and manage.py know the whole site")
        if found.reaches("apps.wsgi") and source.path not in {"index.wsgi", "apps/serving.py"}:
            yield source.at(found.line, "only what servers load imports apps.wsgi")


def imports_up_in_core(source: Source) -> Iterator[str]:
    """Find imports inside core from the ground to what stands on it."""
    if not source.module.startswith("core."):
        return
    for found in source.imports:
        if found.reaches("core") and _height(found.name) > _height(source.module):
            yield source.at(found.line, f"{source.module} stands below {found.name}")


def _height(module: str) -> int:
    part = module.split(".")[1]
    if part in GROUND:
        return 0
    return {"database": 1, "web": 3, "checking": 4}.get(part, 2)


def bottle_outside_core(source: Source) -> Iterator[str]:
    """Find Bottle anywhere but in core.web."""
    for found in source.imports:
        if found.reaches("bottle") and not source.module.startswith("core.web."):
            yield source.at(found.line, f"only core.web speaks with Bottle: {found.name}")


def imports_inside(source: Source) -> Iterator[str]:
    """Find imports that aren't at the top of their file, relative ones and those of everything."""
    for found in source.imports:
        if not found.at_top:
            yield source.at(found.line, f"{found.name} is imported inside; imports stand at the top")
        if found.name.startswith("."):
            yield source.at(found.line, f"{found.name} is relative; imports say the whole name")
        if found.name.endswith(".*"):
            yield source.at(found.line, f"{found.name} imports whatever is there; name what is used")


def imports_of_pickle(source: Source) -> Iterator[str]:
    """Find the modules that run code when they read."""
    for found in source.imports:
        if found.reaches(*PICKLES):
            yield source.at(found.line, f"{found.name}: whoever writes what it reads runs code here")


def too_long(source: Source) -> Iterator[str]:
    """Find files and functions that have outgrown their noun."""
    if source.length > FILE_LIMIT:
        yield source.at(FILE_LIMIT + 1, f"the file has {source.length} lines, {FILE_LIMIT} are the limit")
    # A migration is a list of what changes, in one go.
    functions = () if source.path.startswith("migrations/versions/") else source.functions
    for function in functions:
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LIMIT:
            yield source.at(function.lineno, f"{function.name} has {lines} lines, {FUNCTION_LIMIT} are the limit")


def filled_init(source: Source) -> Iterator[str]:
    """Find an __init__.py with anything in it."""
    if source.path.endswith("__init__.py") and source.text:
        yield source.at(1, "__init__.py is empty everywhere")


def undocumented(source: Source) -> Iterator[str]:
    """Find modules, public classes and public functions without a docstring, and modules with a long one."""
    if source.text and "\n" in (ast.get_docstring(source.tree) or "\n"):
        yield source.at(1, "a module says in one line what belongs in it")
    for node in _public(source.tree):
        if ast.get_docstring(node) is None:
            yield source.at(node.lineno, f"{node.name} has no docstring")


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in scope.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_") or node.name == "Meta":
            continue
        if any(ast.unparse(mark).endswith((".setter", "overload")) for mark in node.decorator_list):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


def built_sql(source: Source) -> Iterator[str]:
    """Find SQL text that is put together instead of written down."""
    fixed = {
        target.id
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if not _makes_sql(source, ast.unparse(node.func)):
            continue
        given = node.args[0]
        if not isinstance(given, ast.Constant) and not (isinstance(given, ast.Name) and given.id in fixed):
            yield source.at(node.lineno, f"SQL is built: {ast.unparse(node)}")


def _makes_sql(source: Source, function: str) -> bool:
    module, _, name = function.rpartition(".")
    if name not in {"text", "literal_column"}:
        return False
    wanted = {module} if module else {f"sqlalchemy.{name}", f"sqlalchemy.sql.{name}"}
    return any(found.name in wanted and found.reaches("sqlalchemy") for found in source.imports)


def circles(sources: Iterable[Source]) -> Iterator[str]:
    """Find modules that import each other, straight or round a corner."""
    graph = _graph(sources)
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> Iterator[str]:
        if module in path:
            circle = [*path[path.index(module) :], module]
            yield " → ".join(f"{one} (line {graph[one][other]})" for one, other in pairwise(circle)) + f" → {module}"
        elif module not in done:
            for other in graph[module]:
                yield from walk(other, [*path, module])
            done.add(module)

    for module in graph:
        yield from walk(module, [])


def _graph(sources: Iterable[Source]) -> dict[str, dict[str, int]]:
    """Return for each module the modules it imports when it is imported, with the lines."""
    by_name = {source.module: source for source in sources if source.text}
    return {
        name: {
            target: found.line
            for found in source.imports
            if not found.for_types and (target := _module(found, by_name)) and target != name
        }
        for name, source in by_name.items()
    }


def _module(found: Import, known: dict[str, Source]) -> str | None:
    return next((name for name in (found.name, found.name.rpartition(".")[0]) if name in known), None)


def unsafe_markup(path: str, text: str, *, allowed: frozenset[str]) -> Iterator[str]:
    """Find templates that switch escaping off, but for those that show cleaned HTML."""
    for line, found in _search(text, r"\|\s*safe\b|{%-?\s*autoescape\s+(?!true)"):
        if path not in allowed:
            yield f"{path}:{line}: {found.strip()} shows what nobody cleaned"


def inline_code(path: str, text: str) -> Iterator[str]:
    """Find scripts, styles and handlers inside a page, which our Content-Security-Policy forbids.

    Linked data stands in an element of that name too, but is nothing that a browser runs.
    """
    text = _LINKED_DATA.sub("", text)
    for line, found in _search(text, r"<style\b|<script\b(?![^>]*\bsrc=)|\s(style|on[a-z]{3,})\s*=|javascript:"):
        yield f"{path}:{line}: {found.strip()} stands inline"


#: What a page may say to machines: a value that is escaped for this place, and nothing else.
_LINKED_DATA = re.compile(r'<script type="application/ld\+json">{{ [\w.]+\|tojson }}</script>')


def _search(text: str, pattern: str) -> Iterator[tuple[int, str]]:
    # Comments become blank, with their lines, so that the numbers stay right.
    shown = re.sub(r"{#.*?#}", lambda comment: re.sub(r"[^\n]", " ", comment[0]), text, flags=re.DOTALL)
    for found in re.finditer(pattern, shown, re.IGNORECASE):
        yield shown.count("\n", 0, found.start()) + 1, found[0]
