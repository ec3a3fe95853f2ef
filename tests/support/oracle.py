"""The oracle of the search: questions drawn from texts, and their answers by looking at every letter of every text."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from core.text.folding import fold

_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_WORD = re.compile("[A-Za-z][A-Za-z0-9]+")


@dataclass(frozen=True)
class Question:
    """What is typed, and what a text must hold to be an answer: Han anywhere, Latin as whole words."""

    typed: str
    holds: tuple[str, ...]

    def answers(self, texts: Mapping[object, Sequence[str]]) -> set[object]:
        """Return the keys of the texts whose fields, folded before, hold all of it between them."""
        return {key for key, fields in texts.items() if all(_any_holds(fields, part) for part in self.holds)}


def _any_holds(fields: Sequence[str], part: str) -> bool:
    return any(_holds(field, part) for field in fields)


def _holds(folded: str, part: str) -> bool:
    if not part.isascii():
        return part in folded
    words = r"[\W_]+".join(map(re.escape, part.split()))
    return re.search(rf"(?<![a-z0-9]){words}(?![a-z0-9])", folded) is not None


def questions(texts: Sequence[str], count: int, *, seed: int = 1) -> list[Question]:
    """Return questions of many kinds about the texts: most have answers, some may have none."""
    draw = _Draw(random.Random(seed), texts)
    return [question for question, _ in zip(draw.all(), range(count), strict=False)]


class _Draw:
    """Draws words from the texts by lot."""

    def __init__(self, lot: random.Random, texts: Sequence[str]) -> None:
        self._lot = lot
        self._han = [run for text in texts for run in _HAN.findall(text)]
        self._latin = [line for text in texts for line in text.split("\n") if len(_WORD.findall(line)) > 1]
        self._traditional = _traditional()

    def all(self) -> Iterator[Question]:
        """Yield questions for ever, kind by kind."""
        kinds = [self._word, self._words, self._wide, self._quoted] if self._latin else []
        if len(self._han) > len(self._latin) // 10:
            kinds += [self._pair, self._run, self._run, self._in_traditional, self._nonsense]
            kinds += [self._mixed] if self._latin else []
        while True:
            for kind in kinds:
                yield kind()

    def _pair(self) -> Question:
        return self._asked(self._piece(2))

    def _run(self) -> Question:
        return self._asked(self._piece(self._lot.randint(3, 8)))

    def _in_traditional(self) -> Question:
        piece = self._piece(self._lot.randint(2, 4))
        return Question(piece.translate(self._traditional), (fold(piece),))

    def _nonsense(self) -> Question:
        return self._asked(self._piece(2)[0] + self._piece(2)[1])

    def _word(self) -> Question:
        return self._asked(self._one_word())

    def _words(self) -> Question:
        words = [self._one_word(), self._one_word()]
        return Question(" ".join(words), tuple(map(fold, words)))

    def _wide(self) -> Question:
        word = self._one_word()
        return Question("".join(chr(ord(letter) + 0xFEE0) for letter in word.upper()), (fold(word),))

    def _quoted(self) -> Question:
        # Two words of a line that nothing but spaces parts.
        pairs = re.findall(r"(?<![^ ])[A-Za-z]+ [A-Za-z]+(?![^ ])", self._lot.choice(self._latin))
        if not pairs:
            return self._word()
        pair = self._lot.choice(pairs)
        return Question(f'"{pair}"', (fold(pair),))

    def _mixed(self) -> Question:
        word, piece = self._one_word(), self._piece(2)
        return Question(f"{word} {piece}", (fold(word), fold(piece)))

    def _asked(self, typed: str) -> Question:
        return Question(typed, (fold(typed),))

    def _piece(self, length: int) -> str:
        run = self._lot.choice(self._han)
        start = self._lot.randint(0, max(0, len(run) - length))
        return run[start : start + length]

    def _one_word(self) -> str:
        return self._lot.choice(_WORD.findall(self._lot.choice(self._latin)))


def _traditional() -> dict[int, str]:
    """Return OpenCC's other table: how Traditional Chinese writes a character of Simplified."""
    table = resources.files("opencc").joinpath("dictionary", "STCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(simplified): others.split(" ")[0] for simplified, others in pairs}
