"""The migrations: up, down and again on both engines, without losing a row."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from apps.models import METADATA
from core.database.migrating import alembic_config, is_modelled
from core.database.schema import _revisions, check_schema
from core.errors import SchemaError
from tests.support.databases import open_database, settings_for, upgrade
from tests.support.source import ROOT


@pytest.fixture
def empty(empty_database_url):
    """Return a database without any table."""
    database = open_database(empty_database_url)
    yield database
    database.dispose()


def downgrade(url, revision="base"):
    command.downgrade(alembic_config(ROOT, settings_for(url).database_url), revision)


def tables(database):
    names = set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if is_modelled(name, "table")}


def test_there_is_one_head():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_the_files_names_say_which_revisions_there_are():
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert _revisions(ROOT) == {script.revision for script in scripts.walk_revisions()}
    assert scripts.get_current_head() == max(_revisions(ROOT))


def test_up_and_down_leave_what_the_models_say_and_nothing(empty, empty_database_url):
    upgrade(empty_database_url)
    assert tables(empty) == set(METADATA.tables)
    with empty.engine.connect() as connection:
        options = {"compare_type": True, "include_name": is_modelled}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
    downgrade(empty_database_url)
    assert tables(empty) == set()


def test_a_migration_cut_off_half_way_can_be_run_again(empty, empty_database_url):
    # What MySQL leaves behind when the process is killed: tables, but no version.
    upgrade(empty_database_url)
    with empty.transaction() as db:
        db.execute(sa.text("DROP TABLE post_fields"))
        db.execute(sa.text("DELETE FROM alembic_version"))
    upgrade(empty_database_url)
    assert tables(empty) == set(METADATA.tables)


def test_a_column_is_added_and_dropped_however_often_it_is_cut_off(empty, empty_database_url):
    def columns():
        return {column["name"] for column in sa.inspect(empty.engine).get_columns("user_sessions")}

    upgrade(empty_database_url)
    with empty.transaction() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num='0002'"))
    upgrade(empty_database_url)
    assert "rotation_salt" in columns()
    downgrade(empty_database_url, "0002")
    assert "rotation_salt" not in columns()
    with empty.transaction() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num='0003'"))
    downgrade(empty_database_url, "0002")
    upgrade(empty_database_url)
    assert "rotation_salt" in columns()


def test_portraits_come_and_go_and_people_stay(empty, empty_database_url):
    def columns():
        return {column["name"] for column in sa.inspect(empty.engine).get_columns("users")}

    upgrade(empty_database_url)
    with empty.transaction() as db:
        db.execute(
            sa.text(
                "INSERT INTO users (name, name_key, display_name, role, state, bio, created_at, portrait) "
                "VALUES ('ada', 'ada', 'Ada', 10, 'active', '', '2026-01-01 00:00:00', '0.jpg')"
            )
        )
    downgrade(empty_database_url, "0009")
    assert "portrait" not in columns()
    upgrade(empty_database_url)
    with empty.reading() as db:
        assert db.execute(sa.text("SELECT name, portrait FROM users")).one() == ("ada", None)


def test_a_schema_behind_the_code_is_refused_and_one_ahead_is_not(empty, empty_database_url, caplog):
    with pytest.raises(SchemaError, match="alembic upgrade head"):
        check_schema(empty, ROOT)
    upgrade(empty_database_url)
    check_schema(empty, ROOT)
    with empty.transaction() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num='9999'"))
    check_schema(empty, ROOT)
    assert "newer" in caplog.text


def run_with_env(url, script_folder):
    """Run the migrations of a folder with the project's own env.py."""
    config = alembic_config(ROOT, settings_for(url).database_url)
    config.set_main_option("version_locations", str(script_folder))
    command.upgrade(config, "head")


REBUILD = """
import sqlalchemy as sa
from alembic import op
revision = "9001"
down_revision = None
def upgrade():
    op.create_table("parents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
    op.create_table("children", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parents.id", ondelete="CASCADE"), nullable=False))
    op.execute("INSERT INTO parents (id, name) VALUES (1, 'a'), (2, 'b')")
    op.execute("INSERT INTO children (id, parent_id) VALUES (1, 1), (2, 1), (3, 2)")
    with op.batch_alter_table("parents", recreate="auto") as batch:
        batch.alter_column("name", existing_type=sa.String(20), type_=sa.String(40), nullable=False)
"""


def test_altering_a_parent_table_keeps_its_children(empty, empty_database_url, tmp_path):
    (tmp_path / "9001_rebuild.py").write_text(REBUILD)
    run_with_env(empty_database_url, tmp_path)
    with empty.reading() as db:
        assert db.scalar(sa.text("SELECT COUNT(*) FROM children")) == 3
        assert db.scalar(sa.text("SELECT COUNT(*) FROM parents")) == 2


ORPHAN = (
    REBUILD
    + """
    op.execute("DELETE FROM parents WHERE id = 2")
"""
)


@pytest.mark.engine("sqlite")
def test_a_migration_that_leaves_orphans_is_undone(empty, empty_database_url, tmp_path):
    (tmp_path / "9001_rebuild.py").write_text(ORPHAN)
    with pytest.raises(RuntimeError, match="1 rows without their parents"):
        run_with_env(empty_database_url, tmp_path)
    assert tables(empty) == set()


@pytest.mark.engine("sqlite")
def test_full_text_tables_are_no_business_of_autogenerate(empty, empty_database_url):
    upgrade(empty_database_url)
    with empty.transaction() as db:
        db.execute(sa.text("CREATE VIRTUAL TABLE posts_fts USING fts5(title)"))
    command.check(alembic_config(ROOT, settings_for(empty_database_url).database_url))


@pytest.mark.engine("mariadb")
def test_tables_are_the_same_under_either_scheme_whatever_the_database_is_made_for(empty, empty_database_url):
    with empty.engine.begin() as connection:
        connection.execute(sa.text("ALTER DATABASE CHARACTER SET latin1"))
    upgrade(empty_database_url.replace("mysql", "mariadb", 1))
    found = sa.text(
        "SELECT DISTINCT table_collation, engine FROM information_schema.tables"
        " WHERE table_schema = DATABASE() AND table_name IN :names"
    )
    names = [table.name for table in METADATA.sorted_tables]
    with empty.engine.connect() as connection:
        kinds = connection.execute(found.bindparams(sa.bindparam("names", names, expanding=True))).all()
    assert [tuple(kind) for kind in kinds] == [("utf8mb4_unicode_520_ci", "InnoDB")]
