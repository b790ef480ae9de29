"""What is asked: queries from the words of the articles themselves, always the same ones."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from search.analysis import LANGUAGES, analyzer_for, stop_words
from tests.bench.corpus import Profile, Row, read

__all__ = ["KINDS", "MIXED", "Query", "make_queries"]

MIXED = "mixed"
# Kind -> how many of sixty of the mixed set.
KINDS = {
    "frequent term": 6,
    "middling term": 6,
    "rare term": 6,
    "all of 2": 9,
    "all of 3": 6,
    "any of 2": 6,
    "any of 3": 6,
    "phrase of 2": 6,
    "phrase of 3": 3,
    "prefix": 3,
    "fuzzy": 3,
}
_SAMPLE = 20_000  # articles that are looked at
_MOST_LANGUAGES = 4
_FREQUENT, _MIDDLING = 300, 3_000  # ranks, function words left out
_RARE = (2, 5)  # articles of the sample
_TRIES = 200
_LETTERS = 20  # of an alphabet, the most frequent
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{3,}(?![\w'’-])")


class Query(NamedTuple):
    """A question.

    Attributes:
        language: which its words are of.
        words: in small letters; of a prefix its letters, of a fuzzy term one with a wrong letter.
    """

    kind: str
    language: str
    words: tuple[str, ...]

    @property
    def shape(self) -> str:
        """`term`, `all`, `any`, `phrase`, `prefix` or `fuzzy`."""
        return "term" if self.kind.endswith("term") else self.kind.partition(" ")[0]

    @property
    def typed(self) -> str:
        """As this project's query language has it; all and any are told apart beside it."""
        text = " ".join(self.words)
        signs = {"phrase": '"{}"', "prefix": "{}*", "fuzzy": "{}~1"}
        return signs.get(self.shape, "{}").format(text)


def make_queries(path: Path, profile: Profile, count: int, seed: int = 1) -> list[Query]:
    """About `count` different queries, as many of each of the most frequent languages."""
    step = -(-profile.articles // _SAMPLE)
    known = [language for language in profile.languages if language in LANGUAGES]
    rows: dict[str, list[Row]] = {language: [] for language in known[:_MOST_LANGUAGES]}
    for number, row in enumerate(read(path)):
        if number % step == 0 and row["language"] in rows:
            rows[row["language"]].append(row)
    sixtieth = count / len(rows) / sum(KINDS.values())
    found: list[Query] = []
    for language, sample in rows.items():
        words = _Words(language, sample, random.Random(f"{seed} {language}"))
        for kind, share in KINDS.items():
            found += words.queries(kind, max(1, round(share * sixtieth)))
    random.Random(seed).shuffle(found)
    return found


class _Words:
    """The words of one language's articles."""

    def __init__(self, language: str, rows: list[Row], rng: random.Random) -> None:
        self.language, self.rng = language, rng
        self.functions = stop_words(language)
        self.texts = [f"{row['title']}.\n{row['text']}" for row in rows]
        counts = Counter(word for text in self.texts for word in self._own(text))
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        self.frequent = ranked[:_FREQUENT]
        self.middling = ranked[_FREQUENT:_MIDDLING] or ranked
        # Rare in all its forms: "goes" is no rare word if "go" is none.
        terms = {word: analyzer_for(language).terms(word)[0][0] for word in ranked}
        held: Counter[str] = Counter()
        for word, term in terms.items():
            held[term] += counts[word]
        self.rare = [word for word in ranked if _RARE[0] <= held[terms[word]] <= _RARE[1]] or ranked
        self.usual = frozenset(ranked[:_MIDDLING])
        self.ordered = sorted(self.usual)
        letters = Counter(letter for word in self.ordered for letter in word)
        self.letters = [letter for letter, _ in letters.most_common(_LETTERS)]
        self.drawn: dict[str, Callable[[], Iterable[str]]] = {
            "frequent term": lambda: [rng.choice(self.frequent)],
            "middling term": lambda: [rng.choice(self.middling)],
            "rare term": lambda: [rng.choice(self.rare)],
            "all of 2": lambda: self._together(2),
            "all of 3": lambda: self._together(3),
            "any of 2": lambda: rng.sample(self.ordered, 2),
            "any of 3": lambda: rng.sample(self.ordered, 3),
            "phrase of 2": lambda: self._phrase(2),
            "phrase of 3": lambda: self._phrase(3),
            "prefix": self._prefix,
            "fuzzy": self._fuzzy,
        }

    def queries(self, kind: str, count: int) -> list[Query]:
        """Different ones of a kind; fewer where the articles do not have them."""
        found: dict[Query, None] = {}
        for _ in range(_TRIES * count):
            if words := tuple(self.drawn[kind]()):
                found[Query(kind, self.language, words)] = None
            if len(found) == count:
                break
        return list(found)

    def _own(self, text: str) -> set[str]:
        return set(_WORD.findall(text.lower())) - self.functions

    def _together(self, count: int) -> list[str]:
        """Words of one article."""
        words = sorted(self._own(self.rng.choice(self.texts)) & self.usual)
        return self.rng.sample(words, count) if len(words) >= count else []

    def _phrase(self, count: int) -> list[str]:
        """Words that follow each other in an article; the outer ones are no function words."""
        line = self.rng.choice(re.split(r"[.\n]+", self.rng.choice(self.texts).lower()))
        words = line.split()
        first = self.rng.randrange(max(1, len(words)))
        phrase = words[first : first + count]
        outer = {*phrase[:1], *phrase[-1:]}
        good = len(phrase) == count and all(map(str.isalpha, phrase))
        return phrase if good and outer <= self.usual else []

    def _prefix(self) -> list[str]:
        word = self.rng.choice(self.ordered)
        return [word[: self.rng.choice((4, 5))]] if len(word) >= 7 else []

    def _fuzzy(self) -> list[str]:
        """A word with one letter wrong, not the first one."""
        word = self.rng.choice(self.ordered)
        if len(word) < 6:
            return []
        place, letter = self.rng.randrange(1, len(word)), self.rng.choice(self.letters)
        return [word[:place] + letter + word[place + 1 :]] if word[place] != letter else []
