"""The keys of the old addresses that were imported before there were keys."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ENDING = re.compile(r"(?:/index)?\.(?:html?|php)\Z")
_BATCH = 500


def upgrade() -> None:
    """Write each key, a few rows at a time."""
    connection = op.get_bind()
    unkeyed = sa.text(
        "SELECT id, old_address FROM import_sources WHERE id > :last AND old_key = '' AND old_address != '' "
        "ORDER BY id LIMIT :size"
    )
    write = sa.text("UPDATE import_sources SET old_key = :key WHERE id = :id")
    last = 0
    while rows := connection.execute(unkeyed, {"last": last, "size": _BATCH}).all():
        connection.execute(write, [{"id": row.id, "key": _key(row.old_address)} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    """Leave the keys; the column goes with the revision before."""


def _key(address: str) -> str:
    """Return what apps.blog.services.reach.old_addresses.address_key returned when this was written."""
    path = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", unquote(address)).casefold())
    path = _ENDING.sub("", path.rstrip("/")).rstrip("/")
    return hashlib.sha256(path.encode()).hexdigest() if path else ""
