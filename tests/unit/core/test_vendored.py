"""A site finds its packages in site-packages/ or in its Python, or says in one sentence why it doesn't."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.vendored import TAG, digest_of_lock, tag_of_this_python
from tests.support.source import ROOT

#: What is read before the version of Python is known to be new enough.
FIRST = ("index.wsgi", "manage.py", "core/__init__.py", "core/ending.py", "core/vendored.py")
BARE = (sys._base_executable, "-I", "-S")
OTHER = "cpython-399-sparc64-linux-gnu"
OURS = tag_of_this_python()
PRETEND = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path(sys.argv[1])"
LIKE_MANAGE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from core.vendored import use_site_packages
use_site_packages(Path(sys.argv[1]), warns=False)
import apps.wsgi
"""


@pytest.fixture
def site(tmp_path):
    """Return a site whose application says where Bottle comes from, and whether site-packages/ is last on sys.path."""
    root = tmp_path / "a site"
    for name in FIRST:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, root / name)
    (root / "apps").mkdir()
    (root / "apps" / "wsgi.py").write_text(
        "import bottle, sys\nprint(bottle.SOURCE)\nprint(sys.path[-1])\napplication = None"
    )
    (root / "requirements.txt").write_text("bottle==0.13.4\n")
    (root / "Makefile").touch()
    return root


@pytest.fixture
def venv(tmp_path):
    """Return a virtual environment that holds no package."""
    subprocess.run([sys._base_executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    return tmp_path / "venv"


def fill(folder, source="site-packages"):
    folder.mkdir(exist_ok=True)
    (folder / "bottle.py").write_text(f"SOURCE = {source!r}")


def fill_venv(venv):
    fill(next(venv.glob("lib/python*/site-packages")), source="venv")


def tag(site, made_for=OURS):
    (site / "site-packages" / TAG).write_text(f"{made_for}\n{digest_of_lock(site)}\n")


def start(site, *python, **environ):
    """Load index.wsgi as a server does, from another folder."""
    python = python or BARE
    environ = {"PATH": os.environ["PATH"], **environ}
    return subprocess.run(
        [*python, site / "index.wsgi"], cwd="/", env=environ, capture_output=True, text=True, check=False
    )


def assert_ends(run, *words):
    """See that the process ended, for good, with one sentence that holds these words."""
    assert run.returncode == 3
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    for word in words:
        assert word in run.stderr


def test_packages_come_from_the_folder(site):
    fill(site / "site-packages")
    tag(site)
    run = start(site)
    assert run.stdout.splitlines()[0] == "site-packages"
    assert run.stderr == ""


def test_a_folder_filled_by_hand_needs_no_tag(site):
    fill(site / "site-packages")
    assert start(site).stdout.startswith("site-packages\n")


def test_a_folder_for_another_python_is_refused(site):
    fill(site / "site-packages")
    tag(site, OTHER)
    version = "{}.{}".format(*sys.version_info[:2])
    assert_ends(start(site), OTHER, OURS, f"`make vendor PYTHON={version}")


def test_the_command_names_the_platform_of_this_python(site):
    fill(site / "site-packages")
    tag(site, OTHER)
    processor, _, libc = OURS.split("-", 2)[-1].partition("-linux-")
    assert f" PLATFORM={processor}-unknown-linux-{libc}`" in start(site).stderr


def test_a_bundle_without_a_makefile_is_made_anew_where_it_came_from(site):
    fill(site / "site-packages")
    tag(site, OTHER)
    (site / "Makefile").unlink()
    version = "{}.{}".format(*sys.version_info[:2])
    assert_ends(start(site), OTHER, OURS, f"`make bundle PYTHON={version}", "where this one was made")


def test_half_an_upload_is_refused(site):
    fill(site / "site-packages")
    tag(site)
    (site / "requirements.txt").write_text("bottle==0.13.5\n")
    assert_ends(start(site), "requirements.txt", "`make vendor PYTHON=")


def test_an_upload_may_change_line_ends_and_leave_the_lock_behind(site):
    fill(site / "site-packages")
    tag(site)
    (site / "requirements.txt").write_bytes(b"bottle==0.13.4\r\n")
    assert start(site).returncode == 0
    (site / "requirements.txt").unlink()
    assert start(site).returncode == 0


def test_a_site_without_packages_says_how_to_get_them(site):
    assert_ends(start(site), "`make run`", "`make vendor`")
    (site / "site-packages").mkdir()
    assert_ends(start(site), "`make run`", "`make vendor`")


def test_a_virtual_environment_with_packages_goes_first(site, venv):
    fill_venv(venv)
    fill(site / "site-packages")
    tag(site)
    run = start(site, venv / "bin" / "python")
    assert run.stdout.splitlines() == ["venv", str(site / "site-packages")]
    assert run.stderr == ""


def test_a_virtual_environment_without_packages_takes_the_folder(site, venv):
    fill(site / "site-packages")
    tag(site)
    assert start(site, venv / "bin" / "python").stdout.startswith("site-packages\n")


def test_a_virtual_environment_with_packages_does_without_a_folder_for_another_python(site, venv):
    fill_venv(venv)
    fill(site / "site-packages")
    tag(site, OTHER)
    run = start(site, venv / "bin" / "python")
    assert run.returncode == 0
    assert run.stdout.startswith("venv\n")
    assert run.stderr.count("\n") == 1
    assert OTHER in run.stderr


def test_a_virtual_environment_without_packages_does_not(site, venv):
    fill(site / "site-packages")
    tag(site, OTHER)
    assert_ends(start(site, venv / "bin" / "python"), OTHER, OURS)


def test_who_put_the_folder_on_the_path_is_told_too(site, venv):
    fill_venv(venv)
    fill(site / "site-packages")
    tag(site, OTHER)
    folder = str(site / "site-packages")
    assert start(site, venv / "bin" / "python", PYTHONPATH=folder).stdout.startswith("venv\n")
    assert_ends(start(site, sys._base_executable, "-S", PYTHONPATH=folder), OTHER, OURS)


def test_a_command_says_nothing_about_a_folder_it_does_without(site, venv):
    fill_venv(venv)
    fill(site / "site-packages")
    tag(site, OTHER)
    command = [venv / "bin" / "python", "-c", LIKE_MANAGE, site]
    run = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    assert run.stdout.startswith("venv\n")
    assert run.stderr == ""


def old_pythons():
    """Return how to start a Python that is too old: one that pretends to be, and one of the machine if it has any."""
    kept = [str(path) for path in Path.home().glob(".pyenv/versions/3.*/bin/python3")]
    named = [shutil.which(f"python3.{minor}") for minor in range(6, 11)]
    found = next((name for name in (*kept, *named) if name and is_old(name)), None)
    return [[*BARE, "-c", PRETEND], *([[found, "-I", "-S"]] if found else [])]


def is_old(python):
    question = [python, "-c", "import sys; sys.exit(not (3, 6) <= sys.version_info < (3, 11))"]
    return subprocess.run(question, capture_output=True, check=False).returncode == 0


def test_a_python_that_is_too_old_is_named(site):
    fill(site / "site-packages")
    for python in old_pythons():
        assert_ends(start(site, *python), "needs Python 3.11 or newer", "this is Python 3.")


@pytest.mark.parametrize("name", FIRST)
def test_old_pythons_can_read_what_tells_them_so(name):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))
    annotations = [
        given
        for node in ast.walk(tree)
        for given in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if given is not None and not name.startswith("manage")  # which has ended before it comes to its own
    ]
    assert all(isinstance(given, ast.Name | ast.Constant) for given in annotations)
