"""How Python itself runs, and whether the site has all its files and packages."""

import re
import sys
import tracemalloc
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from core.checking.check import Fault, error, warning
from core.checking.errors import NotChecked
from core.checking.site import SiteUnderCheck
from core.vendored import fault_of

#: What a release brings beside the code.
_PARTS: Final = ("locales", "migrations/versions", "static", "templates")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(\s*;)?", re.MULTILINE)


@warning("debug", real_only=True)
def debugging(_site: SiteUnderCheck) -> Iterator[Fault]:
    """Find ways to run Python that are for those who mend it."""
    found = {
        "in development mode (PYTHONDEVMODE or -X dev)": sys.flags.dev_mode,
        "interactively (PYTHONINSPECT or -i)": bool(sys.flags.inspect),
        "with memory tracing (PYTHONTRACEMALLOC)": tracemalloc.is_tracing(),
        "with warnings as errors (PYTHONWARNINGS or -W)": any("error" in option for option in sys.warnoptions),
    }
    for what, is_so in found.items():
        if is_so:
            yield Fault(f"Python runs {what}.", "Take that out of the site's environment: it slows or ends what works.")


@error("files-missing")
def missing_files(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find parts of the release that didn't arrive."""
    for name in _PARTS:
        folder = site.root / name
        if not folder.is_dir() or not any(folder.iterdir()):
            yield Fault(f"The folder {folder} is missing or empty.", "Copy the whole release again.")


@warning("packages-differ")
def other_packages(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find packages of other versions than the release was tried with, as after an upgrade of the code alone."""
    pins = site.root / "requirements.txt"
    if not pins.is_file():
        raise NotChecked(f"{pins} isn't there to compare with.")
    differing = [
        f"{name} {found} (pinned: {wanted})"
        for name, wanted, marker in _PIN.findall(pins.read_text(encoding="utf-8"))
        if (found := _installed(name)) != wanted and not (marker and found is None)
    ]
    if differing:
        shown = ", ".join(differing[:5]) + (f" and {len(differing) - 5} more" if len(differing) > 5 else "")  # noqa: PLR2004
        remedy = "Install what requirements.txt says: `make run`, `make vendor`, or pip install --require-hashes -r."
        yield Fault(f"Other packages are installed than this release was tried with: {shown}.", remedy)


@warning("site-packages")
def packages_of_another(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site-packages/ that was filled for another Python, or from another list."""
    if (fault := fault_of(site.root)) is not None:
        yield Fault.of(*fault)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
