"""Folders of texts, as the benchmarks import them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from apps.blog.services.importing.imported import Source  # noqa: E402 - only now can it be found
from apps.blog.services.importing.jekyll import JekyllSource  # noqa: E402
from apps.blog.services.importing.markdown import MarkdownSource  # noqa: E402


def source_of(folder: Path, system: str) -> Source:
    """Return the folder as what it is, or as the system that was named."""
    is_jekyll = system == "jekyll" or (not system and (folder / "_posts").is_dir())
    return JekyllSource(folder) if is_jekyll else MarkdownSource(folder)
