"""`make run` and its kin set up what is missing, once, and say in one sentence what they can't."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.support.modes import obeying_modes
from tests.support.source import ROOT

#: What the scripts call; a folder with links to nothing else is a machine that lacks all the rest.
TOOLS = ("sh", "cat", "cmp", "cp", "dirname", "id", "mktemp", "rm", "tail")
OLD_PYTHON = """#!/bin/sh
case "$2" in
*print*) echo 3.10.12 ;;
*) exit 1 ;;
esac
"""
BARE_PYTHON = f"""#!/bin/sh
case "$2" in
*ensurepip*) echo python3.11-venv ;;
*) exec {sys.executable} "$@" ;;
esac
"""


SERVE = ["manage.py serve --upgrade"]


def make_checkout(folder):
    """Make a project of the scripts alone, which pins no package and whose manage.py tells what it was asked."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).touch()
    (folder / "manage.py").write_text("import sys\nprint('manage.py', *sys.argv[1:])\n")
    return folder


@pytest.fixture
def checkout(tmp_path):
    """Return such a project as it is cloned."""
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """Return a project that has been run, and what that said."""
    folder = make_checkout(tmp_path_factory.mktemp("first") / "checkout")
    return folder, served(folder)


@pytest.fixture
def set_up(first_run, tmp_path):
    """Return a project that has been run, to be spoilt."""
    return shutil.copytree(first_run[0], tmp_path / "set-up", symlinks=True)


@pytest.fixture
def machine(tmp_path):
    """Return a folder of programs, to be the PATH of a machine where nothing may be installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def add_program(machine, name, text):
    (machine / name).write_text(text)
    (machine / name).chmod(0o755)


def run(checkout, script, *args, path=None, before=(), **environ):
    return subprocess.run(
        [*before, "sh", checkout / "scripts" / "setup" / script, *args],
        env={"PATH": str(path or os.environ["PATH"]), "HOME": str(checkout), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def served(checkout):
    ended = run(checkout, "run.sh", PYTHON=sys.executable)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_the_first_run_makes_the_environment(first_run):
    making, installing, *rest = first_run[1]
    assert making.startswith("Making .venv with Python 3.")
    assert installing == "Installing what requirements.txt pins; this happens once."
    assert rest == SERVE


def test_the_second_run_finds_nothing_to_do(set_up):
    assert served(set_up) == SERVE


def test_an_environment_whose_installation_was_cut_off_is_made_anew(set_up):
    (set_up / ".venv" / "installing").touch()
    (set_up / ".venv" / "left-over").touch()
    assert served(set_up)[0].startswith("Making .venv")
    assert not (set_up / ".venv" / "left-over").exists()


def test_an_environment_without_its_python_is_made_anew(set_up):
    (set_up / ".venv" / "bin" / "python").unlink()
    assert served(set_up)[0].startswith("Making .venv")


def test_other_pins_are_installed_into_the_same_environment(set_up):
    (set_up / "requirements.txt").write_text("# another\n")
    assert served(set_up) == ["Installing what requirements.txt pins; this happens once.", *SERVE]


def test_pins_that_cannot_be_had_end_in_a_sentence_and_are_tried_again(set_up):
    (set_up / "requirements.txt").write_text("/nowhere/no.whl --hash=sha256:00\n")
    for _ in range(2):
        ended = run(set_up, "run.sh", PYTHON=sys.executable)
        assert ended.returncode == 1
        assert ended.stderr.endswith("pip could not install what requirements.txt pins; the lines above say why.\n")


def one_sentence(ended):
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    return ended.stderr.strip()


def test_a_python_that_is_too_old_gets_one_sentence(checkout, machine):
    add_program(machine, "python3", OLD_PYTHON)
    said = one_sentence(run(checkout, "run.sh", path=machine))
    assert said.startswith("Bottlepost needs Python 3.11 or newer, and python3 is 3.10.12: name another")


def test_a_chosen_python_that_is_too_old_gets_one_sentence(checkout, machine):
    add_program(machine, "python3.10", OLD_PYTHON)
    said = one_sentence(run(checkout, "run.sh", path=machine, PYTHON="python3.10"))
    assert said == "Bottlepost needs Python 3.11 or newer, and python3.10 is 3.10.12."


def test_a_chosen_python_that_is_none_gets_one_sentence(checkout):
    assert one_sentence(run(checkout, "run.sh", PYTHON="python0")) == "PYTHON=python0 is no program."


def test_without_python_its_packages_are_named(checkout, machine):
    assert one_sentence(run(checkout, "run.sh", path=machine)).endswith("apt-get install python3 python3-venv")


def test_without_venv_its_package_is_named(checkout, machine):
    add_program(machine, "python3", BARE_PYTHON)
    assert one_sentence(run(checkout, "run.sh", path=machine)).endswith("apt-get install python3.11-venv")


def test_all_that_the_tests_lack_is_named_in_one_sentence(checkout, machine):
    add_program(machine, "python3", BARE_PYTHON)
    said = one_sentence(run(checkout, "development.sh", "tests", path=machine))
    lacking = (
        "python3.11-venv gcc libc6-dev pkg-config libmariadb-dev mariadb-server-core mariadb-client-core memcached"
    )
    assert f"apt-get install {lacking}" in said
    assert {
        "chromium",
        "fontconfig",
        "fonts-noto-cjk",
        "fonts-lmodern",
        "nodejs",
        "npm",
        "default-jre-headless",
    } <= set(said.split())


def test_the_lock_of_the_page_checks_names_packages_and_no_host():
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    own = locked.pop("")
    wanted = json.loads((ROOT / "package.json").read_text())
    assert {**own["devDependencies"], **own["optionalDependencies"]} == {
        **wanted["devDependencies"],
        **wanted["optionalDependencies"],
    }
    assert all(each["integrity"].startswith("sha512-") and "resolved" not in each for each in locked.values())


def modules_ready(machine, checkout):
    """Ask node.sh whether it would install, on a machine whose npm only says what it was asked."""
    add_program(machine, "npm", "#!/bin/sh\necho npm $*\nmkdir -p node_modules\n")
    shutil.copy(ROOT / "package-lock.json", checkout)
    script = ". scripts/setup/common.sh; . scripts/setup/venv.sh; . scripts/setup/node.sh; prepare_modules"
    environ = {"PATH": f"{machine}:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-euc", script], cwd=checkout, env=environ, capture_output=True, text=True, check=True)


def test_the_page_checks_are_installed_once(checkout, machine):
    first, again = (modules_ready(machine, checkout).stdout.splitlines() for _ in range(2))
    assert first == [
        "Installing what package-lock.json pins; this happens once.",
        "npm ci --ignore-scripts --silent --omit=optional",
    ]
    assert again == []


def test_a_clone_that_cannot_be_written_gets_one_sentence(checkout):
    checkout.chmod(0o555)
    said = one_sentence(run(checkout, "run.sh", before=obeying_modes(), PYTHON=sys.executable))
    assert said.startswith("Nothing can be installed here: let ")
    assert str(checkout) in said


def test_an_environment_that_cannot_be_written_gets_one_sentence(set_up):
    (set_up / "requirements.txt").write_text("# another\n")
    (set_up / ".venv").chmod(0o555)
    said = one_sentence(run(set_up, "run.sh", before=obeying_modes(), PYTHON=sys.executable))
    assert ".venv can't be written" in said


def test_a_site_that_was_set_up_and_is_read_only_since_is_served(set_up):
    set_up.chmod(0o555)
    ended = run(set_up, "run.sh", before=obeying_modes(), PYTHON=sys.executable)
    assert ended.stdout.splitlines() == SERVE
