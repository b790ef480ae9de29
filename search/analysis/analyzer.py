"""One language's way from text to terms.

    text -> words (tokenizer) -> folded (`fold`) -> term (exceptions, else the stemmer)

Words written in another script than the language's are only folded: "Viber" in a Bulgarian
article is the same term as "Viber" in a Ukrainian one.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from search.analysis.exceptions import exceptions
from search.analysis.languages import LANGUAGES, Language, script_of
from search.analysis.stemmers import stemmer
from search.analysis.tokenizer import APOSTROPHES, words

__all__ = ["Analyzer", "Token", "analyzer_for", "fold"]

_INVISIBLE = regex.compile(r"[\u00ad\u200b-\u200d\u2060]")
_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | {"״": '"'})
_TURKISH = str.maketrans({"İ": "i", "I": "ı"})
# Vowel points and the tatweel of Arabic and Hebrew; a stress mark over a Cyrillic vowel, which is
# what is left of U+0301 once ѓ and ќ are composed.
_MARKS = regex.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf-\u05c7]"
    r"|(?<=\p{Cyrillic})[\u0300\u0301]"
)
_FIGURE = regex.compile(r"(?![0-9])\p{Nd}")
# News repeats its words: a cache of this many holds nearly all of a million articles' words.
_CACHE_SIZE = 500_000


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    Attributes:
        term: what is indexed and looked up.
        exact: the word itself, folded but not stemmed.
        position: its number in the text, from 0; the words of an elision count as two.
        start, end: where it stands, in code points.
    """

    term: str
    exact: str
    position: int
    start: int
    end: int


def fold(word: str, language: str = "") -> str:
    """The word as it is compared: composed, lower case, one apostrophe, nothing invisible.

    ё becomes е in Russian, where both are written; vowel points go in Arabic and Hebrew, stress
    marks in Cyrillic; figures of all scripts are 0 to 9. No mark is taken from a letter that it
    makes (й, ї, ґ, é).
    """
    word = _INVISIBLE.sub("", unicodedata.normalize("NFC", word))
    word = word.translate(_APOSTROPHE).strip("'") or "'"
    if word.isascii() and language != "tr":
        return word.lower()
    if language == "tr":
        word = word.translate(_TURKISH)
    word = unicodedata.normalize("NFC", _MARKS.sub("", word.casefold()))
    word = _FIGURE.sub(lambda figure: str(unicodedata.digit(figure[0])), word)
    # casefold leaves a dot above after the i of "İ".
    word = word.replace("i\u0307", "i")
    return word.replace("ё", "е") if language == "ru" else word


class Analyzer:
    """The analyzer of one language. Safe to use from several threads."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._stem = stemmer(language.stemmer)
        self._exceptions = exceptions(language.code)
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the words of `text` in order; offsets are into `text`."""
        position = 0
        for start, end in words(text):
            for term, exact in self.terms(text[start:end]):
                yield Token(term, exact, position, start, end)
                position += 1

    def terms(self, word: str) -> tuple[tuple[str, str], ...]:
        """The (term, exact form) pairs of one word: more than one only where it elides another."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            known = self._known[word] = tuple(self._analyze(word))
        return known

    def _analyze(self, word: str) -> Iterator[tuple[str, str]]:
        folded = fold(word, self.language.code)
        parts = [folded]
        if "'" in folded and self.language.apostrophe != "joins":
            parts = folded.split("'")
            if self.language.apostrophe == "ends":
                # "O'Brien" is no suffix behind an O.
                parts = parts[:1] if len(parts[0]) > 1 else [folded]
        for part in parts:
            if part:
                # "u.s" has no form to be stemmed.
                own = script_of(part[0]) == self.language.script and "." not in part
                term = self._exceptions.get(part) or (self._stem(part) if own else part)
                yield term or part, part


@cache
def analyzer_for(language: str) -> Analyzer:
    """The analyzer of a language of the table; its dictionary is loaded by the first word.

    Raises:
        KeyError: the table has no such language.
    """
    return Analyzer(LANGUAGES[language])
