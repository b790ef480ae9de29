"""One language's way from text to terms.

    text -> words (tokenizer) -> folded (`fold`) -> term (the stemmer)

Words written in another script than the language's are only folded: "Viber" in a Bulgarian
article is the same term as "Viber" in a Ukrainian one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress, islice
from operator import itemgetter

from search.analysis.folding import fold, fold_all
from search.analysis.languages import LANGUAGES, Language, script_of
from search.analysis.stemmers import stemmer
from search.analysis.tokenizer import words

__all__ = ["HYPHEN", "HYPHENS", "MOST_PARTS", "Analyzer", "Token", "analyzer_for"]

# Inside a word, as it is written; a dash is another sign.
HYPHEN = re.compile(r"[-\u2010\u2011](?<=\w.)(?=\w)")
HYPHENS = frozenset("-\u2010\u2011")
MOST_PARTS = 4
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


class Analyzer:
    """The analyzer of one language. Safe to use from several threads."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._stems = stemmer(language)
        self._scripts = frozenset((language.script, language.also)) - {""}
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the words of `text` in order; offsets are into `text`."""
        position = 0
        for start, end in words(text):
            for term, exact in self.terms(text[start:end]):
                yield Token(term, exact, position, start, end)
                position += 1

    def compounds(self, text: str, tokens: Sequence[Token]) -> Iterator[Token]:
        """Yield each hyphenated word of `text` as one; it has the position of its first part.

        Many are written in one piece as well: віце-прем'єр, віцепрем'єр; F-16, F16.

        Args:
            tokens: those of the text, as `tokens` gives them.
        """
        first = 0
        for number, token in enumerate(tokens, 1):
            follows = number < len(tokens) and text[token.end : tokens[number].start] in HYPHENS
            if follows and number - first < MOST_PARTS:
                continue
            if number - first > 1:
                start, end = tokens[first].start, token.end
                found = self.terms(HYPHEN.sub("", text[start:end]))
                if len(found) == 1:
                    yield Token(*found[0], tokens[first].position, start, end)
            first = number

    def terms(self, word: str) -> tuple[tuple[str, str], ...]:
        """The (term, exact form) pairs of one word: more than one only where it elides another."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            known = self._known[word] = tuple(self.analyze(word))
        return known

    def learn(self, words: Iterable[str]) -> None:
        """Analyze many words together, which takes less time than one by one, and keep them."""
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        exact, counts = self.parts_of(new)
        pairs = zip(self.terms_of(exact), exact, strict=True)
        self._known |= {
            word: tuple(islice(pairs, count)) for word, count in zip(new, counts, strict=True)
        }

    def analyze(self, word: str) -> Iterator[tuple[str, str]]:
        """What `terms` answers, worked out and not kept."""
        parts = self.parts(word)
        yield from zip(self.terms_of(parts), parts, strict=True)

    def parts(self, word: str) -> list[str]:
        """The exact forms of a word; no dictionary is asked."""
        return self._parted(fold(word, self.language.code))

    def parts_of(self, words: Sequence[str]) -> tuple[list[str], list[int]]:
        """The exact forms of words, one word's after the other's; and how many each has."""
        folded = fold_all(words, self.language.code)
        if all(folded) and (self.language.apostrophe == "joins" or "'" not in "".join(folded)):
            return folded, [1] * len(folded)
        parts = list(map(self._parted, folded))
        return list(chain.from_iterable(parts)), list(map(len, parts))

    def terms_of(self, words: Sequence[str]) -> list[str]:
        """The terms of exact forms."""
        first = list(map(itemgetter(0), words))
        own = {letter for letter in set(first) if script_of(letter) in self._scripts}
        # "u.s" has no form to be stemmed.
        stemmed = [
            letter in own and "." not in word for letter, word in zip(first, words, strict=True)
        ]
        terms = iter(self._stems(list(compress(words, stemmed))))
        return [
            (next(terms) or word) if is_stemmed else word
            for word, is_stemmed in zip(words, stemmed, strict=True)
        ]

    def _parted(self, folded: str) -> list[str]:
        if "'" not in folded or self.language.apostrophe == "joins":
            return [folded] if folded else []
        parts = folded.split("'")
        if self.language.apostrophe == "ends":
            # "O'Brien" is no suffix behind an O.
            parts = parts[:1] if len(parts[0]) > 1 else [folded]
        return [part for part in parts if part]


@cache
def analyzer_for(language: str) -> Analyzer:
    """The analyzer of a language of the table; its dictionary is loaded by the first word.

    Raises:
        KeyError: the table has no such language.
    """
    return Analyzer(LANGUAGES[language])
