"""Uploads that others took the place of are deleted after a day, unless something shows them."""

import pytest

from core.jobs import JobService, Outcome, Worker
from core.site_settings import NamedLink, SiteSettingsService, StoredPicture
from core.storage import FileStorage, name_of, version_of
from core.unused_uploads import DELETE_UPLOAD, UploadDeleter, UploadService

NAME, OTHER = name_of(b"picture", "png"), name_of(b"another", "png")


@pytest.fixture
def storage(tmp_path):
    """Return a storage with a picture in three versions, and another picture."""
    storage = FileStorage(tmp_path / "media")
    for name in (NAME, version_of(NAME, 32), version_of(NAME, suffix="ico"), OTHER):
        storage.save(name, b"x")
    return storage


@pytest.fixture
def shown():
    """Return the set of names that something shows."""
    return set()


@pytest.fixture
def worker(database, storage, shown):
    """Return what does the jobs."""
    deleter = UploadDeleter(database, storage, [lambda _, name: name in shown])
    return Worker(database, {DELETE_UPLOAD: deleter.delete})


@pytest.fixture
def let_go(database):
    """Return what lets an upload go."""

    def act(name):
        with database.transaction() as db:
            UploadService(db).let_go(name)

    return act


@pytest.fixture
def a_day_later(clock, let_go):
    """Let the picture go when the test begins, and return what waits for the day to be over."""
    let_go(NAME)
    return lambda: clock.advance(days=1)


def files_of(storage):
    return {path.name for path in storage.folder.rglob("*.*")}


def test_it_goes_with_its_versions_after_a_day(clock, worker, storage, let_go):
    let_go(NAME)
    clock.advance(hours=23)
    assert worker.run_one() is Outcome.NO_JOB
    assert storage.exists(NAME)
    clock.advance(hours=1)
    assert worker.run_one() is Outcome.DONE
    assert files_of(storage) == {OTHER}


def test_what_is_gone_already_is_as_good(worker, storage, a_day_later):
    next(storage.folder.rglob(NAME)).unlink()
    a_day_later()
    assert worker.run_one() is Outcome.DONE


def test_nothing_in_its_place_means_nothing_to_delete(database, clock, worker, let_go):
    let_go(None)
    clock.advance(days=1)
    assert worker.run_one() is Outcome.NO_JOB


def test_it_stays_where_something_shows_it_by_then(worker, storage, a_day_later, shown):
    shown.add(NAME)
    a_day_later()
    assert worker.run_one() is Outcome.DONE
    assert storage.exists(version_of(NAME, 32))


@pytest.mark.parametrize(
    "changes",
    [
        {"logo": StoredPicture(NAME, 1, 1)},
        {"icon": StoredPicture(NAME, 1, 1)},
        {"own_css": f".masthead {{ background: url('/media/{NAME}') }}"},
        {"own_css": f".masthead {{ background: url(/media/{version_of(NAME, 32)}) }}"},
        {"menu": (NamedLink("漂流瓶", f"/media/{NAME}"),)},
        {"root_files": {"ads.txt": f"https://notes.test/media/{NAME}"}},
    ],
)
def test_it_stays_where_a_setting_names_it(database, worker, storage, a_day_later, changes):
    with database.transaction() as db:
        SiteSettingsService(db).update(changes)
    a_day_later()
    assert worker.run_one() is Outcome.DONE
    assert storage.exists(NAME)


def test_what_is_being_uploaded_again_stays_and_goes_another_day(clock, worker, storage, a_day_later):
    a_day_later()
    storage.save(NAME, b"x")
    assert worker.run_one() is Outcome.DONE
    assert storage.exists(NAME)
    assert storage.exists(version_of(NAME, 32))
    assert worker.run_one() is Outcome.NO_JOB
    clock.advance(days=1)
    assert worker.run_one() is Outcome.DONE
    assert files_of(storage) == {OTHER}


def test_a_folder_that_cant_be_written_makes_it_wait(database, worker, storage, a_day_later):
    (storage.folder / NAME[:2] / NAME).unlink()
    (storage.folder / NAME[:2] / NAME).mkdir()
    a_day_later()
    assert worker.run_one() is Outcome.NOT_DONE
    with database.reading() as db:
        assert JobService(db).count_postponed() == 1
