"""A copy of the project, served by a real server: for what shows only in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.servers import Server
from tests.support.source import ROOT

#: What a site runs from; what the operator or a run added stays behind.
PARTS = (
    *("alembic.ini", "apps", "core", "index.wsgi", "locales", "manage.py", "migrations", "static", "templates"),
    "themes",
)


def copy_project(folder: Path) -> Path:
    """Copy what a site runs from into a folder; return the folder."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


class SiteServer(Server):
    """The site of a copy of its own, by `manage.py serve` or another command line that names {port}."""

    name = "site"

    def __init__(self, *command: str, **environ: str) -> None:
        """Prepare a copy; `environ` is what the operator sets."""
        super().__init__()
        self.root = self.folder / "checkout"
        self.root.mkdir()
        copy_project(self.root)
        self.url = f"http://{self.address}"
        self._command: Sequence[str] = command or (sys.executable, "manage.py", "serve")
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOST": self.host,
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef",
            **environ,
        }

    def command(self) -> list[str]:
        return [word.replace("{port}", str(self.port)) for word in self._command]

    def environment(self) -> dict[str, str]:
        return self._environ

    def working_folder(self) -> Path:
        return self.root

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py in the copy; return what it printed, raise CalledProcessError if it failed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.root,
            env=self._environ,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
