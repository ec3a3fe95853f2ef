"""The operator's settings: typed, from the environment and bottlepost.env, refused where unsafe."""

import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, cast
from urllib.parse import SplitResult, urlsplit

from core.addresses import is_host
from core.database_url import is_read_alike
from core.errors import Refusal, SettingsError
from core.settings_files import kept_secret, made_secret, read_settings_file

ROOT: Final = Path(__file__).resolve().parent.parent
#: NIST SP 800-131A asks for 112 bits; 32 characters of anything printable are more.
SECRET_LENGTH: Final = 32
_HIGHEST_PORT: Final = 65535
_DEFAULT_DATABASE: Final = "sqlite:///var/bottlepost.db"
_DEFAULT_STORAGE: Final = "file:var/media"
_KINDS: Final = "sqlite:///, mysql:// or mariadb://"
#: The drivers of each kind of database; the first is meant where none is named.
_DRIVERS: Final = {"sqlite": ("pysqlite",), "mysql": ("pymysql", "mysqldb"), "mariadb": ("pymysql", "mysqldb")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decides; everything an editor decides is in the database instead."""

    root: Path = ROOT
    database_url: str = _DEFAULT_DATABASE
    #: Seconds after which an idle connection isn't used again.
    database_pool_recycle: int = 280
    memcached_servers: tuple[str, ...] = ()
    secret_key: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    #: Where readers find the site, without a slash at the end.
    site_url: str = "http://127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxy_hops: int = 0
    smtp_url: str = ""
    mail_from: str = ""
    storage_url: str = _DEFAULT_STORAGE
    metrics_allow: tuple[str, ...] = ()
    log_format: str = "text"
    #: Server processes and threads in each; the connection pool is as large as the threads are many.
    workers: int = 1
    threads: int = 4

    @classmethod
    def load(cls, root: Path = ROOT, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of this site; raise SettingsError with one sentence naming the variable."""
        settings, refused = cls.examine(root, environ)
        if refused:
            raise refused[0]
        return settings if settings.secret_key else replace(settings, secret_key=made_secret(_secret_file(root)))

    @classmethod
    def examine(
        cls, root: Path = ROOT, environ: Mapping[str, str] | None = None
    ) -> "tuple[Settings, list[SettingsError]]":
        """Return the settings and all that is refused of them, making no file.

        What can't be understood has its default; the secret that the first start makes is empty before.
        """
        refused: list[SettingsError] = []
        given = _given(root, os.environ if environ is None else environ, refused)
        values = _parse(given, refused)
        settings = cls(root=root, **_completed(values, root, refused))  # type: ignore[arg-type]
        refused.extend(_unsafe(settings))
        return settings, refused

    @property
    def var(self) -> Path:
        """Return the folder of what a run makes."""
        return self.root / "var"

    @property
    def embedded(self) -> bool:
        """Tell whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """Return the file of the embedded database, None where there is a server."""
        return Path(self.database_url.partition(":///")[2]) if self.embedded else None

    @property
    def storage_folder(self) -> Path:
        """Return the folder in which uploads are kept."""
        return self.root / self.storage_url.partition(":")[2]

    @property
    def is_secure(self) -> bool:
        """Tell whether readers come over HTTPS."""
        return self.site_url.startswith("https://")

    @property
    def is_trial(self) -> bool:
        """Tell whether the site is only for this machine, by its address."""
        return is_loopback(urlsplit(self.site_url).hostname or "")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this machine itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


_NAMES: Final = {field.name.upper(): field for field in fields(Settings) if field.name != "root"}


def _given(root: Path, environ: Mapping[str, str], refused: list[SettingsError]) -> dict[str, str]:
    """Return what was set, the environment first, by the variable's name."""
    path = root / "bottlepost.env"
    given = read_settings_file(path, _NAMES, refused) if path.is_file() else {}
    given.update({name: environ[name] for name in _NAMES if name in environ})
    return {name: value.strip() for name, value in given.items() if value.strip()}


def _parse(given: Mapping[str, str], refused: list[SettingsError]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, text in given.items():
        field = _NAMES[name]
        if field.type is int:
            if re.fullmatch(r"[0-9]{1,9}", text):
                values[field.name] = int(text)
            else:
                refused.append(
                    SettingsError(Refusal.WRONG, f"{name} is {text!r}", "it must be a whole number", setting=name)
                )
        elif field.type == tuple[str, ...]:
            values[field.name] = tuple(part for part in re.split(r"[,;\s]+", text) if part)
        else:
            values[field.name] = text
    return values


def _completed(values: dict[str, object], root: Path, refused: list[SettingsError]) -> dict[str, object]:
    """Fill in the defaults that depend on other settings."""

    def sure(act: Callable[[], str], otherwise: str) -> str:
        try:
            return act()
        except SettingsError as error:
            refused.append(error)
            return otherwise

    host, port = str(values.get("host", "127.0.0.1")), int(str(values.get("port", 8000)))
    if not 1 <= port <= _HIGHEST_PORT:
        remedy = f"it must be between 1 and {_HIGHEST_PORT}"
        refused.append(SettingsError(Refusal.WRONG, f"PORT is {port}", remedy, setting="PORT"))
    site_url = values["site_url"] = sure(lambda: _site_url(values, host, port), f"http://127.0.0.1:{port}")
    if "allowed_hosts" not in values:
        name = urlsplit(site_url).hostname or ""
        values["allowed_hosts"] = ("127.0.0.1", "localhost", "[::1]") if is_loopback(name) else (name,)
    database_url = str(values.get("database_url", _DEFAULT_DATABASE))
    default = _database_url(_DEFAULT_DATABASE, root)
    values["database_url"] = sure(lambda: _database_url(database_url, root), default)
    if "secret_key" not in values and str(values["database_url"]).startswith("sqlite"):
        values["secret_key"] = sure(lambda: kept_secret(_secret_file(root)), "")
    servers = cast("tuple[str, ...]", values.get("memcached_servers", ()))
    if any("@" in server for server in servers if not server.startswith("unix:/")):
        # Another kind of address, whose password may have been taken for several servers.
        del values["memcached_servers"]
        wrong, remedy = "MEMCACHED_SERVERS holds an @", "it must name servers like 127.0.0.1:11211"
        refused.append(SettingsError(Refusal.WRONG, wrong, remedy, setting="MEMCACHED_SERVERS"))
    values["smtp_url"] = sure(lambda: _smtp_url(str(values.get("smtp_url", ""))), "")
    storage_url = str(values.get("storage_url", _DEFAULT_STORAGE))
    values["storage_url"] = sure(lambda: _storage_url(storage_url), _DEFAULT_STORAGE)
    values.setdefault("mail_from", f"bottlepost@{urlsplit(site_url).hostname}")
    return values


def _secret_file(root: Path) -> Path:
    return root / "var" / "secret_key"


def _split(name: str, text: str) -> SplitResult:
    """Return the parts of an address; raise SettingsError for none, without repeating it: it may hold a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # read only to be refused: a port that is no number
    except ValueError:
        # Its words hold parts of the address, too.
        raise _unreadable(name) from None
    return parts


def _unreadable(name: str) -> SettingsError:
    remedy = "in a password / and @ are written %2F and %40"
    return SettingsError(Refusal.WRONG, f"{name} is no address that can be read", remedy, setting=name)


def _site_url(values: Mapping[str, object], host: str, port: int) -> str:
    if "site_url" not in values:
        if not is_loopback(host):
            wrong = f"SITE_URL is missing and HOST={host} lets others in"
            raise SettingsError(Refusal.NO_SITE_URL, wrong, "say under which https:// address", setting="SITE_URL")
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}"
    text = str(values["site_url"])
    parts = _split("SITE_URL", text)
    more = parts.query or parts.fragment or parts.path.strip("/") or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or more:
        wrong = "SITE_URL is another kind of address" if "@" in text else f"SITE_URL is {text!r}"
        raise SettingsError(Refusal.WRONG, wrong, "it must look like https://example.org", setting="SITE_URL")
    return text.rstrip("/")


def _database_url(text: str, root: Path) -> str:
    """Return the URL with an SQLite path made absolute and the bare mysql:// meaning PyMySQL."""
    scheme, separator, rest = text.partition("://")
    kind, _, driver = scheme.partition("+")
    if not separator or kind not in _DRIVERS:
        wrong, remedy = "DATABASE_URL names no database that Bottlepost knows", f"it must begin with {_KINDS}"
        raise SettingsError(Refusal.WRONG, wrong, remedy, setting="DATABASE_URL")
    if driver and driver not in _DRIVERS[kind]:
        wrong, remedy = f"DATABASE_URL asks for the driver {driver}", f"leave it out, or take {_DRIVERS[kind][-1]}"
        raise SettingsError(Refusal.WRONG, wrong, remedy, setting="DATABASE_URL")
    name = _split("DATABASE_URL", text).path.strip("/")
    if kind == "sqlite":
        if not rest.startswith("/") or name in {"", ":memory:"} or "?" in rest:
            wrong, remedy = "DATABASE_URL names no file", "it must look like sqlite:///var/bottlepost.db, and end there"
            raise SettingsError(Refusal.WRONG, wrong, remedy, setting="DATABASE_URL")
        return f"{scheme}:///{root / rest[1:]}"
    if not is_read_alike(text):
        raise _unreadable("DATABASE_URL")
    if not name:
        wrong, remedy = "DATABASE_URL names no database", "it must look like mysql://user:password@host/database"
        raise SettingsError(Refusal.WRONG, wrong, remedy, setting="DATABASE_URL")
    return f"{kind}+{driver or 'pymysql'}://{rest}"


def _smtp_url(text: str) -> str:
    if not text:
        return ""
    url = _split("SMTP_URL", text)
    if url.scheme not in {"smtp", "smtp+starttls", "smtps"} or not url.hostname:
        wrong = "SMTP_URL names no mail server"
        remedy = "it must look like smtp+starttls://user:password@host; smtps:// and smtp:// are the others"
        raise SettingsError(Refusal.WRONG, wrong, remedy, setting="SMTP_URL")
    if url.path.strip("/") or url.query or url.fragment:
        # No mail server has these, so that they are the end of a password.
        raise _unreadable("SMTP_URL")
    if url.scheme == "smtp" and url.password and not is_loopback(url.hostname):
        wrong, remedy = "SMTP_URL sends its password for all to read", "let it begin with smtp+starttls:// or smtps://"
        raise SettingsError(Refusal.OPEN_LOGIN, wrong, remedy, setting="SMTP_URL")
    return text


def _storage_url(text: str) -> str:
    scheme, _, path = text.partition(":")
    if scheme != "file" or not path.strip("/") or path.startswith("//"):
        wrong, remedy = "STORAGE_URL names no folder", "it must look like file:var/media or file:/srv/bottlepost/media"
        raise SettingsError(Refusal.WRONG, wrong, remedy, setting="STORAGE_URL")
    return text


def _unsafe(settings: Settings) -> Iterator[SettingsError]:
    """Yield what no site may run with."""
    yield from _unsafe_secret(settings)
    if not settings.is_trial and not settings.is_secure:
        wrong = f"SITE_URL begins with http:// and {urlsplit(settings.site_url).hostname} is not this machine alone"
        yield SettingsError(Refusal.NO_HTTPS, wrong, "it must begin with https://")
    for host in settings.allowed_hosts:
        if not is_host(host):
            remedy = "it must name hosts like example.org or [::1]:8000"
            yield SettingsError(Refusal.WRONG, f"ALLOWED_HOSTS names {host!r}", remedy)
    for server in settings.memcached_servers:
        if not is_host(server) and not server.startswith("unix:/"):
            remedy = "it must name servers like 127.0.0.1:11211"
            yield SettingsError(Refusal.WRONG, f"MEMCACHED_SERVERS names {server!r}", remedy)
    if not settings.mail_from.isprintable():
        yield SettingsError(Refusal.WRONG, f"MAIL_FROM is {settings.mail_from!r}", "it must be one line")
    if settings.log_format not in {"text", "json"}:
        yield SettingsError(Refusal.WRONG, f"LOG_FORMAT is {settings.log_format!r}", "it must be text or json")
    for name, number in (("WORKERS", settings.workers), ("THREADS", settings.threads)):
        if number < 1:
            yield SettingsError(Refusal.WRONG, f"{name} is {number}", "it must be 1 or more")


def _unsafe_secret(settings: Settings) -> Iterator[SettingsError]:
    secret = settings.secret_key
    remedy = f"set it to at least {SECRET_LENGTH} random characters, the same on every node"
    if secret and (len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 4):
        wrong = f"SECRET_KEY has {len(secret)} characters, {len(set(secret))} of them different"
        yield SettingsError(Refusal.WEAK_KEY, wrong, remedy)
    # The embedded site makes its own at the first start.
    if not secret and not settings.embedded:
        yield SettingsError(Refusal.NO_KEY, "SECRET_KEY is missing", remedy)
