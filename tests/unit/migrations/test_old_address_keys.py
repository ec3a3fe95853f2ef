"""What was imported before old addresses had keys gets them."""

import sqlalchemy as sa
from alembic import command

from apps.blog.services.reach.old_addresses import address_key
from core.database.migrating import alembic_config
from tests.support.databases import open_database, settings_for
from tests.support.source import ROOT

ADDRESSES = ["/2012/foo.html", "", "/b/%E4%BD%A0%E5%A5%BD/", "/"]
INSERT = sa.text(
    "INSERT INTO import_sources (id, system, source_key, source_id, old_address, content_hash, post_version, "
    "imported_at) VALUES (:id, 'jekyll', :key, 'x', :address, 'x', 1, '2026-01-01 00:00:00')"
)


def test_each_row_gets_the_key_of_its_address(empty_database_url):
    config = alembic_config(ROOT, settings_for(empty_database_url).database_url)
    command.upgrade(config, "0007")
    database = open_database(empty_database_url)
    with database.transaction() as db:
        for number, address in enumerate(ADDRESSES, 1):
            db.execute(INSERT, {"id": number, "key": str(number), "address": address})
    command.upgrade(config, "0008")
    with database.reading() as db:
        keys = db.scalars(sa.text("SELECT old_key FROM import_sources ORDER BY id")).all()
    database.dispose()
    assert keys == [address_key(address) for address in ADDRESSES]
