"""How well and how fast the search finds: 500 questions drawn from an imported folder, against a look at every letter.

Run: python bench/search.py DIR [jekyll|markdown]. DATABASE_URL may name an empty database to take instead of a
temporary SQLite file. Exits with 1 if anything isn't found.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from alembic import command
from sources import ROOT, source_of
from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from apps.blog.models.post import PAGE, Post
from apps.blog.services.access.visibility import listed
from apps.blog.services.finding.search import SearchService
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from core.database.database import Database
from core.database.migrating import alembic_config
from core.settings import Settings
from core.text.excerpts import plain_text
from core.text.folding import fold
from core.text.search import parse_query
from tests.support.oracle import Question, questions

QUESTIONS = 500
EVERYTHING = 1_000_000
#: How many wrong answers are shown.
SHOWN = 10


def texts_of(database: Database) -> dict[object, tuple[str, str]]:
    """Return what readers see of each text, the title and all else, by its id."""
    with database.reading() as db:
        posts = db.scalars(
            select(Post).where(or_(*[_all(kind) for kind in ("post", PAGE)])).options(undefer(Post.html))
        )
        return {post.id: (post.title, f"{post.summary}\n{plain_text(post.html)}") for post in posts}


def _all(kind: str) -> object:
    first, *rest = listed(kind)
    for condition in rest:
        first &= condition
    return first


def asked(database: Database, question: Question) -> tuple[set[object], float]:
    """Return the ids of everything that is found, and the seconds that the first page takes."""
    start = time.perf_counter()
    with database.reading() as db:
        SearchService(db).find(parse_query(question.typed))
    seconds = time.perf_counter() - start
    with database.reading() as db:
        _, ids = SearchService(db).list_ids(parse_query(question.typed), size=EVERYTHING)
    return set(ids), seconds


def measure(database: Database, texts: Mapping[object, Sequence[str]], wanted: Sequence[Question]) -> int:
    """Ask all questions, print how the answers compare, and return how many texts weren't found."""
    right = found_in_all = true_in_all = 0
    times, wrong = [], []
    for question in wanted:
        truth = question.answers(texts)
        found, seconds = asked(database, question)
        times.append(seconds * 1000)
        right += len(truth & found)
        found_in_all += len(found)
        true_in_all += len(truth)
        if truth != found:
            wrong.append(f"{question.typed!r}: {len(truth - found)} missed, {len(found - truth)} too many")
    times.sort()
    print(f"  recall {right / max(1, true_in_all):.4f}, precision {right / max(1, found_in_all):.4f}", end=" ")
    print(f"of {true_in_all} answers to {len(wanted)} questions; {len(wrong)} questions answered otherwise")
    print(
        f"  first page: median {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms", end=", "
    )
    print(f"slowest {times[-1]:.1f} ms")
    for line in wrong[:SHOWN]:
        print(f"    {line}")
    return true_in_all - right


def main(folder: Path, system: str) -> int:
    """Import the folder, ask, print, and return how many texts weren't found."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as scratch:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{scratch}/bench.db")
        key = "a-benchmark-signs-nothing-at-all-0123456789"
        settings = Settings.load(ROOT, {"DATABASE_URL": url, "SECRET_KEY": key})
        command.upgrade(alembic_config(ROOT, settings.database_url), "head")
        database = Database(settings, patient=True)
        start = time.perf_counter()
        options = ImportOptions(post_address="/blog/posts/{}".format)
        count = sum(1 for _ in import_all(database, source_of(folder, system), options))
        print(f"{folder.name}: {count} files in {time.perf_counter() - start:.1f} s, {database.engine.dialect.name}")
        texts = texts_of(database)
        wanted = questions(["\n".join(fields) for fields in texts.values()], QUESTIONS)
        missed = measure(database, {id: tuple(map(fold, fields)) for id, fields in texts.items()}, wanted)
        database.dispose()
    return missed


sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "") > 0)  # noqa: PLR2004 - the script and its two arguments
