"""Words and where they stand.

The rules are those of Unicode Standard Annex 29 (word boundaries) with these departures, each
because readers of news search that way:

- a full stop joins single letters only (`U.S.`, `З.С.У.`), so that the parts of `actualno.com`
  are found; between digits a full stop or a comma joins (`1.95583`, `120,000`);
- a hyphen never joins, nor does an underscore: `Нью-Йорк` and `#Save_Odesa` are two words next to
  each other, found by either and, as a phrase, by both;
- scripts written without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Burmese) give overlapping
  pairs of characters, as Lucene's CJKBigramFilter does, since no dictionary is at hand;
- soft hyphens, joiners and marks belong to the word they stand in.

An apostrophe between letters, in any of its spellings, stays inside the word; each language
decides what it means (see `languages.py`).
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

__all__ = [
    "APOSTROPHES",
    "FIGURE_JOINTS",
    "HEBREW_JOINTS",
    "IN_WORD",
    "LETTERS",
    "LETTER_JOINTS",
    "UNSPACED",
    "is_unspaced",
    "words",
]

APOSTROPHES = "'\u2019\u02bc\u2018`\u00b4\u2032\u02b9\uff07"
# Between letters, between figures, between Hebrew letters.
LETTER_JOINTS = APOSTROPHES + "\u00b7"
FIGURE_JOINTS = ".,\u066b\u066c"
HEBREW_JOINTS = '"\u05f4'
# Classes of code points, as regular expressions have them between brackets.
UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}"
    r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\u3005"
)
# Marks, the soft hyphen, zero-width (non-)joiners and the word joiner continue any word.
IN_WORD = r"\p{M}\u00ad\u200b-\u200d\u2060"
_EXTEND = rf"[{IN_WORD}]"
LETTERS = rf"\p{{L}}--[{UNSPACED}]"
_LETTER = rf"[{LETTERS}]{_EXTEND}*+"
_MORE = rf"[[{LETTERS}]\p{{N}}{IN_WORD}]*+"
_WORD = regex.compile(
    rf"""
    (?P<unspaced> [{UNSPACED}] [{UNSPACED}{IN_WORD}]*+ )
  | {_LETTER} (?: \. {_LETTER} (?! [\p{{L}}\p{{N}}] ) )++      # U.S, З.С.У
  | [[{LETTERS}]\p{{N}}] {_MORE}
    (?:
        (?<= [\p{{L}}{IN_WORD}] ) [{LETTER_JOINTS}] [{LETTERS}] {_MORE}
      | (?<= \p{{Hebrew}} ) [{HEBREW_JOINTS}] (?= \p{{Hebrew}} ) {_MORE}    # צה״ל
      | (?<= [\p{{N}}{IN_WORD}] ) [{FIGURE_JOINTS}] \p{{N}} {_MORE}
    )*+
    """,
    regex.VERBOSE | regex.V1,
)
_CLUSTER = regex.compile(rf"[{UNSPACED}]{_EXTEND}*", regex.V1)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script written without spaces, and so a pair of characters."""
    return bool(_CLUSTER.match(word))


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every word in `text`, in code points, by start.

    Words do not overlap, but for the pairs of characters of scripts without spaces.
    """
    for match in _WORD.finditer(text):
        if match["unspaced"] is None:
            yield match.span()
            continue
        start, end = match.span()
        clusters = [found.span() for found in _CLUSTER.finditer(text, start, end)]
        if len(clusters) == 1:
            yield clusters[0]
        for left, right in pairwise(clusters):
            yield left[0], right[1]
