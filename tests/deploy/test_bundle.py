"""A bundle holds the site with its packages and nothing of the operator's, the same whoever packs it."""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import zipfile

import pytest

from core.vendored import TAG, digest_of_lock
from tests.support.source import ROOT
from tests.support.vendored import copy_with_scripts, run_script, vendored
from tests.support.waiting import until

#: No Python here makes byte code for it, so packing is quick.
ELSEWHERE = "cpython-399-sparc64-linux-gnu"
#: What an operator has lying about.
OPERATORS = ("bottlepost.env", "var/bottlepost.db", "core/secrets.py", "static/notes.txt", ".env", "tests/test_a.py")
GIT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@b"))
    },
    "GIT_COMMITTER_DATE": "2026-03-12T01:41:00Z",
}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Return a copy of the project in git, with one package, and Babel by a link, which isn't packed."""
    root = copy_with_scripts(tmp_path_factory.mktemp("bundle") / "checkout", sys._base_executable)
    (root / "site-packages" / "bottle.py").write_text("made = 'elsewhere'\n")
    (root / "site-packages" / "babel").symlink_to(vendored(sys._base_executable) / "babel")
    (root / "site-packages" / TAG).write_text(f"{ELSEWHERE}\n{digest_of_lock(root)}\n")
    shutil.copy2(ROOT / ".gitignore", root)
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "All"]):
        git(root, *words)
    for name in OPERATORS:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("SECRET_KEY=0123456789")
    return root


@pytest.fixture(scope="module")
def packed(original):
    """Return the bundle of that."""
    return bundle(original)[0]


@pytest.fixture
def checkout(original, tmp_path):
    """Return such a copy, to be spoilt."""
    ignore = shutil.ignore_patterns("dist")
    return shutil.copytree(original, tmp_path / "checkout", symlinks=True, ignore=ignore)


def git(root, *words):
    run = subprocess.run(["git", *words], cwd=root, env=GIT, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def bundle(root, **environ):
    """Make a bundle; return it and what was said."""
    said = run_script(root, "bundle.sh", **environ).stdout
    (packed,) = (root / "dist").iterdir()
    return packed, said


def names_in(packed):
    with tarfile.open(packed) as archive:
        return [entry.name.removeprefix("bottlepost/") for entry in archive]


def test_it_is_named_for_its_commit_and_for_whom_it_is(original, packed):
    commit = git(original, "log", "-1", "--format=%h")
    assert packed.name == f"bottlepost-2026.03.12-{commit}-{ELSEWHERE}.tar.gz"


def test_it_says_that_it_isn_t_quite_the_commit(checkout):
    (checkout / "templates" / "layout.html").write_text("changed")
    assert f"-changed-{ELSEWHERE}" in bundle(checkout)[0].name


def test_it_holds_what_is_in_git_and_the_packages(original, packed):
    names = set(names_in(packed))
    folders = ("apps", "core", "migrations", "templates", "static", "themes", "locales")
    wanted = set(git(original, "ls-files", *folders).split("\n"))
    wanted |= {"index.wsgi", "manage.py", "alembic.ini", "requirements.txt", "README.md", "README.zh-CN.md", "LICENSE"}
    wanted |= {"docs/operating.md", "site-packages/bottle.py", f"site-packages/{TAG}", "site-packages/README.md"}
    wanted |= {"locales/zh_CN/LC_MESSAGES/bottlepost.mo"}
    assert names >= wanted
    assert not [name for name in names - wanted if not name.startswith(("deploy/", "docs/", "CHANGES.md"))]


def test_without_git_it_holds_what_is_there_but_nothing_hidden(checkout, packed):
    shutil.rmtree(checkout / ".git")
    for name in OPERATORS:
        (checkout / name).unlink()
    (checkout / "core" / ".hidden").touch()
    written, said = bundle(checkout)
    assert names_in(written) == names_in(packed)
    assert "Git doesn't know this folder" in said


@pytest.mark.parametrize("with_git", [True, False])
@pytest.mark.parametrize("target", ["{outside}", "../bottlepost.env"])
def test_a_link_to_what_is_none_of_it_is_refused(checkout, tmp_path, target, with_git):
    outside = tmp_path / "private.txt"
    outside.write_text("private")
    (checkout / "static" / "linked.txt").symlink_to(target.format(outside=outside))
    git(checkout, "add", "static/linked.txt")
    if not with_git:
        shutil.rmtree(checkout / ".git")
    failed = run_script(checkout, "bundle.sh", check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("static/linked.txt is a link to ")
    assert failed.stderr.count("\n") == 1
    assert not list(checkout.glob("dist/*"))


def test_it_is_the_same_whoever_packs_it(checkout, packed):
    assert bundle(checkout)[0].read_bytes() == packed.read_bytes()
    with tarfile.open(packed) as archive:
        assert {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in archive} == {(0, 0, "", "")}


def test_catalogues_stay_newer_than_their_sources_however_it_is_unpacked(packed):
    names = names_in(packed)
    ours = [f"locales/zh_CN/LC_MESSAGES/bottlepost{end}" for end in (".po", ".mo")]
    assert names.index(ours[1]) > names.index(ours[0])
    with tarfile.open(packed) as archive:
        times = [archive.getmember(f"bottlepost/{name}").mtime for name in ours]
    assert times == sorted(times)


def test_a_zip_holds_the_same(checkout, packed):
    zipped, _ = bundle(checkout, FORMAT="zip")
    with zipfile.ZipFile(zipped) as archive:
        assert [entry.filename.removeprefix("bottlepost/") for entry in archive.infolist()] == names_in(packed)
        assert archive.getinfo("bottlepost/manage.py").external_attr >> 16 & 0o777 == 0o755
        assert archive.testzip() is None


def test_what_some_hosts_refuse_is_named(checkout):
    with (checkout / "site-packages" / "large.so").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    (checkout / "site-packages" / "full").mkdir()
    for number in range(2001):
        (checkout / "site-packages" / "full" / f"{number}.dat").touch()
    _, said = bundle(checkout)
    assert "site-packages/large.so is larger than 20 MB" in said
    assert "site-packages/full/ holds 2001 files" in said
    assert said.count("\n") == 3  # and the first line, with size and number


def test_packages_of_another_lock_are_fetched_anew(checkout):
    (checkout / "requirements.txt").write_text("bottle==0 --hash=sha256:0\n")
    failed = run_script(checkout, "bundle.sh", check=False)
    assert failed.returncode != 0
    assert "Not every package could be had" in failed.stderr
    assert not (checkout / "dist").exists()


def test_another_format_is_refused_in_one_sentence(checkout):
    failed = run_script(checkout, "bundle.sh", check=False, FORMAT="rar")
    assert failed.returncode == 1
    assert failed.stderr == "FORMAT=rar is not known: choose tar.gz or zip.\n"


def test_ctrl_c_leaves_one_sentence_and_no_half_of_a_file(checkout):
    # Too large to be packed before somebody can type.
    (checkout / "site-packages" / "large.bin").write_bytes(os.urandom(100_000_000))
    with subprocess.Popen(
        [sys._base_executable, "-m", "scripts.bundle"], cwd=checkout, env=GIT, stderr=subprocess.PIPE, text=True
    ) as packing:
        until(lambda: list(checkout.glob("dist/.bottlepost-*")), "the beginning of the file")
        packing.send_signal(signal.SIGINT)
        said = packing.communicate(timeout=60)[1]
    assert (packing.returncode, said) == (130, "Interrupted before the end.\n")
    assert not list((checkout / "dist").iterdir())
