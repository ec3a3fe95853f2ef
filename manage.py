#!/usr/bin/env python3
"""The operator's commands: python manage.py --help."""

import os
from pathlib import Path

import click

from apps.auth.commands import user
from apps.blog.commands import importing, rerender
from apps.site import create_site
from core.commands import Operator, OperatorGroup, serve, upgrade, work
from core.jobs import Worker
from core.settings import Settings

ROOT = Path(__file__).resolve().parent


def _worker(settings: Settings) -> Worker:
    return create_site(settings).worker()


@click.group(cls=OperatorGroup)
@click.pass_context
def manage(context: click.Context) -> None:
    """Run Bottlepost."""
    context.obj = Operator(ROOT, _worker)


for command in (serve, work, upgrade, user, importing, rerender):
    manage.add_command(command)

if __name__ == "__main__":
    os.chdir(ROOT)
    manage()
