"""The operator's commands for accounts; none takes a password, which would stand in the shell's history."""

import click
from sqlalchemy.orm import Session

from apps.auth.services.accounts import AccountService
from apps.auth.services.links import RESET, SETUP, LinkService, address
from apps.auth.services.setup import SetupService
from core.audit import Actor, AuditService
from core.commands import Operator
from core.permissions import Role

_ROLES = click.Choice([role.label for role in Role])
_OPERATOR = Actor(name="manage.py")


@click.group()
def user() -> None:
    """Make accounts, give them roles and links."""


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help="What the account may do.")
@click.option("--display-name", help="As it stands above posts; NAME if left out.")
@click.option("--email", help="To sign in with instead of NAME.")
@click.pass_obj
def create(operator: Operator, name: str, role: str, display_name: str | None, email: str | None) -> None:
    """Make an account and print the link by which its owner chooses a password."""

    def unit(db: Session) -> str:
        shown = (display_name or name).strip()
        made = AccountService(db).create(name=name, display_name=shown, email=email, role=Role.named(role))
        AuditService(db).note("auth.user_created", _OPERATOR, about=("user", made.id), detail={"role": role})
        return LinkService(db).issue(RESET, made.id)

    token = operator.database.run(unit)
    click.echo(address(operator.settings.site_url, RESET, token))


@user.command("reset-link")
@click.argument("name")
@click.pass_obj
def reset_link(operator: Operator, name: str) -> None:
    """Print a link by which the owner of an account chooses a password, once within 24 hours."""

    def unit(db: Session) -> str:
        found = AccountService(db).get_by_name(name)
        AuditService(db).note("auth.link_issued", _OPERATOR, about=("user", found.id))
        return LinkService(db).issue(RESET, found.id)

    token = operator.database.run(unit)
    click.echo(address(operator.settings.site_url, RESET, token))


@user.command("set-role")
@click.argument("name")
@click.argument("role", type=_ROLES)
@click.pass_obj
def set_role(operator: Operator, name: str, role: str) -> None:
    """Give an account another role; its owner signs in again."""

    def unit(db: Session) -> None:
        accounts = AccountService(db)
        accounts.set_role(accounts.get_by_name(name), Role.named(role), actor=_OPERATOR)

    operator.database.run(unit)
    click.echo(f"{name} is {role} now.")


@user.command("setup-link")
@click.pass_obj
def setup_link(operator: Operator) -> None:
    """Print a link by which the first administrator sets the site up."""
    token = operator.database.run(lambda db: SetupService(db).issue())
    if token is None:
        raise click.ClickException("The site has an administrator already; reset-link helps one who can't sign in.")
    click.echo(address(operator.settings.site_url, SETUP, token))
