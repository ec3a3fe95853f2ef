"""Limits: counted for good, per subject and window."""

import threading

from sqlalchemy import func, select

from core.limits import Hits, Limit, LimitService

LIMIT = Limit("try", most=3, seconds=60)


def hit(database, subject="a"):
    return database.run(lambda db: LimitService(db).hit(LIMIT, subject))


def test_above_the_limit_the_wait_is_told(database, clock):
    assert [hit(database) for _ in range(4)] == [0, 0, 0, 60]
    clock.advance(seconds=20)
    assert hit(database) == 40


def test_each_subject_has_its_own_count(database, clock):
    for _ in range(4):
        hit(database)
    assert hit(database, "b") == 0


def test_a_window_ends(database, clock):
    for _ in range(4):
        hit(database)
    clock.advance(seconds=60)
    assert hit(database) == 0


def test_hits_at_the_same_moment_all_count(database):
    waits = []
    threads = [threading.Thread(target=lambda: waits.append(hit(database))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait == 0 for wait in waits) == LIMIT.most


def test_what_is_forgiven_is_not_counted(database, clock):
    for _ in range(3):
        hit(database)
    with database.transaction() as db:
        LimitService(db).forgive(LIMIT, "a")
    assert hit(database) == 0


def test_windows_that_are_over_are_deleted(database, clock):
    hit(database)
    clock.advance(seconds=60)
    with database.transaction() as db:
        LimitService(db).purge()
        assert db.scalar(select(func.count()).select_from(Hits)) == 0


def test_neither_names_nor_addresses_are_stored(database):
    hit(database, "person@example.org")
    with database.reading() as db:
        assert "person" not in db.scalar(select(Hits.bucket))
