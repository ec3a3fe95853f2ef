"""Formulas: from TeX to MathML, which browsers draw and read aloud without any script."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import Final

from math_core import LatexToMathML

# A formula is one line or ten. The converter calls itself for each brace, so its length bounds how deep that goes.
_LONGEST = 4_000
_LONGEST_IN_ALL = 100_000
#: What a formula costs beside its letters.
_EACH = 20
_LARGEST_IN_ALL = 1_000_000
_DEEPEST = 60
_TAG = re.compile(r"<(/?)[a-z]+[^>]*?(/?)>")
# Eight times what the deepest formula of that length was seen to take. A server's threads may have much less, and the
# converter, which is compiled, would end the process instead of raising an error.
_STACK: Final = 64 * 1024 * 1024
# Commands of one's own could call each other a thousand times, each time as deep as a formula is long.
_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|[egx]?def|let|futurelet|global|long|newenvironment)(?![a-zA-Z])"
)
_BROKEN = re.compile(r"\\\\")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)(?![a-zA-Z])")
_TAGGED = re.compile(r"\\tag(?![a-zA-Z])")
# What the converter calls by another name, and what says nothing to it.
_SAME = (
    (re.compile(r"\\(begin|end)\{(?:split|eqnarray\*?|alignat\*?|flalign\*?)\}(?:\{\d\})?"), r"\\\1{aligned}"),
    (re.compile(r"\\[mh]box(?![a-zA-Z])"), r"\\text"),
    (re.compile(r"\\require\{\w*\}"), ""),
)
_stack_size = threading.Lock()


def to_mathml(formulas: Sequence[tuple[str, bool]]) -> list[str]:
    """Return MathML for each formula, given as TeX and whether it stands on a line of its own; empty for what is none.

    Numbered equations count through all of them. The TeX is kept within, as an annotation that tools can copy.
    """
    snippets = _accepted(formulas)
    results: list[str] = []
    if any(tex for tex, _ in snippets):
        _run_with_room(lambda: results.extend(_converter().convert_all(snippets)))
    return _drawable(snippets, results or [""] * len(snippets))


def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, continue_on_error=True, fancy_error=False, allow_unreliable_rendering=True)


def _accepted(formulas: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    accepted: list[tuple[str, bool]] = []
    left = _LONGEST_IN_ALL
    for tex, is_block in formulas:
        refused = len(tex) + _EACH > min(_LONGEST, left) or _DEFINES.search(tex)
        left -= 0 if refused else len(tex) + _EACH
        accepted.append(("" if refused else _in_an_environment(tex.strip(), is_block=is_block), is_block))
    return accepted


def _in_an_environment(tex: str, *, is_block: bool) -> str:
    """Return TeX as the converter wants it: a tag belongs to an equation, and lines to something that aligns them."""
    for pattern, same in _SAME:
        tex = pattern.sub(same, tex)
    if not is_block or _ENVIRONMENT.search(tex):
        return tex
    if _TAGGED.search(tex):
        return f"\\begin{{equation}}{tex}\\end{{equation}}"
    if _BROKEN.search(tex):
        name = "aligned" if "&" in tex else "gathered"
        return f"\\begin{{{name}}}{tex}\\end{{{name}}}"
    return tex


def _run_with_room(work: Callable[[], None]) -> None:
    # The size is a setting of the process: a thread that somebody starts meanwhile gets the same, which does no harm.
    with _stack_size:
        before = threading.stack_size(_STACK)
        try:
            thread = threading.Thread(target=work, name="formulas")
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()


def _drawable(snippets: list[tuple[str, bool]], results: list[str]) -> list[str]:
    left = _LARGEST_IN_ALL
    drawable: list[str] = []
    for (tex, _), result in zip(snippets, results, strict=True):
        fits = tex and result.startswith("<math") and len(result) <= left and not _is_too_deep(result)
        drawable.append(_without_styles(result) if fits else "")
        left -= len(drawable[-1])
    return drawable


def _is_too_deep(markup: str) -> bool:
    depth = 0
    for end, empty in _TAG.findall(markup):
        depth += -1 if end else 0 if empty else 1
        if depth > _DEEPEST:
            return True
    return False


# Alignment and lines of a table, which come as styles; a page allows none.
_STYLE = re.compile(r' style="([^"]*)"')
_CLASSES = {
    "text-align: right": "align-right",
    "text-align: left": "align-left",
    "padding-right: 0": "tight",
    "padding-left: 0": "tight",
    "border-right": "line-right",
    "border-left": "line-left",
    "border-top": "line-top",
    "border-bottom": "line-bottom",
}
# A gap that no formula needs pushes it out of the page; ten squares are five times the widest that has a name.
_GAP = re.compile(r' (?:width|height|depth|voffset|[lr]space|(?:min|max)size)="[+-]?\d{2}[^"]*"')


def _without_styles(markup: str) -> str:
    return _GAP.sub("", _STYLE.sub(_as_class, markup))


def _as_class(style: re.Match[str]) -> str:
    classes = dict.fromkeys(name for rule, name in _CLASSES.items() if rule in style[1])
    return f' class="{" ".join(classes)}"' if classes else ""
