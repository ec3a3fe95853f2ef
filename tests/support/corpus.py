"""A small library for tests of the search: Chinese, English and both, made by lot and the same each time."""

import random
from typing import Final

_HAN: Final = "网络安全信息技术发展潮水海边外婆粉笔门板波浪高低今天明天读写代码数据库软件设计台湾日记春夏秋冬山川湖泊"
_LATIN: Final = (
    *("the", "of", "and", "a", "to", "in", "is", "it", "slow", "water", "paper", "ink", "network", "code", "design"),
    *("java", "python", "go", "c", "data", "base", "Unicode", "river", "lighthouse", "keeper", "writes", "letters"),
)
_MARKS: Final = "，。！？、；：“”（）"


def _texts(count: int) -> tuple[tuple[str, str], ...]:
    lot = random.Random(4)
    return tuple((_title(lot), "\n\n".join(_paragraph(lot) for _ in range(lot.randint(1, 5)))) for _ in range(count))


def _title(lot: random.Random) -> str:
    return lot.choice((_run(lot, 2, 6), f"{_run(lot, 2, 3)} {lot.choice(_LATIN)}", " ".join(lot.choices(_LATIN, k=3))))


def _paragraph(lot: random.Random) -> str:
    return "".join(_piece(lot) for _ in range(lot.randint(4, 25))).strip()


def _piece(lot: random.Random) -> str:
    han = _run(lot, 1, 9) + lot.choice(_MARKS + "   ")
    latin = " ".join(lot.choices(_LATIN, k=lot.randint(1, 6))) + lot.choice((" ", ". ", ", ", ""))
    return lot.choice((han, han, latin, latin.title()))


def _run(lot: random.Random, least: int, most: int) -> str:
    return "".join(lot.choices(_HAN, k=lot.randint(least, most)))


#: Titles with their texts in Markdown.
TEXTS: Final = _texts(60)
