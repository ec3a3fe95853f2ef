"""Likeness: how much texts have in common, by their tags and by words that few others have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from math import log, sqrt
from typing import Final

from core.text.search import tokens_of

#: A tag was chosen, a word of a title stands for the text, a word of an excerpt happened to be there.
_TAG, _TITLE, _TEXT = 4.0, 2.0, 1.0
#: Two texts with less in common than this are strangers.
_LEAST: Final = 0.06
#: A word that more than this part of all texts have says nothing of one; among a handful of texts none is so common.
_COMMON: Final = 0.2
_HANDFUL: Final = 10


def features_of(title: str, text: str, terms: Iterable[int]) -> dict[str, float]:
    """Return what a text is known by, each with its weight: words of title and text, and the ids of its terms."""
    features = dict.fromkeys(tokens_of(text).split(), _TEXT)
    features |= dict.fromkeys(tokens_of(title).split(), _TITLE)
    return features | {f"#{term}": _TAG for term in terms}


class Likeness:
    """Compares some texts with each other."""

    def __init__(self, texts: Mapping[int, Mapping[str, float]]) -> None:
        """Weigh what the texts, by their ids, are known by: the fewer have it, the more it counts."""
        counts = Counter(feature for features in texts.values() for feature in features)
        most = max(_HANDFUL, len(texts) * _COMMON)
        rarity = {name: log(1 + len(texts) / count) for name, count in counts.items() if 1 < count <= most}
        self._texts = {id: _weighed(features, rarity) for id, features in texts.items()}
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for id, features in self._texts.items():
            for name, weight in features.items():
                self._having[name].append((id, weight))

    def nearest(self, id: int, most: int) -> list[int]:
        """Return the ids of up to `most` texts that are like one, the likest first, newer before older."""
        scores: dict[int, float] = defaultdict(float)
        for name, weight in self._texts[id].items():
            for other, its in self._having[name]:
                scores[other] += weight * its
        scores.pop(id, None)
        like = ((score, other) for other, score in scores.items() if score >= _LEAST)
        return [other for _, other in nlargest(most, like)]


def _weighed(features: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of a text as a vector of length 1, in which what all texts have, or one alone, is missing."""
    # What it has alone makes it less like any other, so the length is that of all it has.
    alone = max(rarity.values(), default=1.0)
    length = sqrt(sum((weight * rarity.get(name, alone)) ** 2 for name, weight in features.items())) or 1.0
    return {name: weight * rarity[name] / length for name, weight in features.items() if name in rarity}
