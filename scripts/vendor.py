"""Fills site-packages/ with what requirements.txt pins, for one Python on one platform: behind `make vendor`."""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.vendored import FOLDER, OLDEST, TAG, digest_of_lock, tag_of

ROOT: Final = Path(__file__).resolve().parent.parent
#: A compiled module's name, which says what it was compiled for; what keeps to Python's stable ABI fits many.
_COMPILED: Final = re.compile(r"[^.]+(\.(?!abi3\.)[^.]+\.(?:so|pyd))")
#: What an installation leaves that is of this machine alone: commands begin with the path of its Python.
_LEFT_BEHIND: Final = ("bin", ".lock", "*.dist-info/direct_url.json", "*.dist-info/uv_cache.json")
#: What a shell makes of a program that SIGINT ended.
INTERRUPTED: Final = 130
_ASK_VERSION: Final = "import sys; print('%d.%d' % sys.version_info[:2])"


class Refused(Exception):
    """The folder can't be filled; the text says why in one sentence."""


@dataclass(frozen=True)
class Target:
    """The Python that will read the folder."""

    #: 3.12
    version: str
    #: The program, where this machine has it.
    program: str | None
    #: uv's name of another machine's platform.
    platform: str | None

    @classmethod
    def find(cls, python: str, platform: str | None) -> "Target":
        """Return what the operator named: a program, or a version that this machine need not have."""
        if re.fullmatch(r"3\.\d+", python):
            if int(python[2:]) < OLDEST[1]:
                raise Refused(
                    f"Bottlepost needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and PYTHON={python} is older."
                )
            candidates = (f"python{python}", sys.executable)
            return cls(python, next((name for name in candidates if _version_of(name) == python), None), platform)
        version = _version_of(python)
        if version is None:
            raise Refused(f"PYTHON={python} is no Python: name a program, or a version such as 3.12.")
        return cls(version, python, platform)

    def __str__(self) -> str:
        """Say it as a person would."""
        return f"Python {self.version}" + (f" on {self.platform}" if self.platform else "")

    def options(self) -> list[str]:
        """Return how uv is told. It takes the conditions in a lock file as the target would; pip as its own Python."""
        if self.program and not self.platform:
            return ["--python", self.program]
        platform = ["--python-platform", self.platform] if self.platform else []
        return ["--python", sys.executable, "--python-version", self.version, *platform]


def _version_of(program: str) -> str | None:
    try:
        run = subprocess.run([program, "-c", _ASK_VERSION], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def vendor(uv: str, target: Target, folder: Path) -> None:
    """Fill the folder anew; until it is whole, what was there before stays."""
    with _replaced(folder) as new:
        _install(uv, target, new)
        for pattern in _LEFT_BEHIND:
            for path in new.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        tag = _tag_of(new)
        # Nobody edits what is in there, so no start has to look.
        compile_code(target, new, mode="unchecked-hash")
        (new / TAG).write_text(f"{tag}\n{digest_of_lock(ROOT)}\n", encoding="utf-8")
    print(f"{folder.name}/ holds the packages for {tag}: {_size_of(folder)}.")


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """Give a folder that takes the place of another in the end, with its README.md, the one file that is in git."""
    new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    if old.exists() and not folder.exists():
        old.rename(folder)  # the last run was killed between its two renames
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        if (folder / "README.md").exists():
            shutil.copy2(folder / "README.md", new)
        yield new
        with _undisturbed():
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
    finally:
        for rest in (new, old):
            shutil.rmtree(rest, ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and its kin wait."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _install(uv: str, target: Target, folder: Path) -> None:
    print(f"Fetching what requirements.txt pins for {target}.", flush=True)
    command = [uv, "pip", "install", "--quiet", "--no-python-downloads", *target.options()]
    # Linked files would be those of uv's cache; what a wheel lacks for this platform is never compiled here for it.
    command += ["--link-mode", "copy", "--only-binary", ":all:", "--no-deps", "--require-hashes"]
    command += ["--target", str(folder), "--requirements", "requirements.txt"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Refused(f"Not every package could be had for {target}; the lines above say why.")


def _tag_of(folder: Path) -> str:
    """Return what the compiled packages say they are for."""
    found = (_COMPILED.fullmatch(path.name) for path in folder.rglob("*"))
    tags = {tag_of(match[1]) for match in found if match}
    if len(tags) != 1:
        raise Refused(f"The packages are for {', '.join(sorted(tags)) or 'no platform'}, and not for one platform.")
    return tags.pop()


def compile_code(target: Target, folder: Path, *parts: str, mode: str) -> None:
    """Write byte code that holds wherever the folder goes: an upload changes paths and times, and it knows neither."""
    if target.program is None:
        print(f"Byte code is left out, for no Python {target.version} is here to make it: the site starts slower.")
        return
    command = [target.program, "-I", "-m", "compileall", "-qq", "-j", "0", "-s", str(folder)]
    # A package may bring files for other Pythons, which this one can't compile: they don't hinder the rest.
    subprocess.run(
        [*command, "--invalidation-mode", mode, *(str(folder / part) for part in parts or ("",))], check=False
    )


def compile_catalogues(packages: Path) -> None:
    """Write the translations as the site reads them fastest, by the Babel that has just come."""
    subprocess.run(
        [sys.executable, "-m", "scripts.catalogues"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )


def _size_of(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return f"{sum(sizes) / 1e6:.0f} MB in {len(sizes)} files"


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uv", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--platform")
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    try:
        vendor(asked.uv, Target.find(asked.python, asked.platform), (asked.into or ROOT / FOLDER).resolve())
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    if not asked.into:
        compile_catalogues(ROOT / FOLDER)
    return 0


def until_interrupted(act: Callable[[], int]) -> int:
    """Return the exit status of what is done, in a terminal, until somebody types Ctrl-C."""
    try:
        return act()
    except KeyboardInterrupt:
        print("Interrupted before the end.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(until_interrupted(main))
