"""The generation: new with every change that readers see, in the same transaction."""

import pytest
from sqlalchemy import select

from apps.blog.models.term import Tag
from core.database.database import rollback
from core.generation import Generation, GenerationCache, renew
from core.limits import Limit, LimitService
from core.site_settings import Setting, SiteSettingsService


def generation(database):
    with database.reading() as db:
        return db.scalar(select(Generation.value))


def test_a_change_that_readers_see_renews_it(database):
    before = generation(database)
    with database.transaction() as db:
        db.add(Tag(name="a", slug="a", slug_key="a", name_key="a"))
    assert generation(database) != before


def test_a_change_that_readers_do_not_see_leaves_it(database):
    before = generation(database)
    with database.transaction() as db:
        LimitService(db).hit(Limit("x", most=1, seconds=1), "y")
    assert generation(database) == before


def test_a_change_that_is_undone_leaves_it(database):
    before = generation(database)

    def fail():
        with database.transaction() as db:
            SiteSettingsService(db).update({"title": "New"})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert generation(database) == before


def test_what_is_kept_is_made_once_in_a_generation(database):
    cache, made = GenerationCache(), []

    def get():
        with database.reading() as db:
            return cache.get(db, ("title",), lambda: made.append(1) or SiteSettingsService(db).get().title)

    assert [get(), get()] == ["Bottlepost", "Bottlepost"]
    assert len(made) == 1
    with database.transaction() as db:
        SiteSettingsService(db).update({"title": "New"})
    cache.forget()
    assert get() == "New"
    assert len(made) == 2


def kept_title(cache, database):
    with database.reading() as db:
        return cache.get(db, ("title",), SiteSettingsService(db).get).title


def test_what_an_older_state_of_the_database_gave_is_not_kept(database):
    cache = GenerationCache()
    with database.reading() as slow:
        slow.scalars(select(Setting)).all()  # from here on SQLite shows it what is there now
        with database.transaction() as db:
            SiteSettingsService(db).update({"title": "New"})
        with database.reading() as other:
            cache.current(other)
        cache.get(slow, ("title",), SiteSettingsService(slow).get)
    assert kept_title(cache, database) == "New"


def test_what_was_never_committed_is_not_kept(database):
    cache = GenerationCache()
    with database.transaction() as db:
        cache.current(db)
        SiteSettingsService(db).update({"title": "Undone"})
        assert cache.get(db, ("title",), SiteSettingsService(db).get).title == "Undone"
        rollback(db)
    assert kept_title(cache, database) == "Bottlepost"


def test_a_bulk_statement_says_so_itself(database):
    before = generation(database)
    with database.transaction() as db:
        renew(db)
    assert generation(database) != before


def test_no_more_is_kept_than_agreed(database):
    cache = GenerationCache(size=2)
    with database.reading() as db:
        for number in range(5):
            cache.get(db, (number,), lambda number=number: number)
    assert [cache.last_known((number,)) for number in range(5)] == [None, None, None, 3, 4]


def test_settings_have_defaults_and_unknown_ones_are_refused(database):
    with database.transaction() as db:
        db.add(Setting(name="from_a_newer_release", value=1))
        assert SiteSettingsService(db).get().title == "Bottlepost"
        with pytest.raises(KeyError):
            SiteSettingsService(db).update({"colour": "red"})
