#!/usr/bin/env python3
"""The operator's commands: python manage.py --help."""

import os
from pathlib import Path

from core.vendored import use_site_packages

ROOT = Path(__file__).resolve().parent
# Whoever runs a site out of .venv may have filled the folder for another machine.
use_site_packages(ROOT, warns=False)

import click

from apps.auth import checks as about_people
from apps.auth.commands import user
from apps.blog.commands import importing, rerender, search
from apps.site import create_site
from core.checking.check import checks_of
from core.checking.command import check_command
from core.checking.registry import CHECKS
from core.commands import Operator, OperatorGroup, serve, upgrade, work
from core.jobs import Worker
from core.settings import Settings


def _worker(settings: Settings) -> Worker:
    return create_site(settings).worker


@click.group(cls=OperatorGroup)
@click.pass_context
def manage(context: click.Context) -> None:
    """Run Bottlepost."""
    context.obj = Operator(ROOT, _worker)


for command in (
    serve,
    work,
    upgrade,
    check_command((*CHECKS, *checks_of(about_people))),
    user,
    importing,
    rerender,
    search,
):
    manage.add_command(command)

if __name__ == "__main__":
    os.chdir(ROOT)
    manage()
