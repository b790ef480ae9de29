"""What the words of a passage tell of its language.

A word that is frequent in a language speaks for it; one with a letter that the language does not
have speaks against it, unless it is a name. The difference is how many words stand behind a
language; how far it is ahead of the next is how sure that is. (Both are rough logarithms of
likelihoods: a function word is some twenty times as likely in its own language as in another.)
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
_FAMILY = "hbs"
# Bits that one language's count takes in a sum of all, and how many words that is enough for.
_LANE = 16
_MOST = (1 << _LANE) - 1


Floats = npt.NDArray[np.float64]
Scores = npt.NDArray[np.int32]  # of passages a row each, of the codes a column each


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
        # Which languages are one as far as words can tell.
        kin = [_FAMILY if code in FAMILY else code for code in self.codes]
        self._kin = np.array([kin.index(code) for code in kin])
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

    def scores(self, passages: Sequence[list[str]]) -> Scores:
        """For each passage and each of the codes, the words in its favour less those against it."""
        lanes = len(self.codes)
        totals = [sum(filter(None, map(self.__getitem__, words))) for words in passages]
        data = b"".join(total.to_bytes(2 * lanes * _LANE // 8, "little") for total in totals)
        counts = np.frombuffer(data, "<u2").reshape(len(totals), 2 * lanes).astype(np.int32)
        return counts[:, :lanes] - counts[:, lanes:]

    def ahead(self, scores: Scores, lead: Floats) -> list[str]:
        """For each row of scores the language that is ahead of all others by its `lead`.

        `"unsure"` for one that the table lacks, "" where none is.
        """
        if not self.codes:
            return [""] * len(scores)
        best, first = scores.max(axis=1), scores.argmax(axis=1)
        near = scores > (best - lead)[:, None]
        others = self._kin != self._kin[first][:, None]
        alone = (best >= _MIN_LEAD) & ~(near & others).any(axis=1)
        codes = [self.codes[place] for place in first.tolist()]
        return [
            (code if code in LANGUAGES else UNSURE) if is_alone else ""
            for code, is_alone in zip(codes, alone.tolist(), strict=True)
        ]


class Evidence(NamedTuple):
    """The weight of a passage's words.

    Attributes:
        words: how many words it has.
        decided: the language that is well ahead of all others; `"unsure"` for one of no row, or "".
        votes: what knows the words of its script.
        scores: for each of `codes`, the words that speak for it less those that speak against it.
    """

    words: int
    decided: str
    votes: _Votes
    scores: Scores

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages of its script, some of them twice, and some that the table lacks."""
        return self.votes.codes

    def score(self, code: str) -> int:
        """The score of one language; 0 for one of which nothing is known."""
        places = [n for n, own in enumerate(self.codes) if own == code]
        return max(self.scores[places].tolist(), default=0)

    def allows(self, code: str) -> bool:
        """Whether no language is ahead of it, and it has words in a text of some length."""
        if code not in self.codes:
            return True
        best = int(self.scores.max(initial=-_MOST))
        return self.score(code) >= max(best, 1 if self.words >= _RUNNING_TEXT else 0)

    def ahead(self) -> str:
        """The language that is ahead of all others, be it by one word; `"unsure"`, or ""."""
        return self.votes.ahead(self.scores[None], np.ones(1))[0]


def weigh(text: str, script: str) -> Evidence:
    """Weigh the words of a passage for the languages of its script."""
    return weigh_all([(text, script)])[0]


def weigh_all(passages: Sequence[tuple[str, str]]) -> list[Evidence]:
    """Weigh several passages, each with its script; much faster than one by one."""
    found: dict[int, Evidence] = {}
    all_words = [words[:_MOST] for words in _words_of_all([text for text, _ in passages])]
    for script in {script for _, script in passages}:
        votes = _votes(script)
        places = [place for place, (_, own) in enumerate(passages) if own == script]
        sizes = [len(all_words[place]) for place in places]
        scores = votes.scores([all_words[place] for place in places])
        best = scores.max(axis=1, initial=-_MOST)
        ahead = votes.ahead(scores, np.maximum(_MIN_LEAD, _MIN_SHARE * best))
        enough = (best >= _MIN_SHARE * np.array(sizes)).tolist()
        for row, place in enumerate(places):
            decided = ahead[row] if enough[row] else ""
            found[place] = Evidence(sizes[row], decided, votes, scores[row])
    return [found[place] for place in range(len(passages))]


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
