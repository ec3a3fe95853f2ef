"""What each setting is, in words for the operator: what the tables of docs/operating.* are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.i18n import N_, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One setting explained."""

    says: Message
    #: A value as it stands in bottlepost.env.
    example: str
    #: What stands for the default where it is made from something else.
    default: Message | None = None


#: Field of Settings → its explanation, in the order in which an operator needs them.
REFERENCE: Final[Mapping[str, Reference]] = {
    "site_url": Reference(
        says=N_(
            "Where readers find the site. An address of this machine alone makes it a trial site; any other must begin "
            "with `https://`."
        ),
        example="https://example.org",
        default=N_("`http://HOST:PORT`"),
    ),
    "allowed_hosts": Reference(
        says=N_("The names the site answers to, with commas between them; requests for any other get 421."),
        example="example.org,www.example.org",
        default=N_("the host of `SITE_URL`"),
    ),
    "secret_key": Reference(
        says=N_(
            "At least 32 random characters, the same in every process and on every node. Changing it signs everybody "
            "out and changes the address that a cron calls for the jobs."
        ),
        # Too short to be taken, so that nobody's site runs on a key from a manual.
        example="64-characters-from-openssl",
        default=N_("made in `var/secret_key` with SQLite, else none: it must be given"),
    ),
    "database_url": Reference(
        says=N_(
            "`mysql://` for MySQL 8.0 or newer and MariaDB 10.6 or newer, or `sqlite:///` with a file relative to the "
            "site's folder. In a password, `/` and `@` are written `%2F` and `%40`."
        ),
        example="mysql://bottlepost:password@db.internal/bottlepost",
    ),
    "database_pool_recycle": Reference(
        says=N_(
            "Seconds after which an idle connection isn't used again. Stay below the server's `wait_timeout`: `10` "
            "where it hangs up after 30."
        ),
        example="10",
    ),
    "memcached_servers": Reference(
        says=N_(
            "`host:port` of memcached, several with commas between them. Without it sessions are kept in the database."
        ),
        example="cache.internal:11211",
        default=N_("none"),
    ),
    "host": Reference(says=N_("The address on which `serve` listens."), example="127.0.0.1"),
    "port": Reference(says=N_("The port on which `serve` listens."), example="8000"),
    "workers": Reference(says=N_("Processes of `serve`."), example="2"),
    "threads": Reference(
        says=N_(
            "Threads in each process, and connections to the database in each. Under another server, set it to that "
            "server's number of threads."
        ),
        example="8",
    ),
    "trusted_proxy_hops": Reference(
        says=N_(
            "How many proxies of yours stand before the site; so many entries of `X-Forwarded-For` are believed. Too "
            "small, and all visitors seem to be one; too large, and anybody can claim any address."
        ),
        example="1",
    ),
    "smtp_url": Reference(
        says=N_(
            "The mail server: `smtp+starttls://` (port 587), `smtps://` (465), or `smtp://` without a password. "
            "Without it mails are kept as files in `var/mail/`."
        ),
        example="smtp+starttls://user:password@mail.example.org",
        default=N_("none"),
    ),
    "mail_from": Reference(
        says=N_("The sender of mails."),
        example="blog@example.org",
        default=N_("`bottlepost@` and the host of `SITE_URL`"),
    ),
    "storage_url": Reference(
        says=N_(
            "Where uploads are kept: `file:` and a folder, relative to the site's folder where it doesn't begin with "
            "`/`. Several nodes need one that they share. One folder belongs to one site, which deletes what it no "
            "longer names: a staging copy needs its own."
        ),
        example="file:/srv/bottlepost/media",
    ),
    "metrics_allow": Reference(
        says=N_(
            "Who may read `/metrics`: addresses, networks or bearer tokens, with commas between them; anybody else "
            "gets 404."
        ),
        example="10.0.0.0/8",
        default=N_("nobody"),
    ),
    "log_format": Reference(says=N_("`text` for people, `json` for machines."), example="json"),
}
