"""The Chinese catalogue follows the source: nothing said in English only, nothing kept that is no longer said."""

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.support.source import ROOT


def _said():
    with (ROOT / "locales/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found = extract_from_dir(
        ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "N_": None}, directory_filter=_is_read
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _is_read(folder):
    return not any(part.startswith((".", "_")) or part in {"var", "site-packages", "tests"} for part in _parts(folder))


def _parts(folder):
    return str(folder).removeprefix(str(ROOT)).strip("/").split("/")


def test_all_that_is_said_is_said_in_chinese():
    with (ROOT / "locales/zh_CN/LC_MESSAGES/bottlepost.po").open("rb") as file:
        catalogue = read_po(file)
    translated = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue} - {""}
    said = _said()
    assert said - translated == set()
    assert translated - said == set()
