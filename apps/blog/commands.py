"""The operator's commands for posts: import, from Jekyll and from folders of Markdown, and rerender."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import click
from sqlalchemy.orm import Session

from apps.blog.services.importing.imported import Source
from apps.blog.services.importing.jekyll import JekyllSource
from apps.blog.services.importing.markdown import MarkdownSource
from apps.blog.services.importing.report import Outcome, Report, Result
from apps.blog.services.importing.service import import_all
from apps.blog.services.importing.slugs import ImportOptions
from apps.blog.services.rendering import RenderingService
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
    return click.argument("folder", metavar="DIR")(slugs(author(click.pass_obj(command))))  # type: ignore[return-value]


@click.group("import")
def importing() -> None:
    """Take in the posts of another blog; running it again takes in what is new or changed there."""


@importing.command()
@_options
def jekyll(operator: Operator, folder: str, slugs: SlugStyle, author: str) -> None:
    """Import the posts and drafts of the Jekyll site in DIR."""
    _run(operator, JekyllSource(_folder(folder)), slugs, author)


@importing.command()
@_options
def markdown(operator: Operator, folder: str, slugs: SlugStyle, author: str) -> None:
    """Import all Markdown files in DIR and below."""
    _run(operator, MarkdownSource(_folder(folder)), slugs, author)


def _folder(text: str) -> Path:
    folder = _HERE / Path(text).expanduser()
    if not folder.is_dir():
        raise click.ClickException(f"{text} is no folder.")
    return folder.resolve()


def _run(operator: Operator, source: Source, slugs: SlugStyle, author: str) -> None:
    report = Report()
    options = ImportOptions(slugs=slugs, author=author, post_address=_address)
    with _progress(len(source)) as step:
        for result in import_all(operator.database, source, options):
            report.add(result)
            step(result)
    _summarise(report)
    if report.is_empty:
        raise click.ClickException("There was nothing to import." if not report.files else "No file could be read.")


def _address(slug: str) -> str:
    return f"/blog/posts/{quote(slug)}"


@contextmanager
def _progress(length: int) -> Iterator[Callable[[Result], None]]:
    """Yield what shows the results one by one: with a bar where somebody watches."""
    if not sys.stderr.isatty():
        yield partial(_show, before="")
        return
    with click.progressbar(length=length, label="Importing", file=sys.stderr) as bar:

        def step(result: Result) -> None:
            _show(result, before="\r\033[K")
            bar.update(1)

        yield step


def _show(result: Result, *, before: str) -> None:
    for notice in result.notices:
        line = f":{notice.line}" if notice.line else ""
        click.echo(f"{before}{result.path}{line}: {_english(notice.message)}", err=True)
    if result.outcome in _SAID:
        reason = f": {_english(result.reason)}" if result.reason else ""
        click.echo(f"{before}{result.path}: {_SAID[result.outcome]}{reason}", err=True)


def _english(message: Message) -> str:
    return message.text % message.params if message.params else message.text


def _summarise(report: Report) -> None:
    counts = ", ".join(f"{report.outcomes[outcome]} {outcome}" for outcome in Outcome if _counts(report, outcome))
    click.echo(f"{_counted(report.files, 'file')}: {counts}.")
    if report.warnings:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.warnings.most_common())
        click.echo(f"{_counted(report.warnings.total(), 'warning')}: {kinds}.")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _counts(report: Report, outcome: Outcome) -> bool:
    """Tell whether a number is shown: the usual ones always, the rest where there are any."""
    return outcome not in {Outcome.EDITED, Outcome.DELETED} or report.outcomes[outcome] > 0


@click.command()
@click.pass_obj
def rerender(operator: Operator) -> None:
    """Make the HTML of all texts anew that an older release made; readers see each as soon as it is done."""
    run = operator.database.run
    last = done = 0
    while ids := run(partial(_outdated, after=last)):
        done += run(partial(_rerendered, ids=ids))
        last = ids[-1]
    click.echo(f"{done} texts rendered.")


def _outdated(db: Session, *, after: int) -> Sequence[int]:
    return RenderingService(db).list_outdated(after=after, size=BATCH)


def _rerendered(db: Session, *, ids: Sequence[int]) -> int:
    return RenderingService(db).rerender(ids)
