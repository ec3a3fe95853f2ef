"""Where packages come from: site-packages/ or the Python itself. Read before any is found, by Pythons as old as 3.6."""

import hashlib
import importlib.machinery
import sys
from pathlib import Path

from core.ending import end_with

FOLDER = "site-packages"
#: Says in two words what the folder was filled for: a Python, and a requirements.txt by its digest.
TAG = "made-for.txt"
OLDEST = (3, 11)


def use_site_packages(root: Path, *, warns: bool = True) -> None:
    """Put site-packages/ on sys.path if it fits, and end the process with one sentence if no packages are left.

    A virtual environment that has the packages goes before the folder, and does without one that doesn't fit.
    """
    if sys.version_info < OLDEST:
        end_with(_too_old())
    folder = root / FOLDER
    # Whoever set PYTHONPATH to it has put it there already.
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != folder.resolve()]
    stands_alone = sys.prefix != sys.base_prefix and _has_packages()
    fault = fault_of(root)
    sentence = "{}: {}.".format(*fault) if fault else ""
    if sentence and not stands_alone:
        end_with(sentence)
    if not sentence:
        sys.path.insert(len(sys.path) if stands_alone else 0, str(folder))
    elif warns:
        sys.stderr.write(sentence + "\n")
    if not _has_packages():
        end_with(
            "Bottlepost's packages are not installed for this Python: `make run` installs and serves here, "
            "`make vendor` fills site-packages/ for a host that installs nothing."
        )


def fault_of(root: Path) -> "tuple[str, str] | None":
    """Return what is wrong with the folder and what to do about it; None for one filled by hand, which has no tag."""
    try:
        made_for, _, digest = (root / FOLDER / TAG).read_text(encoding="utf-8").strip().partition("\n")
    except FileNotFoundError:
        return None
    ours = tag_of_this_python()
    if made_for != ours:
        wrong = f"The packages in site-packages/ are made for {made_for}, and this Python is {ours}"
        if not _has_makefile(root):
            return wrong, f"make a bundle for this Python, by `{_command(root, ours)}` where this one was made"
        return wrong, f"fill it again, by `{_command(root, ours)}`"
    if digest_of_lock(root) not in ("", digest):
        wrong = "site-packages/ was filled from another requirements.txt than the one beside it"
        return wrong, f"upload both, or make them again, by `{_command(root, ours)}`"
    return None


def tag_of_this_python() -> str:
    """Return what compiled packages are named for: cpython-312-x86_64-linux-gnu."""
    return tag_of(importlib.machinery.EXTENSION_SUFFIXES[0])


def tag_of(suffix: str) -> str:
    """Return the tag in the end of a compiled module's name: .cpython-312-x86_64-linux-gnu.so."""
    return suffix.strip(".").rpartition(".")[0]


def digest_of_lock(root: Path) -> str:
    """Return the digest of requirements.txt, the same whatever line ends an upload gave it; "" where there is none."""
    try:
        return hashlib.sha256((root / "requirements.txt").read_text(encoding="utf-8").encode()).hexdigest()
    except FileNotFoundError:
        return ""


def _too_old() -> str:
    return "Bottlepost needs Python {}.{} or newer, and this is Python {}.{}.{}.".format(
        *OLDEST + tuple(sys.version_info[:3])
    )


def _has_packages() -> bool:
    return importlib.machinery.PathFinder.find_spec("bottle", sys.path) is not None


def _has_makefile(root: Path) -> bool:
    """Tell whether this is a whole checkout; a bundle has none."""
    return (root / "Makefile").exists()


def _command(root: Path, tag: str) -> str:
    """Return what to type, here or on another machine, to fill the folder for the Python of this tag."""
    target = "vendor" if _has_makefile(root) else "bundle"
    command = "make {} PYTHON={}.{}".format(target, *sys.version_info[:2])
    processor, linux, libc = tag.split("-", 2)[-1].partition("-linux-")
    return f"{command} PLATFORM={processor}-unknown-linux-{libc}" if linux else command
