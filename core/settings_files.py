"""The files that settings are kept in: bottlepost.env, and the secret that the first start makes in var/."""

import contextlib
import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from core.errors import Refusal, SettingsError, SettingsUnread

_NAME: Final = re.compile("[A-Z_][A-Z0-9_]*")
#: A line whose value begins with a quotation mark, and has no other one.
_UNCLOSED: Final = re.compile(r"""[^=\n]*=\s*(["'])(?!.*\1)""")
_AS_USER: Final = "run this as the user of the site (`sudo -u USER …`), whom the file lets read it"


def read_settings_file(path: Path, known: Collection[str], refused: list[SettingsError]) -> dict[str, str]:
    """Return what the file sets; add to `refused` each line that sets nothing and each name that isn't known."""
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in parse_stream(file):
                if line.error or (line.key is not None and line.value is None):
                    refused.append(_sets_nothing(f"{path.name}, line {line.original.line}", line.original.string))
                elif line.key is not None:
                    found[line.key] = line.value or ""
                    lines[line.key] = line.original.line
    except (OSError, UnicodeDecodeError) as error:
        is_closed = isinstance(error, PermissionError)
        remedy = _AS_USER if is_closed else "it must be a text file in UTF-8 that the site may open"
        refused.append(SettingsUnread(Refusal.FILE, f"{path.name} can't be read", remedy))
    for name in [name for name in found if name not in known]:
        wrong = f"{name} in {path.name} is not a setting of Bottlepost"
        if not _NAME.fullmatch(name):
            # It may be the end of a secret that an editor wrapped.
            wrong = f"{path.name}, line {lines[name]} sets nothing that Bottlepost knows"
        refused.append(SettingsError(Refusal.UNKNOWN, wrong, f"known are {', '.join(sorted(known))}"))
        del found[name]
    return found


def _sets_nothing(where: str, text: str) -> SettingsError:
    if _UNCLOSED.match(text):
        return SettingsError(Refusal.FILE, f"{where} opens a quotation mark that isn't closed", "close it")
    return SettingsError(Refusal.FILE, f"{where} sets nothing", "write NAME=value")


def kept_secret(path: Path) -> str:
    """Return the secret kept in var/, "" before the first start; raise SettingsError for one that is no use."""
    try:
        kept = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        wrong = f"SECRET_KEY is missing and {path} can't be read"
        raise SettingsError(Refusal.NO_KEY, wrong, "let the user of the site read it") from error
    if not kept:
        wrong = f"SECRET_KEY is missing and {path} is empty"
        raise SettingsError(Refusal.NO_KEY, wrong, "delete that file, and the next start makes a secret")
    return kept


def made_secret(path: Path) -> str:
    """Return the secret kept in var/, making it at the first start."""
    if not path.is_file():
        try:
            _make_secret(path)
        except OSError as error:
            wrong = f"SECRET_KEY is missing and can't be made in {path} ({error.strerror})"
            raise SettingsError(Refusal.NO_KEY, wrong, "let the user of the site write there, or set it") from error
    return kept_secret(path)


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
    # A link appears whole or not at all, so that two first starts at once agree on one secret.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
