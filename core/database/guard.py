"""The guard of reading requests: a GET that writes is a mistake and fails loudly."""

from typing import Any

from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from core.database.engine import READS_ONLY

#: Set on a session that has sent a change to the database.
WROTE = "wrote"


class WriteInRead(RuntimeError):
    """A request that may only read tried to write."""


def refuse_flush(db: Session, context: UOWTransaction, instances: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """Raise WriteInRead when a reading session is about to send a change."""
    if not (db.new or db.deleted or any(db.is_modified(row) for row in db.dirty)):
        return
    if db.info.get(READS_ONLY):
        message = "a request that only reads must use request.record to write"
        raise WriteInRead(message)
    db.info[WROTE] = True


def refuse_statement(state: ORMExecuteState) -> None:
    """Raise WriteInRead when a reading session executes an INSERT, UPDATE or DELETE."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if state.session.info.get(READS_ONLY):
        message = "a request that only reads must use request.record to write"
        raise WriteInRead(message)
    state.session.info[WROTE] = True
