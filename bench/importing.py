"""Time and memory of importing a folder into a fresh database. Run: python bench/importing.py DIR [jekyll|markdown].

It imports twice, so that the second line says what a run costs that changes nothing. DATABASE_URL may name an empty
database to take instead of a temporary SQLite file.
"""

import logging
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from alembic import command
from sources import ROOT, source_of

from apps.blog.services.importing.report import Report
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from core.database.database import Database
from core.database.migrating import alembic_config
from core.settings import Settings


def peak_memory() -> float:
    """Return the most that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(database: Database, folder: Path, system: str) -> str:
    """Import once and return a line of figures."""
    report = Report()
    start = time.perf_counter()
    for result in import_all(database, source_of(folder, system), ImportOptions(post_address="/blog/posts/{}".format)):
        report.add(result)
    seconds = time.perf_counter() - start
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in report.outcomes.items())
    return f"{seconds:6.1f} s {report.files / seconds:7.0f} posts/s {peak_memory():6.0f} MB at most: {outcomes}"


def main(folder: Path, system: str) -> None:
    """Print both runs."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as scratch:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{scratch}/bench.db")
        settings = Settings.load(
            ROOT, {"DATABASE_URL": url, "SECRET_KEY": "a-benchmark-signs-nothing-at-all-0123456789"}
        )
        command.upgrade(alembic_config(ROOT, settings.database_url), "head")
        database = Database(settings, patient=True)
        print(f"{folder.name}: {peak_memory():.0f} MB before")
        for name in ("first", "again"):
            print(f"  {name:6} {measure(database, folder, system)}")
        database.dispose()


main(Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "")  # noqa: PLR2004 - the script and its two arguments
