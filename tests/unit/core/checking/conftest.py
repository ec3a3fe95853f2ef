"""What the tests of checks share: one check made on a site that has nothing else wrong."""

import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.settings import Settings
from tests.support.certificates import make_certificate
from tests.support.checking import BY_ID, REAL
from tests.support.mariadb import MariaDBServer


@pytest.fixture
def root(settings):
    """Return the folder of a site of its own."""
    return settings().root


@pytest.fixture
def embedded(root, migrated):
    """Return the file of the site's database."""
    migrated.copy(root / "var")
    path = root / "var/bottlepost.db"
    path.chmod(0o600)
    return path


@pytest.fixture
def look(root):
    """Return a function that makes one check of a real site and returns what it finds, as sentence and remedy."""
    sites = []

    def make(id, *, root=root, as_real=False, not_made=(), **environ):
        site = SiteUnderCheck(*Settings.examine(root, {**REAL, **environ}), as_real=as_real)
        sites.append(site)
        report = run_checks(site, [BY_ID[id]])
        assert tuple(report.not_made) == tuple(not_made), report.not_made
        assert {finding.id for finding in report.findings} <= {id}
        return [f"{finding.sentence} {finding.remedy}" for finding in report.findings]

    yield make
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def careless_mariadb():
    """Return a MariaDB of its own that is set up as badly as can be."""
    options = (
        "--version=10.5.9-MariaDB",
        "--max-allowed-packet=1M",
        "--max-connections=7",
        "--wait-timeout=20",
        "--read-only=1",
        "--innodb-flush-log-at-trx-commit=2",
    )
    with MariaDBServer(*options) as server:
        server.create("site")
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Return the file of a certificate for 127.0.0.1, and of its key."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def careful_mariadb(certificate):
    """Return a MariaDB of its own that is set up as it should be."""
    tls = (f"--ssl-cert={certificate}", f"--ssl-key={certificate.with_name('key.pem')}")
    with MariaDBServer("--innodb-flush-log-at-trx-commit=1", *tls) as server:
        server.create("site")
        yield server


@pytest.fixture
def database_user(mariadb):
    """Return a function that makes a user with some rights and returns the DATABASE_URL of a database of its own."""
    made = []

    def make(*grants, password="in-tests-only"):
        name = f"check_{secrets.token_hex(4)}"
        mariadb.create(name)
        mariadb.execute(f"CREATE USER {name}@'%' IDENTIFIED BY '{password}'")
        made.append(name)
        for grant in grants:
            mariadb.execute(f"GRANT {grant.format(own=f'`{name}`.*', name=name)} TO {name}@'%'")
        return f"mysql://{name}:{password}@127.0.0.1:{mariadb.port}/{name}"

    yield make
    for name in made:
        mariadb.execute(f"DROP USER {name}@'%'", f"DROP DATABASE `{name}`")


@pytest.fixture
def open_folder():
    """Return a folder that every user of the machine may enter, which tests' own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="bottlepost-check-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
