"""How a command tells its operator how it goes."""

import logging

import click

from core.log import configure, secrets_of
from core.settings import Settings

_log = logging.getLogger(__name__)


def tell(settings: Settings, sentence: str) -> None:
    """Say a sentence on stderr: in a terminal, or in a log that machines read."""
    if settings.log_format == "json":
        configure(settings.log_format, secrets=secrets_of(settings))
        _log.info("%s", sentence)
    else:
        click.echo(sentence, err=True)
