"""The words of a field, sorted, with the number of articles of each: read once, and kept."""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Vocabulary"]

# Behind every letter that a word may go on with.
_LAST = "\U0010ffff"


class Vocabulary:
    """Finds words by their beginnings, and by their likeness.

    Args:
        counted: (word, articles) in any order.
        bare: (word without its marks, word), sorted; also of words that this field has not.
    """

    def __init__(self, counted: Iterable[tuple[str, int]], bare: Iterable[tuple[str, str]]) -> None:
        held = sorted(counted)
        self._words = [word for word, _ in held]
        self._articles = np.array([articles for _, articles in held], np.int32)
        places = {word: place for place, word in enumerate(self._words)}
        marked = [(key, places[word]) for key, word in bare if word in places]
        self._bare = [key for key, _ in marked]
        self._bare_places = np.array([place for _, place in marked], np.intp)

    def beginning(self, prefix: str, limit: int) -> dict[str, int]:
        """The most frequent words that begin so, if need be without their marks.

        What grows with their number is done in arrays: 100,000 words take a few milliseconds.
        """
        bare = self._bare_places[_range(self._bare, prefix)]
        own = _range(self._words, prefix)
        # A word without its marks may begin as it does with them.
        places = np.concatenate(
            (np.arange(own.start, own.stop), bare[(bare < own.start) | (bare >= own.stop)])
        )
        if places.size > 2 * limit:
            # A word may stand there twice: "Müller" is typed "muller" and "mueller".
            articles = self._articles[places]
            places = places[np.argpartition(articles, -2 * limit)[-2 * limit :]]
        found = {self._words[place]: int(self._articles[place]) for place in places}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit])

    def similar(self, word: str, distance: int) -> dict[str, int]:
        """Words at most `distance` edits away (a swap of neighbours is one edit)."""
        found = process.extract(
            word, self._words, scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return {other: int(self._articles[place]) for other, _, place in found}


def _range(words: list[str], prefix: str) -> slice:
    return slice(bisect_left(words, prefix), bisect_left(words, prefix + _LAST))
