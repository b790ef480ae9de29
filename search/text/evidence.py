"""What the words of a passage tell of its language.

A word that is frequent in a language speaks for it; one with a letter that the language does not
have speaks against it, unless it is a name. The difference is how many words stand behind a
language; how far it is ahead of the next is how sure that is. (Both are rough logarithms of
likelihoods: a function word is some twenty times as likely in its own language as in another.)
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import sub
from typing import NamedTuple

import numpy as np

from search.analysis import LANGUAGES, script_of, stop_words
from search.models import UNSURE
from search.text.codes import Table, codes_of
from search.text.scripts import scripts_of
from search.text.serbian import FAMILY

__all__ = ["Evidence", "weigh", "weigh_all"]

# Vowel signs and points are no letters to `\w`, and an apostrophe ends a word (l'été, it's).
_MARK = r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0903\u093a-\u094f\u0962\u0963]"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|{_MARK})*")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_MARKS = re.compile(r"[\u0300-\u036f]")
# Letters that are no letter and mark to Unicode, and how they are typed without them.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ß": "ss", "ı": "i", "œ": "oe"})
# On 4,700 paragraphs of the Declaration of Human Rights in 46 languages a lead of one word was
# wrong 15 times, of two words once.
_MIN_LEAD = 2
_MIN_SHARE = 0.12
# Of words whose votes are kept.
_MAX_WORDS = 65_536
# So many words without one function word are no sentence.
_RUNNING_TEXT = 15
# Bits that one language's count takes in a sum of all, and how many words that is enough for.
_LANE = 16
_MOST = (1 << _LANE) - 1


@dataclass(frozen=True, slots=True)
class _Lane:
    """One line of the file: a way to write a language."""

    code: str
    letters: frozenset[str]
    words: frozenset[str]


class _Votes(dict[str, int]):
    """Word, as it stands in the text -> what it says of each of a script's languages.

    All counts are added up at once: as one integer, in which each line of the file has its own
    bits, twice: for the words in its favour, and, above all those, for the words against it.
    """

    def __init__(self, script: str) -> None:
        lanes = [lane for name, lane in _lanes() if name == script]
        if script == "Latn":
            plain = [_plain(lane, lanes) for lane in lanes if script in scripts_of(lane.code)]
            lanes += [lane for lane in plain if lane not in lanes]
        self.codes = tuple(lane.code for lane in lanes)
        self._script = script
        self._alphabets = [lane.letters for lane in lanes]
        self._frequent: dict[str, int] = {}
        for number, lane in enumerate(lanes):
            for word in lane.words:
                self._frequent[word] = self._frequent.get(word, 0) | 1 << (_LANE * number)
        self._lacking: dict[frozenset[str], int] = {}

    def __missing__(self, word: str) -> int:
        # A single capital letter is an initial, or a mark.
        initial = len(word) == 1 and word.isupper()
        votes = 0 if initial else self._frequent.get(word.lower(), 0)
        # A name may be spelled as at home, in any language.
        if word.islower():
            letters = frozenset(letter for letter in word if script_of(letter) == self._script)
            votes |= self._against(letters)
        if len(self) >= _MAX_WORDS:
            self.clear()
        self[word] = votes
        return votes

    def _against(self, letters: frozenset[str]) -> int:
        if self._script == "Latn":
            letters -= _LATIN
        lacking = self._lacking.get(letters)
        if lacking is None:
            lacking = sum(
                1 << (_LANE * (len(self.codes) + number))
                for number, alphabet in enumerate(self._alphabets)
                if alphabet and not alphabet >= letters
            )
            if len(self._lacking) < _MAX_WORDS:
                self._lacking[letters] = lacking
        return lacking

    def scores(self, words: Iterable[str]) -> list[int]:
        """For each of the codes, the words in its favour less those against it."""
        lanes = len(self.codes)
        total = sum(filter(None, map(self.__getitem__, words)))
        data = total.to_bytes(2 * lanes * _LANE // 8, sys.byteorder)
        counts = memoryview(data).cast("H").tolist()
        if sys.byteorder == "big":
            counts.reverse()
        return list(map(sub, counts, counts[lanes:]))


class Evidence(NamedTuple):
    """The weight of a passage's words.

    Attributes:
        words: how many words it has.
        codes: the languages of its script, some of them twice, and some that the table lacks.
        scores: for each, the words that speak for it less those that speak against it.
    """

    words: int
    codes: tuple[str, ...]
    scores: list[int]

    def score(self, code: str) -> int:
        """The score of one language; 0 for one of which nothing is known."""
        scores = zip(self.codes, self.scores, strict=True)
        return max((score for own, score in scores if own == code), default=0)

    def allows(self, code: str) -> bool:
        """Whether no language is ahead of it, and it has words in a text of some length."""
        if code not in self.codes:
            return True
        return self.score(code) >= max(self._best(), 1 if self.words >= _RUNNING_TEXT else 0)

    def decided(self) -> str:
        """The language that is well ahead of all others; `"unsure"` for one of no row, or ""."""
        best = self._best()
        if best < _MIN_SHARE * self.words:
            return ""
        return self._ahead_by(max(_MIN_LEAD, _MIN_SHARE * best))

    def ahead(self) -> str:
        """The language that is ahead of all others, be it by one word; `"unsure"`, or ""."""
        return self._ahead_by(1)

    def _best(self) -> int:
        return max(self.scores, default=-_MOST)

    def _ahead_by(self, lead: float) -> str:
        best = self._best()
        if best < _MIN_LEAD:
            return ""
        first = self.codes[self.scores.index(best)]
        near = {self.codes[n] for n, score in enumerate(self.scores) if score > best - lead}
        if not near <= (FAMILY if first in FAMILY else {first}):
            return ""
        return first if first in LANGUAGES else UNSURE


def weigh(text: str, script: str) -> Evidence:
    """Weigh the words of a passage for the languages of its script."""
    return weigh_all([(text, script)])[0]


def weigh_all(passages: Sequence[tuple[str, str]]) -> list[Evidence]:
    """Weigh several passages, each with its script; faster than one by one."""
    found = []
    all_words = _words_of_all([text for text, _ in passages])
    for (_, script), words in zip(passages, all_words, strict=True):
        votes = _votes(script)
        del words[_MOST:]
        found.append(Evidence(len(words), votes.codes, votes.scores(words)))
    return found


# A letter as it is, a blank for all else, and for marks, the first of which in a word may be none
# of its own, what stands for no character.
_MARKED = "\uffff"


def _spaced(character: str) -> int:
    if re.match(_MARK, character):
        return ord(_MARKED)
    return ord(character if _WORD.match(character) else " ")


_SPACED = Table(_spaced, np.uint32)


def _words_of_all(texts: Sequence[str]) -> list[list[str]]:
    """`_WORD.findall`, which is slow, of each text."""
    spaced = _SPACED.of(codes_of("".join(texts)))
    whole = spaced.astype("<u4", copy=False).tobytes().decode("utf-32-le")
    found, end = [], 0
    for text in texts:
        start, end = end, end + len(text)
        piece = whole[start:end]
        found.append(_WORD.findall(text) if _MARKED in piece else piece.split())
    return found


@cache
def _votes(script: str) -> _Votes:
    return _Votes(script)


@cache
def _lanes() -> tuple[tuple[str, _Lane], ...]:
    lanes = []
    text = (files(__package__) / "evidence.txt").read_text("utf-8")
    for line in text.splitlines():
        head, colon, words = line.partition(": ")
        if not colon or line.startswith("#"):
            continue
        code, script, letters = head.split()
        known = {part for word in words.split() for part in _WORD.findall(word)}
        if script in scripts_of(code):
            known.update(part for word in stop_words(code) for part in _WORD.findall(word))
            known = {word for word in known if script_of(word[0]) == script}
        alphabet = frozenset() if letters == "-" else frozenset(letters)
        if script == "Latn":
            alphabet |= _LATIN
        code = code if script in scripts_of(code) else f"{code}-{script}"
        lanes.append((script, _Lane(code, alphabet, frozenset(known))))
    return tuple(lanes)


def _plain(lane: _Lane, others: list[_Lane]) -> _Lane:
    """The same language typed without its marks."""
    words = {
        _MARKS.sub("", unicodedata.normalize("NFD", word.translate(_PLAIN))) for word in lane.words
    }
    if lane.code == "vi":
        # Without their marks many of its syllables are words elsewhere (the, do, an).
        words -= {word for other in others for word in other.words}
    return _Lane(lane.code, _LATIN, frozenset(words))
