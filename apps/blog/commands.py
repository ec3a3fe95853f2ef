"""The operator's commands for posts: import, from Jekyll and folders of Markdown, rerender, and the search index."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import click
from sqlalchemy.orm import Session

from apps.blog.services.finding.indexing import BATCH as INDEX_BATCH, IndexService
from apps.blog.services.importing.imported import Source
from apps.blog.services.importing.jekyll import JekyllSource
from apps.blog.services.importing.markdown import MarkdownSource
from apps.blog.services.importing.report import Group, Notice, Outcome, Report, Result
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from apps.blog.services.writing.rendering import RenderingService, Rerendered
from core.commands import Operator
from core.i18n import Message
from core.text.slugs import SlugStyle

F = TypeVar("F", bound=Callable[..., Any])
#: Texts that are rendered in one transaction.
BATCH = 50
#: manage.py changes into the site's folder; a path is meant from where the operator stands.
_HERE = Path.cwd()
_SAID = {
    Outcome.EDITED: "changed there, but edited here since: left alone",
    Outcome.DELETED: "deleted here: stays so",
    Outcome.SKIPPED: "skipped",
    Outcome.LEFT_OUT: "left out",
}


def _options(command: F) -> F:
    slugs = click.option(
        "--slugs",
        type=click.Choice(["unicode", "pinyin", "id"]),
        default="unicode",
        show_default=True,
        help="How addresses are made from file names and titles.",
    )
    author = click.option("--author", default="", help="Whose posts they are where a file names nobody.")
    verbose = click.option(
        "--verbose",
        is_flag=True,
        help="Print each warning with its file and line, not one line for all of a kind; only what is new has any.",
    )
    return click.argument("folder", metavar="DIR")(slugs(author(verbose(click.pass_obj(command)))))  # type: ignore[return-value]


@click.group("import")
def importing() -> None:
    """Take in the posts of another blog; running it again takes in what is new or changed there."""


@importing.command()
@_options
def jekyll(operator: Operator, folder: str, slugs: SlugStyle, author: str, *, verbose: bool) -> None:
    """Import the posts and drafts of the Jekyll site in DIR."""
    _run(operator, JekyllSource(_folder(folder)), _import_options(slugs, author), verbose=verbose)


@importing.command()
@_options
def markdown(operator: Operator, folder: str, slugs: SlugStyle, author: str, *, verbose: bool) -> None:
    """Import all Markdown files in DIR and below."""
    _run(operator, MarkdownSource(_folder(folder)), _import_options(slugs, author), verbose=verbose)


def _folder(text: str) -> Path:
    folder = _HERE / Path(text).expanduser()
    if not folder.is_dir():
        raise click.ClickException(f"{text} is no folder.")
    return folder.resolve()


def _import_options(slugs: SlugStyle, author: str) -> ImportOptions:
    return ImportOptions(slugs=slugs, author=author, post_address=_address)


def _run(operator: Operator, source: Source, options: ImportOptions, *, verbose: bool) -> None:
    report = Report()
    with _progress(len(source), verbose=verbose) as step:
        for result in import_all(operator.database, source, options):
            report.add(result)
            step(result)
    if not verbose:
        for group in report.groups.values():
            click.echo(_grouped(group), err=True)
    _summarise(report)
    if report.is_empty:
        skipped = report.outcomes[Outcome.SKIPPED]
        raise click.ClickException("No file could be read." if skipped else "There was nothing to import.")


def _address(slug: str) -> str:
    return f"/blog/posts/{quote(slug)}"


@contextmanager
def _progress(length: int, *, verbose: bool) -> Iterator[Callable[[Result], None]]:
    """Yield what shows the results one by one: with a bar where somebody watches."""
    if not sys.stderr.isatty():
        yield partial(_show, before="", verbose=verbose)
        return
    with click.progressbar(length=length, label="Importing", file=sys.stderr) as bar:

        def step(result: Result) -> None:
            _show(result, before="\r\033[K", verbose=verbose)
            bar.update(1)

        yield step


def _show(result: Result, *, before: str, verbose: bool) -> None:
    for notice in result.notices if verbose else ():
        click.echo(f"{before}{_warning(result.path, notice)}", err=True)
    # What was left out has no origin here, so that it can be looked up in a second run.
    if result.outcome in _SAID and (verbose or result.outcome != Outcome.LEFT_OUT):
        reason = f": {_english(result.reason)}" if result.reason else ""
        click.echo(f"{before}{result.path}: {_SAID[result.outcome]}{reason}", err=True)


def _warning(path: str, notice: Notice) -> str:
    line = f":{notice.line}" if notice.line else ""
    return f"{path}{line}: {_english(notice.message)}"


def _grouped(group: Group) -> str:
    """Return one line for warnings of a kind; a single one is its own line."""
    if group.count == 1:
        return _warning(group.files[0], group.example)
    files = ", ".join([*group.files, *(["…"] if group.has_more_files else [])])
    return f"{group.example.kind}: {group.count} warnings ({files}) such as: {_english(group.example.message)}"


def _english(message: Message) -> str:
    return message.text % message.params if message.params else message.text


def _summarise(report: Report) -> None:
    counts = ", ".join(f"{report.outcomes[outcome]} {outcome}" for outcome in Outcome if _counts(report, outcome))
    click.echo(f"{_counted(report.files, 'file')}: {counts}.")
    if report.warnings:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.warnings.most_common())
        click.echo(f"{_counted(report.warnings.total(), 'warning')}: {kinds}.")
    if report.old_pictures:
        point, were = ("points", "it was") if report.old_pictures == 1 else ("point", "they were")
        where = f"{_counted(report.old_pictures, 'picture')} in {_counted(report.posts_with_old_pictures, 'post')}"
        click.echo(f"{where} still {point} to the old site; {were} not taken over.")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _counts(report: Report, outcome: Outcome) -> bool:
    """Tell whether a number is shown: the usual ones always, the rest where there are any."""
    return outcome not in {Outcome.EDITED, Outcome.DELETED, Outcome.LEFT_OUT} or report.outcomes[outcome] > 0


@click.command()
@click.pass_obj
def rerender(operator: Operator) -> None:
    """Make the HTML of all texts anew that an older release made; readers see each as soon as it is done."""
    run = operator.database.run
    last = done = 0
    while ids := run(partial(_outdated, after=last)):
        with operator.database.reading() as db:
            texts = RenderingService(db).render(ids)
        done += run(partial(_stored, texts=texts))
        last = ids[-1]
    click.echo(f"{done} texts rendered.")


def _outdated(db: Session, *, after: int) -> Sequence[int]:
    return RenderingService(db).list_outdated(after=after, size=BATCH)


def _stored(db: Session, *, texts: Sequence[Rerendered]) -> int:
    return RenderingService(db).store(texts)


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
@click.pass_obj
def reindex(operator: Operator) -> None:
    """Index all texts anew; the search goes on meanwhile, and a run that was cut off is simply begun again."""
    run = operator.database.run
    last = done = 0
    # The bar says nothing where nobody watches.
    with click.progressbar(length=run(_count), label="Indexing", file=sys.stderr) as bar:
        while ids := run(partial(_reindexed, after=last)):
            last = ids[-1]
            done += len(ids)
            bar.update(len(ids))
    run(_forget_deleted)
    click.echo(f"{done} {'text' if done == 1 else 'texts'} indexed.")


def _count(db: Session) -> int:
    return IndexService(db).count_texts()


def _reindexed(db: Session, *, after: int) -> Sequence[int]:
    return IndexService(db).reindex(after=after, size=INDEX_BATCH)


def _forget_deleted(db: Session) -> None:
    IndexService(db).forget_deleted()
