"""Packages that travel with the site: the folder as the project's own script fills it, and copies to run scripts in."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from filelock import FileLock

from core.vendored import TAG, digest_of_lock
from tests.support.checkout import copy_project
from tests.support.source import ROOT

_ASK_TAG = "import importlib.machinery as m; print(m.EXTENSION_SUFFIXES[0].strip('.').rpartition('.')[0])"


@cache
def vendored(python: str) -> Path:
    """Return a folder with the site's packages for this Python. It is shared: link or copy it, and change nothing."""
    tag = subprocess.run([python, "-I", "-c", _ASK_TAG], capture_output=True, text=True, check=True).stdout.strip()
    folder = ROOT / ".venv" / "vendored" / tag
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not _is_current(folder):
            run_script(ROOT, "vendor.sh", PYTHON=python, INTO=str(folder))
    return folder


def _is_current(folder: Path) -> bool:
    """Tell whether the folder was filled from today's requirements.txt."""
    try:
        return (folder / TAG).read_text(encoding="utf-8").split()[1:] == [digest_of_lock(ROOT)]
    except FileNotFoundError:
        return False


def copy_with_scripts(root: Path, python: str) -> Path:
    """Make a copy of the project in which its scripts run, with an empty site-packages/; return its folder."""
    root.mkdir()
    copy_project(root)
    (root / "site-packages").mkdir()
    for name in ("LICENSE", "Makefile", "site-packages/README.md"):
        shutil.copy2(ROOT / name, root / name)
    for path in (*ROOT.glob("requirements*"), *ROOT.glob("*.md")):
        shutil.copy2(path, root)
    for name in ("scripts", "deploy", "docs"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    vendored(python)  # for which the project has made its tools
    (root / ".tools").symlink_to(ROOT / ".tools")
    return root


def run_script(root: Path, name: str, *, check: bool = True, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's scripts, to which python3 is the tests' own; raise CalledProcessError if it fails."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "PYTHON"))}
    ours["PATH"] = os.pathsep.join((str(Path(sys._base_executable).parent), os.environ["PATH"]))
    command = ["sh", f"scripts/{name}"]
    return subprocess.run(command, cwd=root, env={**ours, **environ}, capture_output=True, text=True, check=check)
