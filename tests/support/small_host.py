"""The small host: a read-only tree with its packages in site-packages/, under a Python that has none of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.support.checkout import copy_project
from tests.support.servers import Server, ServerFailed
from tests.support.source import ROOT
from tests.support.vendored import vendored

#: Who the site runs as where the tests run as root, whom no file mode keeps out; nobody, on every Linux.
_NOBODY: Final = "65534"
_DROP: Final = (
    *("setpriv", "--reuid", _NOBODY, "--regid", _NOBODY, "--clear-groups"),
    # Lost with the change of user, and wanted even if the tests are killed.
    *("--pdeathsig", "KILL", "--"),
)
#: No environment and no site module: none of the packages that may be installed for it.
_ALONE: Final = ("-E", "-s", "-S")
_TELL: Final = "import sys, ssl, ctypes; print(sys.version_info >= (3, 11), sys.prefix)"


class SmallHost(Server):
    """`index.wsgi` by waitress, set up in bottlepost.env, that may write to the temporary folder alone.

    Another process of the same tree is started with `beside`; `environ` goes before the file.
    """

    name = "small-host"

    def __init__(self, settings: Mapping[str, str], *, beside: "SmallHost | None" = None, **environ: str) -> None:
        super().__init__()
        self.url = f"http://{self.address}"
        self.python = beside.python if beside else bare_python()
        self.root = beside.root if beside else self.folder / "site"
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.temporary.chmod(0o1777)
        self.folder.chmod(0o755)
        self._environ = {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self.temporary),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            **environ,
        }
        if not beside:
            self._upload(settings)

    def command(self) -> list[str]:
        return self._as_visitor("deploy/waitress/serve.py")

    def environment(self) -> dict[str, str]:
        return self._environ

    def working_folder(self) -> Path:
        return self.root

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the host's Python as the site's own user, in its folder."""
        command = self._as_visitor(*arguments)
        return subprocess.run(command, cwd=self.root, env=self._environ, capture_output=True, text=True, check=False)

    def close(self) -> None:
        """Stop the server and remove its folder, read-only as it is."""
        self.kill()
        for folder, _, _ in os.walk(self.folder):
            Path(folder).chmod(0o755)
        super().close()

    def _as_visitor(self, *arguments: str) -> list[str]:
        return [*_drop(), self.python, *_ALONE, *arguments]

    def _upload(self, settings: Mapping[str, str]) -> None:
        """Copy the tree as an operator would upload it, and leave nothing of it to be written."""
        self.root.mkdir()
        copy_project(self.root)
        shutil.copytree(ROOT / "deploy" / "waitress", self.root / "deploy" / "waitress", dirs_exist_ok=True)
        shutil.copytree(vendored(self.python), self.root / "site-packages", dirs_exist_ok=True)
        (self.root / "var").mkdir()
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (self.root / "bottlepost.env").write_text(lines, encoding="utf-8")
        for folder, _, files in os.walk(self.root, topdown=False):
            for path in (*(Path(folder, name) for name in files), Path(folder)):
                if not path.is_symlink():
                    path.chmod((path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0)) & ~0o222)


def bare_python() -> str:
    """Return a Python that the site's user may run as well as we do; raise ServerFailed if there is none."""
    for python in (sys._base_executable, "/usr/bin/python3"):
        ours, theirs = _tell([python]), _tell([*_drop(), python])
        # A Python in somebody's home starts for another user too, but with the libraries of whichever else it finds.
        if ours.startswith("True") and ours == theirs:
            return python
    raise ServerFailed("there is no Python 3.11 that another user than root may run")


def _drop() -> tuple[str, ...]:
    return _DROP if os.geteuid() == 0 else ()


def _tell(python: list[str]) -> str:
    try:
        told = subprocess.run([*python, *_ALONE, "-c", _TELL], capture_output=True, text=True, check=False, cwd="/")
    except FileNotFoundError:
        return ""
    return told.stdout
