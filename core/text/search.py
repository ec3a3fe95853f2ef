"""Search words: a text as tokens that any full-text index takes, and what somebody typed as phrases of them."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.text.folding import fold
from core.text.scripts import BOPOMOFO, HAN, HANGUL, KANA

# A token is a word of ASCII letters and digits that begins with a prefix of ours, so that no list of stop words and no
# least length drops it. Of scripts without spaces each pair of neighbouring letters is one, for "安全" to be found in
# "网络安全"; so is the letter that a run begins with, and the one it ends with, for "java 安" to be found as a phrase.

#: Part of what is stored with the tokens: who makes them otherwise counts up, so that texts are indexed anew as they
#: are saved or rendered; `manage.py search reindex` does all.
TOKENS_VERSION: Final = 1
#: Folded characters of a text that are indexed: a book of 1,000 pages. What it comes to fits where it is stored.
INDEXED: Final = 1_000_000
#: Characters that a search may have.
QUERY_LIMIT: Final = 200

#: What is written without spaces, or with words that grow endings: found by any part. Beside Chinese, Japanese and
#: Korean the scripts of South and South-East Asia, whose vowels are marks.
_UNSPACED: Final = f"{HAN}{KANA}{BOPOMOFO}{HANGUL}\u0900-\u109f\u1780-\u17ff"
_SEGMENT: Final = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_RUN: Final = re.compile(f"[{_UNSPACED}]")
#: InnoDB leaves out tokens of more than 84.
_LONGEST: Final = 80
_BMP: Final = 0xFFFF

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟「」『』«»", '"'))
_FIELDS: Final = {"tag": "tags", "标签": "tags", "author": "authors", "作者": "authors"}
_PART: Final = re.compile(f'(?:(?P<field>{"|".join(_FIELDS)}):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\\s"]+))')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other; as a prefix it is one token, of which all that begin so are meant."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    #: Finds the phrase in a folded text.
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: texts that have all phrases, all tags and one of the authors."""

    phrases: tuple[Phrase, ...] = ()
    #: Folded names.
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked for that could be found."""
        return not (self.phrases or self.tags or self.authors)


def tokens_of(text: str) -> str:
    """Return the tokens of a plain text in their order, separated by spaces."""
    return " ".join(_tokens(fold(text[:INDEXED])[:INDEXED]))


def parse_query(text: str) -> Query:
    """Return what somebody asks for; words that stand in quotes belong together, and signs are no words."""
    phrases: dict[Phrase, None] = {}
    named: dict[str, dict[str, None]] = {"tags": {}, "authors": {}}
    for part in _PART.finditer(fold(text[:QUERY_LIMIT].translate(_QUOTES))):
        value = part["quoted"] if part["plain"] is None else part["plain"]
        if part["field"]:
            named[_FIELDS[part["field"]]][" ".join(value.split())] = None
        elif phrase := _phrase(value):
            phrases[phrase] = None
    return Query(tuple(phrases), *(tuple(filter(None, named[kind])) for kind in ("tags", "authors")))


def _tokens(folded: str) -> Iterator[str]:
    for segment in _SEGMENT.findall(folded):
        if not _RUN.match(segment):
            yield _word(segment)
            continue
        codes = [_code(character) for character in segment]
        yield f"s{codes[0]}"
        yield from (left + right for left, right in pairwise(codes))
        yield codes[-1]


def _phrase(folded: str) -> Phrase | None:
    segments = _SEGMENT.findall(folded)
    if not segments:
        return None
    pattern = _pattern(segments)
    if len(segments) == 1 and len(segments[0]) == 1 and _RUN.match(segments[0]):
        return Phrase((_code(segments[0]),), is_prefix=True, pattern=pattern)
    tokens: list[str] = []
    for place, segment in enumerate(segments):
        if not _RUN.match(segment):
            tokens.append(_word(segment))
            continue
        # In the text a run may begin before the first one here, and go on after the last.
        codes = [_code(character) for character in segment]
        tokens += [f"s{codes[0]}"] if place > 0 else []
        tokens += [left + right for left, right in pairwise(codes)]
        tokens += [codes[-1]] if place < len(segments) - 1 else []
    return Phrase(tuple(tokens), pattern=pattern)


def _pattern(segments: Sequence[str]) -> str:
    """Return the regular expression that finds in a folded text what the tokens of the segments find in the index."""
    between = f"(?:_|[^\\w{_UNSPACED}])*"
    parts = []
    for place, segment in enumerate(segments):
        is_run, literal = _RUN.match(segment), re.escape(segment)
        neighbour = f"[{_UNSPACED}]" if is_run else f"[^\\W_{_UNSPACED}]"
        # What stands before is looked at afterwards, so that the search begins with letters: 20 times as fast.
        before = f"(?<!{neighbour}{literal})" if place > 0 or not is_run else ""
        after = f"(?!{neighbour})" if place < len(segments) - 1 or not is_run else ""
        parts.append(f"{literal}{before}{after}")
    return between.join(parts)


def _word(word: str) -> str:
    token = f"lat{word}" if word.isascii() else f"x{word.encode().hex()}"
    return token if len(token) <= _LONGEST else f"h{hashlib.sha256(word.encode()).hexdigest()}"


def _code(character: str) -> str:
    """Return a letter as hexadecimal digits, whose number the first sign tells: no code begins as another does."""
    code = ord(character)
    return f"u{code:04x}" if code <= _BMP else f"v{code:05x}"
