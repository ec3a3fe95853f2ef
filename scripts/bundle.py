"""Packs the site with its packages into one file to upload: behind `make bundle`."""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from core.vendored import FOLDER, TAG, digest_of_lock
from scripts.vendor import ROOT, Target, compile_catalogues, compile_code, until_interrupted

#: What a site runs from and what its operator reads. Nothing else goes in, and of this only what is in git.
PARTS: Final = (
    *("index.wsgi", "manage.py", "alembic.ini", "requirements.txt", "apps", "core", "migrations"),
    *("templates", "static", "themes", "locales", "deploy", f"{FOLDER}/README.md"),
    *("LICENSE", "CHANGES.md", "README*.md", "docs/operating*.md", "docs/checks*.md", "docs/themes*.md"),
    *("docs/writing*.md", "docs/ways*.md", "docs/languages*.md", "docs/reach*.md"),
)
CODE: Final = ("apps", "core", "migrations")
#: The folder that unpacking makes.
TOP: Final = "bottlepost"
#: Above these, small hosts have been known to refuse an upload.
LARGE_FILE: Final = 20 * 1024 * 1024
FULL_FOLDER: Final = 2000

Files = dict[str, Path]


def is_filled() -> bool:
    """Tell whether site-packages/ holds what requirements.txt pins, for whatever Python."""
    tag = ROOT / FOLDER / TAG
    return tag.exists() and tag.read_text(encoding="utf-8").split()[1:] == [digest_of_lock(ROOT)]


def bundle(kind: str, python: str | None) -> None:
    """Write the file and say how large it is."""
    tag = (ROOT / FOLDER / TAG).read_text(encoding="utf-8").split()[0]
    compile_catalogues(ROOT / FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        files = _own_files(Path(folder) / TOP, _target(tag, python))
        files |= {f"{FOLDER}/{name}": ROOT / FOLDER / name for name in _below(ROOT / FOLDER)}
        path = ROOT / "dist" / f"bottlepost-{_version()}-{tag}.{kind}"
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_name(f".{path.name}")
        try:
            PACKERS[kind](unfinished, files)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _report(path, files)


def _own_files(stage: Path, target: Target | None) -> Files:
    """Return the site's own files by name, as copies with their byte code beside them."""
    names = _tracked() or _found()
    _refuse_links_out(names)
    for name in names:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, stage / name)
    for catalogue in ROOT.glob("locales/*/LC_MESSAGES/*.mo"):
        shutil.copy2(catalogue, stage / catalogue.relative_to(ROOT))
    if target:
        # An operator may edit this code; then Python sees that the byte code is of another text.
        compile_code(target, stage, *CODE, mode="checked-hash")
        for path in stage.rglob("*.pyc"):
            times = (path.parent.parent / f"{path.name.split('.')[0]}.py").stat()
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return {name: stage / name for name in _below(stage)}


def _refuse_links_out(names: list[str]) -> None:
    """Raise ValueError for a link to anything that isn't packed itself: it may be the operator's, or anybody's."""
    root, known = ROOT.resolve(), set(names)
    for name in names:
        target = (ROOT / name).resolve()
        if not target.is_relative_to(root) or target.relative_to(root).as_posix() not in known:
            raise ValueError(f"{name} is a link to {target}, which doesn't belong into a bundle.")


def _target(tag: str, python: str | None) -> Target | None:
    """Return a Python here that writes the byte code those of the tag read; None where there is none."""
    found = re.match(r"cp(?:ython-)?(\d)(\d+)", tag)
    wanted = ".".join(found.groups()) if found else ""
    candidates = (Target.find(name, None) for name in (python, wanted) if name)
    return next((target for target in candidates if target.version == wanted and target.program), None)


def _tracked() -> list[str]:
    """Return the files in git that belong in; none where this is no working tree of git."""
    names = _git("ls-files", "-z", "--", *PARTS).split("\0")
    return [name for name in names if (ROOT / name).is_file()] if "index.wsgi" in names else []


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return run.stdout if run.returncode == 0 else ""


def _found() -> list[str]:
    """Return the same without git: what isn't hidden and was made by nobody's tools."""
    tops = [path for part in PARTS for path in ROOT.glob(part)]
    names = [path.relative_to(ROOT).as_posix() for path in tops if path.is_file()]
    names += [f"{path.name}/{name}" for path in tops if path.is_dir() for name in _below(path)]
    return [name for name in names if not name.endswith(".pyc") and "/." not in f"/{name}"]


def _below(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _version() -> str:
    """Return the day and the name of what is checked out; today where git doesn't know."""
    commit = _git("log", "-1", "--format=%cd-%h", "--date=format:%Y.%m.%d").strip() if _tracked() else ""
    changed = "-changed" if commit and _git("status", "--porcelain", "--untracked-files=no") else ""
    return commit + changed or time.strftime("%Y.%m.%d")


def _ordered(files: Files) -> Iterator[tuple[str, Path]]:
    # Who unpacks without the times of files gets them in this order, and a .mo has to be no older than its .po.
    return iter(sorted(files.items(), key=lambda pair: (pair[0].endswith(".mo"), pair[0])))


def _mode(path: Path) -> int:
    return 0o755 if path.stat().st_mode & 0o100 else 0o644


def _pack_tar(path: Path, files: Files) -> None:
    """Write what comes out the same whoever packs it: in order, of no owner, without the time of packing."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for name, source in _ordered(files):
            entry = tarfile.TarInfo(f"{TOP}/{name}")
            entry.size, entry.mtime, entry.mode = source.stat().st_size, int(source.stat().st_mtime), _mode(source)
            with source.open("rb") as content:
                archive.addfile(entry, content)


def _pack_zip(path: Path, files: Files) -> None:
    """Write the same for hosts whose file manager knows nothing else."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name, source in _ordered(files):
            entry = zipfile.ZipInfo.from_file(source, f"{TOP}/{name}", strict_timestamps=False)
            entry.external_attr, entry.compress_type = _mode(source) << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, source.read_bytes())


PACKERS: Final[dict[str, Callable[[Path, Files], None]]] = {"tar.gz": _pack_tar, "zip": _pack_zip}


def _report(path: Path, files: Files) -> None:
    unpacked = sum(source.stat().st_size for source in files.values())
    size = f"{path.stat().st_size / 1e6:.1f} MB, unpacked {unpacked / 1e6:.0f} MB in {len(files)} files"
    print(f"{path.relative_to(ROOT)}: {size}.")
    if not _tracked():
        print("Git doesn't know this folder: whatever lies in the site's own folders is in it. Look through it first.")
    for name, source in files.items():
        if source.stat().st_size > LARGE_FILE:
            print(f"{name} is larger than 20 MB, which some hosts refuse.")
    for folder, count in Counter(name.rpartition("/")[0] for name in files).items():
        if count > FULL_FOLDER:
            print(f"{folder}/ holds {count} files; some hosts refuse more than {FULL_FOLDER} in a folder.")


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--format", default="tar.gz")
    parser.add_argument("--python")
    asked = parser.parse_args()
    if asked.check:
        return 0 if is_filled() else 1
    if asked.format not in PACKERS:
        print(f"FORMAT={asked.format} is not known: choose tar.gz or zip.", file=sys.stderr)
        return 1
    try:
        bundle(asked.format, asked.python)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(until_interrupted(main))
