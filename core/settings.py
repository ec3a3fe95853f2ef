"""The operator's settings: typed, from the environment and bottlepost.env, refused where unsafe."""

import contextlib
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from dotenv.parser import parse_stream

from core.errors import SettingsError

ROOT: Final = Path(__file__).resolve().parent.parent
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)(:[0-9]{1,5})?")
#: NIST SP 800-131A asks for 112 bits; 32 characters of anything printable are more.
SECRET_LENGTH: Final = 32
_HIGHEST_PORT: Final = 65535
_DEFAULT_DATABASE: Final = "sqlite:///var/bottlepost.db"


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
    storage_url: str = "file:var/media"
    metrics_allow: tuple[str, ...] = ()
    log_format: str = "text"
    #: Server processes and threads in each; the connection pool is as large as the threads are many.
    workers: int = 1
    threads: int = 4

    @classmethod
    def load(cls, root: Path = ROOT, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of this site; raise SettingsError with one sentence naming the variable."""
        given = _given(root, os.environ if environ is None else environ)
        values = _parse(given)
        settings = cls(root=root, **_completed(values, root))  # type: ignore[arg-type]
        _refuse_unsafe(settings)
        return settings

    @property
    def var(self) -> Path:
        """Return the folder of what a run makes."""
        return self.root / "var"

    @property
    def embedded(self) -> bool:
        """Tell whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

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


def _given(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return what was set, the environment first, by the variable's name."""
    given: dict[str, str] = {}
    path = root / "bottlepost.env"
    if path.is_file():
        from_file = _read(path)
        for name in from_file:
            if name not in _NAMES:
                known = ", ".join(sorted(_NAMES))
                message = f"{name} in bottlepost.env is not a setting of Bottlepost; known are {known}."
                raise SettingsError(message)
        given.update(from_file)
    given.update({name: environ[name] for name in _NAMES if name in environ})
    return {name: value.strip() for name, value in given.items() if value.strip()}


def _read(path: Path) -> dict[str, str]:
    """Return what the file sets; raise SettingsError naming the line that sets nothing."""
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in parse_stream(file):
                if line.error or (line.key is not None and line.value is None):
                    message = f"{path.name}, line {line.original.line}: write NAME=value."
                    raise SettingsError(message)
                if line.key is not None:
                    found[line.key] = line.value or ""
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} can't be read: it must be a text file in UTF-8 that the site may open."
        raise SettingsError(message) from error
    return found


def _parse(given: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, text in given.items():
        field = _NAMES[name]
        if field.type is int:
            values[field.name] = _number(name, text)
        elif field.type == tuple[str, ...]:
            values[field.name] = tuple(part for part in re.split(r"[,;\s]+", text) if part)
        else:
            values[field.name] = text
    return values


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        message = f"{name} must be a whole number, not {text!r}."
        raise SettingsError(message)
    return int(text)


def _completed(values: dict[str, object], root: Path) -> dict[str, object]:
    """Fill in the defaults that depend on other settings."""
    host, port = str(values.get("host", "127.0.0.1")), int(str(values.get("port", 8000)))
    if not 1 <= port <= _HIGHEST_PORT:
        message = f"PORT must be between 1 and {_HIGHEST_PORT}."
        raise SettingsError(message)
    if "site_url" not in values:
        if not is_loopback(host):
            message = f"SITE_URL is missing: HOST={host} lets others in, so say under which https:// address."
            raise SettingsError(message)
        shown = f"[{host}]" if ":" in host else host
        values["site_url"] = f"http://{shown}:{port}"
    site_url = values["site_url"] = _site_url(str(values["site_url"]))
    if "allowed_hosts" not in values:
        name = urlsplit(site_url).hostname or ""
        values["allowed_hosts"] = ("127.0.0.1", "localhost", "[::1]") if is_loopback(name) else (name,)
    values["database_url"] = _database_url(str(values.get("database_url", _DEFAULT_DATABASE)), root)
    if "secret_key" not in values and str(values["database_url"]).startswith("sqlite"):
        values["secret_key"] = _made_secret(root / "var" / "secret_key")
    if "smtp_url" in values:
        _refuse_unsafe_mail(_split("SMTP_URL", str(values["smtp_url"])))
    if "mail_from" not in values:
        values["mail_from"] = f"bottlepost@{urlsplit(site_url).hostname}"
    return values


def _split(name: str, text: str) -> SplitResult:
    """Return the parts of an address; raise SettingsError for none, without repeating it: it may hold a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # read only to be refused: a port that is no number
    except ValueError as error:
        message = f"{name} is no address that can be read; in a password / and @ are written %2F and %40."
        raise SettingsError(message) from error
    return parts


def _site_url(text: str) -> str:
    parts = _split("SITE_URL", text)
    more = parts.query or parts.fragment or parts.path.strip("/")
    if parts.scheme not in {"http", "https"} or not parts.hostname or more:
        message = f"SITE_URL must look like https://example.org, not {text!r}."
        raise SettingsError(message)
    return text.rstrip("/")


def _database_url(text: str, root: Path) -> str:
    """Return the URL with an SQLite path made absolute and the bare mysql:// meaning PyMySQL."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.partition("+")[0] not in {"sqlite", "mysql", "mariadb"}:
        message = "DATABASE_URL must begin with sqlite:///, mysql:// or mariadb://."
        raise SettingsError(message)
    _split("DATABASE_URL", text)
    if scheme == "sqlite" and rest.startswith("/") and not rest.startswith("//"):
        return f"sqlite:////{(root / rest[1:]).as_posix().lstrip('/')}"
    if scheme in {"mysql", "mariadb"}:
        return f"{scheme}+pymysql://{rest}"
    return text


def _made_secret(path: Path) -> str:
    """Return the secret kept in var/, making it at the first start."""
    if not path.is_file():
        try:
            _make_secret(path)
        except OSError as error:
            message = f"SECRET_KEY is missing and can't be made in {path}: {error.strerror}."
            raise SettingsError(message) from error
    return path.read_text(encoding="ascii").strip()


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
    # A link appears whole or not at all, so that two first starts at once agree on one secret.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _refuse_unsafe_mail(url: SplitResult) -> None:
    if url.scheme not in {"smtp", "smtp+starttls", "smtps"} or not url.hostname:
        message = "SMTP_URL must look like smtp+starttls://user:password@host; smtps:// and smtp:// are the others."
        raise SettingsError(message)
    if url.scheme == "smtp" and url.password and not is_loopback(url.hostname):
        message = "SMTP_URL must begin with smtp+starttls:// or smtps://: its password would be sent for all to read."
        raise SettingsError(message)


def _refuse_unsafe(settings: Settings) -> None:
    """Raise for what no site may run with."""
    if not settings.secret_key:
        message = "SECRET_KEY is missing: set it to at least 32 random characters, the same on every node."
        raise SettingsError(message)
    if len(settings.secret_key) < SECRET_LENGTH or len(set(settings.secret_key)) < SECRET_LENGTH // 4:
        message = f"SECRET_KEY must have at least {SECRET_LENGTH} random characters."
        raise SettingsError(message)
    if not settings.is_trial and not settings.is_secure:
        host = urlsplit(settings.site_url).hostname
        message = f"SITE_URL must begin with https://, since {host} is not this machine alone."
        raise SettingsError(message)
    for host in settings.allowed_hosts:
        if not _HOST.fullmatch(host):
            message = f"ALLOWED_HOSTS must name hosts like example.org or [::1]:8000, not {host!r}."
            raise SettingsError(message)
    if settings.log_format not in {"text", "json"}:
        message = f"LOG_FORMAT must be text or json, not {settings.log_format!r}."
        raise SettingsError(message)
    if settings.threads < 1 or settings.workers < 1:
        message = "WORKERS and THREADS must be 1 or more."
        raise SettingsError(message)
