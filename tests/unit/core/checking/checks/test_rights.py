"""What the site's user may do in the database: users with more and fewer rights on a real server."""

import pytest

from core.checking.checks.rights import Grant


def test_database_rights(look, database_user):
    (said,) = look("database-rights", DATABASE_URL=database_user("SELECT, INSERT ON {own}"))
    assert "may not UPDATE, DELETE" in said
    for enough in ("ALL ON {own}", "SELECT, INSERT, UPDATE, DELETE ON {own}", "ALL ON *.*"):
        assert not look("database-rights", DATABASE_URL=database_user(enough))
    assert not look("database-rights")


def test_database_rights_upgrade(look, database_user):
    (said,) = look("database-rights-upgrade", DATABASE_URL=database_user("SELECT, CREATE, ALTER ON {own}"))
    assert "may not DROP, INDEX, REFERENCES" in said
    assert not look("database-rights-upgrade", DATABASE_URL=database_user("ALL ON {own}"))


def test_database_superuser(look, database_user):
    for grant in ("ALL ON *.*", "FILE ON *.*", "SUPER ON *.*"):
        (said,) = look("database-superuser", DATABASE_URL=database_user("SELECT ON {own}", grant))
        assert grant.split(" ")[0] in said
    assert not look("database-superuser", DATABASE_URL=database_user("ALL ON {own}", "PROCESS ON *.*"))


def test_database_superuser_by_its_name(look, careful_mariadb):
    careful_mariadb.execute(
        "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY 'x'", "GRANT ALL ON site.* TO root@'127.0.0.1'"
    )
    (said,) = look("database-superuser", DATABASE_URL=f"mysql://root:x@{careful_mariadb.address}/site")
    assert "as root" in said


def test_database_rights_excess(look, database_user):
    (said,) = look("database-rights-excess", DATABASE_URL=database_user("ALL ON {own}", "PROCESS, RELOAD ON *.*"))
    assert "PROCESS, RELOAD" in said
    assert not look("database-rights-excess", DATABASE_URL=database_user("ALL ON {own}"))
    assert not look("database-rights-excess", DATABASE_URL=database_user("ALL ON *.*"))  # told as a superuser


@pytest.mark.parametrize(
    ("line", "covers"),
    [
        ("GRANT SELECT ON `blog`.* TO `u`@`%`", True),
        (r"GRANT SELECT ON `bl\_g`.* TO `u`@`%`", False),
        ("GRANT SELECT ON `bl_g`.* TO `u`@`%`", True),
        (r"GRANT SELECT (`a`, `b`), INSERT ON `b%`.`posts` TO `u`@`%`", True),
        ("GRANT SELECT ON *.* TO `u`@`%` WITH GRANT OPTION", True),
        ("GRANT SELECT ON `other`.* TO `u`@`%`", False),
    ],
)
def test_grants_are_read_as_the_server_means_them(line, covers):
    grant = Grant.parse(line)
    assert (grant.allows("SELECT"), grant.covers("blog")) == (True, covers)


@pytest.mark.parametrize("line", ["GRANT `writers` TO `u`@`%`", "GRANT EXECUTE ON PROCEDURE `a`.`b` TO `u`@`%`"])
def test_what_is_no_grant_on_tables_is_passed_over(line):
    assert Grant.parse(line) is None
