"""What Arabic and Hebrew write together with the word behind it: and, in, to, from, the.

Off a word that the dictionary does not know, as many prefixes are taken as it needs to know what is
left. Off a word of which it knows nothing, only those that names can bear to lose: the same are
lost with another prefix before them, so that the forms meet whatever their first letter was.

The prefixes and endings of Arabic are those of light10 (Larkey, Ballesteros and Connell, Light
Stemming for Arabic Information Retrieval, 2007).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.analysis.dictionaries import Lemmas

__all__ = ["prefixes"]

_SHORTEST = 3
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one language attaches.

    Attributes:
        before: prefixes of words that the dictionary has.
        article: the prefix that is taken off though the dictionary knows the whole as a form of
            another word, if it knows the rest as well.
        always: what is taken off a word without a known one in it, the longest first, and again.
        shortest: how many letters that leaves at least.
        behind: endings of lemmas and of other words alike; the longest is taken off.
    """

    before: tuple[str, ...]
    article: str
    always: tuple[str, ...]
    shortest: int
    behind: tuple[str, ...]


_RULES = {
    "ar": _Rules(
        before=("لل", "ال", "و", "ف", "ب", "ل", "ك", "س"),
        article="ال",
        always=("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و"),
        shortest=4,
        behind=("يات", "تها", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"),
    ),
    "he": _Rules(
        before=("כש", "מש", "ו", "ש", "ה", "ב", "ל", "מ", "כ"),
        article="ה",
        always=("ו", "ש", "ה", "ב", "ל", "מ", "כ"),
        shortest=4,
        behind=(),
    ),
}


def prefixes(language: str, lemmas: Lemmas) -> Callable[[Sequence[str]], list[str]]:
    """A stemmer for folded, spelled words of one language.

    Args:
        language: its code.
        lemmas: the look-up in its dictionary.

    Raises:
        KeyError: there are no rules for the language.
    """
    rules = _RULES[language]

    def lemma(word: str) -> str | None:
        return lemmas.of((word,))[0]

    def behind(word: str, most: int) -> str | None:
        """The lemma of what stands behind at most so many prefixes."""
        for prefix in rules.before:
            rest = word.removeprefix(prefix)
            if len(rest) < len(word) and len(rest) >= _SHORTEST:
                known = lemma(rest) or (behind(rest, most - 1) if most > 1 else None)
                if known is not None:
                    return known
        return None

    def stem(word: str, known: str | None) -> str:
        if known is not None and known != word and word.startswith(rules.article):
            known = lemma(word.removeprefix(rules.article)) or known
        if known is None:
            known = behind(word, _MOST)
        return _off_end(rules, _off_start(rules, word) if known is None else known)

    return lambda words: list(map(stem, words, lemmas.of(words)))


def _off_start(rules: _Rules, word: str) -> str:
    for prefix in rules.always:
        if word.startswith(prefix) and len(word) - len(prefix) >= rules.shortest:
            return _off_start(rules, word.removeprefix(prefix))
    return word


def _off_end(rules: _Rules, word: str) -> str:
    for ending in rules.behind:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
