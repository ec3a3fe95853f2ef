"""`make vendor` and `make bundle` make all that a site needs on a host which has Python and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from core.vendored import TAG, digest_of_lock, tag_of_this_python
from tests.support.checkout import SiteServer, copy_project
from tests.support.source import ROOT
from tests.support.vendored import copy_with_scripts, run_script, vendored

#: No packages of its own, and none that a variable of the tests' environment would lead to.
BARE = (sys._base_executable, "-E", "-s", "-S")
CACHE = sys.implementation.cache_tag
#: In the ELF header: for which processor a module was compiled.
MACHINE, AARCH64 = slice(18, 20), b"\xb7\x00"
#: Asks the application for pages as a server does; prints their statuses and texts, and where all its modules are.
VISIT = """
import io, json, runpy, sys
application = runpy.run_path(sys.argv[1])["application"]
def visit(path):
    said = []
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_LANGUAGE": "zh-CN", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr}
    body = application(environ, lambda status, headers, *_: said.append(status))
    text = b"".join(body).decode()
    getattr(body, "close", list)()
    return said[0], text
answers = {path: visit(path) for path in ("/healthz", "/blog/")}
files = sorted({module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)})
print(json.dumps({"answers": answers, "files": files, "standard": io.__file__}))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a copy of the project whose site-packages/ has just been filled, where there was something else."""
    root = copy_with_scripts(tmp_path_factory.mktemp("vendor") / "checkout", sys._base_executable)
    (root / "site-packages" / "left_over.py").touch()
    command = ["make", "--no-print-directory", "vendor", f"PYTHON={sys._base_executable}"]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    return root


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def bare(*command):
    """Run a Python without packages in a folder that isn't the site's."""
    return subprocess.run([*BARE, *command], cwd="/", capture_output=True, text=True, check=False)


def test_the_folder_holds_what_is_pinned_and_nothing_else(checkout):
    folder = checkout / "site-packages"
    assert (folder / TAG).read_text().split() == [tag_of_this_python(), digest_of_lock(ROOT)]
    pins = {line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line}
    assert {path.name.split("-")[0].lower().replace("_", "-") for path in folder.glob("*.dist-info")} == pins
    assert (folder / "README.md").exists()
    assert not (folder / "left_over.py").exists()
    assert not (folder / "bin").exists()
    assert not list(checkout.glob(".site-packages*"))


def test_nothing_in_it_knows_where_it_was_made(checkout):
    here = [os.fsencode(checkout), os.fsencode(ROOT), b"#!" + os.fsencode(sys._base_executable)]
    made = [*files_below(checkout / "site-packages"), *checkout.glob("locales/*/LC_MESSAGES/*.mo")]
    assert [path for path in made for place in here if place in path.read_bytes()] == []


def test_byte_code_is_there_and_asks_for_no_times(checkout):
    folder = checkout / "site-packages"
    byte_code = folder / "__pycache__" / f"bottle.{CACHE}.pyc"
    assert byte_code.read_bytes()[4:8] == b"\x01\x00\x00\x00"  # PEP 552: of a source that is never looked at
    for package in ("sqlalchemy", "jinja2", "babel", "alembic", "granian"):
        assert (folder / package / "__pycache__" / f"__init__.{CACHE}.pyc").exists()


def test_catalogues_are_compiled(checkout):
    catalogues = list(checkout.glob("locales/*/LC_MESSAGES/*.po"))
    assert catalogues
    for catalogue in catalogues:
        assert catalogue.with_suffix(".mo").stat().st_mtime >= catalogue.stat().st_mtime


def test_a_bundle_unpacked_elsewhere_runs_under_a_bare_python(checkout, tmp_path):
    said = run_script(checkout, "bundle.sh").stdout
    (packed,) = (checkout / "dist").iterdir()
    assert f"{packed.relative_to(checkout)}: {packed.stat().st_size / 1e6:.1f} MB" in said
    subprocess.run(["tar", "-xf", packed, "-C", tmp_path], check=True)
    root = tmp_path / "bottlepost"
    byte_code = root / "core" / "__pycache__" / f"i18n.{CACHE}.pyc"
    assert (
        byte_code.read_bytes()[4:8] == b"\x03\x00\x00\x00"
    )  # PEP 552: of a source that is compared, for it may change
    assert bare(root / "manage.py", "upgrade").returncode == 0
    visit = json.loads(bare("-c", VISIT, root / "index.wsgi").stdout)
    assert [status for status, _ in visit["answers"].values()] == ["200 OK", "200 OK"]
    assert '<html lang="zh-Hans"' in visit["answers"]["/blog/"][1]
    homes = (root, Path(visit["standard"]).parent)
    assert [name for name in visit["files"] if not any(home in Path(name).parents for home in homes)] == []


def test_a_run_that_fails_leaves_the_packages_as_they_were(checkout):
    before = {path: path.stat().st_mtime_ns for path in files_below(checkout / "site-packages")}
    lock = checkout / "requirements.txt"
    kept = lock.read_text()
    lock.write_text("bottle==0.13.4 --hash=sha256:" + "0" * 64 + "\n")
    try:
        failed = run_script(checkout, "vendor.sh", check=False, PYTHON=sys._base_executable)
    finally:
        lock.write_text(kept)
    assert failed.returncode == 1
    assert "Not every package could be had for Python 3." in failed.stderr
    assert {path: path.stat().st_mtime_ns for path in files_below(checkout / "site-packages")} == before
    assert not list(checkout.glob(".site-packages*"))


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("/no/python", "PYTHON=/no/python is no program.\n"),
        ("3.9", "Bottlepost needs Python 3.11 or newer, and PYTHON=3.9 is older.\n"),
        ("2", "PYTHON=2 is no Python: name a program, or a version such as 3.12.\n"),
    ],
)
def test_a_python_that_won_t_do_is_refused_in_one_sentence(checkout, python, sentence):
    refused = run_script(checkout, "vendor.sh", check=False, PYTHON=python)
    assert refused.returncode == 1
    assert refused.stderr == sentence


def test_packages_for_another_machine_are_of_it_alone_and_refused_here(checkout, tmp_path):
    root = tmp_path / "site"
    root.mkdir()
    folder = copy_project(root) / "site-packages"
    run_script(checkout, "vendor.sh", PYTHON="3.12", PLATFORM="aarch64-unknown-linux-gnu", INTO=str(folder))
    compiled = [path for path in files_below(folder) if path.suffix == ".so"]
    assert len(compiled) > 5
    assert {path.read_bytes()[MACHINE] for path in compiled} == {AARCH64}
    assert (folder / TAG).read_text().split()[0] == "cpython-312-aarch64-linux-gnu"
    for start in ("index.wsgi", "manage.py"):
        refused = bare(root / start)
        assert refused.returncode == 3
        assert refused.stderr.count("\n") == 1
        assert f"cpython-312-aarch64-linux-gnu, and this Python is {tag_of_this_python()}" in refused.stderr


def test_serve_hands_the_packages_on_to_the_server():
    site = SiteServer(*BARE, "manage.py", "serve", "--upgrade")
    (site.root / "site-packages").symlink_to(vendored(sys._base_executable))
    with site, urlopen(f"{site.url}/healthz", timeout=10) as answer:
        assert answer.status == 200
